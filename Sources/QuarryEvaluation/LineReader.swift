/// Hands out the lines of a text of any size one after the other, from pieces that its owner reads.
package struct LineReader {
  /// The longest line that is read, in bytes; a longer one is taken for another kind of file.
  static let mostLineBytes = 1 << 20

  /// What the text is called in messages.
  package let name: String
  /// The number of the last line handed out, from 1; 0 before the first.
  package private(set) var lineNumber = 0
  private let read: () throws(EvaluationError) -> [UInt8]
  private var buffer: [UInt8] = []
  private var start = 0
  /// Up to where the buffer holds no line feed.
  private var searched = 0
  private var isAtEnd = false

  /// A reader of the pieces that `read` gives; an empty piece is the end.
  package init(name: String, read: @escaping () throws(EvaluationError) -> [UInt8]) {
    self.name = name
    self.read = read
  }

  /// A reader of a text in memory.
  package init(name: String, bytes: [UInt8]) {
    var rest = bytes
    self.init(name: name) { () throws(EvaluationError) in
      defer { rest = [] }
      return rest
    }
  }

  /// The next line without its line end, or nil at the end; a byte order mark at the start is
  /// passed over.
  ///
  /// Throws where a line is longer than `mostLineBytes` or the owner cannot read.
  package mutating func next() throws(EvaluationError) -> ArraySlice<UInt8>? {
    while true {
      if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer {
          start = end + 1
          searched = start
        }
        return try line(start..<end)
      }
      searched = buffer.count
      if isAtEnd {
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        return try line(start..<buffer.count)
      }
      try fill()
    }
  }

  /// An error that names the last line handed out.
  package func error(_ reason: String) -> EvaluationError {
    EvaluationError(name, line: max(lineNumber, 1), reason)
  }

  private mutating func fill() throws(EvaluationError) {
    buffer.removeSubrange(..<start)
    searched -= start
    start = 0
    guard buffer.count <= Self.mostLineBytes else {
      throw EvaluationError(
        name, line: lineNumber + 1, "the line is longer than \(Self.mostLineBytes) bytes")
    }
    let piece = try read()
    isAtEnd = piece.isEmpty
    buffer += piece
  }

  private mutating func line(_ range: Range<Int>) throws(EvaluationError) -> ArraySlice<UInt8> {
    lineNumber += 1
    guard range.count <= Self.mostLineBytes else {
      throw error("the line is longer than \(Self.mostLineBytes) bytes")
    }
    var line = buffer[range]
    if lineNumber == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
    if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
    return line
  }
}
