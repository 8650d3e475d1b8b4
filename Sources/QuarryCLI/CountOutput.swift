import Quarry

/// How many documents match, in the formats that `--count` knows.
enum CountOutput {
  static func write(
    _ count: Int, query: String, name: String?, _ format: ResultFormat, to output: StandardOutput
  ) {
    guard format == .json else {
      output.write((name.map { TerminalText.cleaned($0) + "\t" } ?? "") + "\(count)\n")
      return
    }
    var writer = JSONWriter()
    writer.object { json in
      json.member("version", HitJSON.version)
      if let name { json.member("query_id", name) }
      json.member("query", query)
      json.member("total", count)
    }
    output.write(writer.take() + [UInt8(ascii: "\n")])
  }
}
