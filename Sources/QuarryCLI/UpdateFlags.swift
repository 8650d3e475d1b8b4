import ArgumentParser

/// What every command that changes an index in place takes.
struct UpdateFlags: ParsableArguments {
  @Option(
    name: .customLong("index"),
    help: ArgumentHelp(
      "The index to change (else $QUARRY_INDEX, else the only one here).", valueName: "file"))
  var path: String?

  @Flag(help: "Wait while another process writes to the index, rather than fail at once.")
  var wait = false

  @Flag(help: "Print no progress and no summary, only what went wrong.")
  var quiet = false

  @Option(help: "How the summary is printed.")
  var format = PlainFormat.text

  /// Prints the summary. The index is changed by now, so failing to print is no failure.
  func show(_ text: String, _ json: (inout JSONWriter) -> Void, of path: String) {
    guard !quiet else { return }
    let output = StandardOutput()
    switch format {
    case .text: output.write(TerminalText.cleaned(text) + "\n")
    case .json:
      var writer = JSONWriter()
      writer.object { object in
        object.member("version", 1)
        object.member("index", path)
        json(&object)
      }
      output.write(writer.take() + [UInt8(ascii: "\n")])
    }
    do {
      try output.flush()
    } catch {
      StandardError.write(line: "warning: \(error.message); the index \(path) is as it should be")
    }
  }
}
