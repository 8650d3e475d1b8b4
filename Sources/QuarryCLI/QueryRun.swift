import Quarry

/// Reads the queries of a file one after another, so that a file may be of any length.
enum QueryRun {
  /// Calls `body` for each query of the file at `path`, or of standard input for `-`.
  static func read(
    _ path: String, _ body: (QueryFile.Entry) throws(Failure) -> Void
  ) throws(Failure) {
    let shown = path == "-" ? "standard input" : path
    let source = try LineSource(path: path)
    var reader = QueryFile()
    func take(_ line: [UInt8]?) throws(Failure) {
      let entries: [QueryFile.Entry]
      do {
        entries = try line.map { line throws(QueryFileError) in try reader.read(line: line) }
          ?? reader.finish()
      } catch {
        throw Failure("\(shown): line \(error.line): \(error.reason)")
      }
      for entry in entries { try body(entry) }
    }
    while let line = try source.next() { try take(line) }
    try take(nil)
  }
}
