#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads a small file, or standard input, line by line in memory for one line.
final class LineSource {
  /// The longest line, which is longer than any query may be.
  static let longestLine = 1 << 20

  private let descriptor: Int32
  private let name: String
  private var buffer: [UInt8] = []
  private var start = 0
  private var isAtEnd = false

  /// Opens the file at `path`; `-` is standard input.
  init(path: String) throws(Failure) {
    name = path == "-" ? "standard input" : path
    descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(name) }
  }

  deinit {
    if descriptor > STDIN_FILENO { close(descriptor) }
  }

  /// The next line without its end, or nil behind the last.
  func next() throws(Failure) -> [UInt8]? {
    var searched = start
    while true {
      if let end = buffer[searched...].firstIndex(of: 0x0A) {
        defer { start = end + 1 }
        return Self.line(buffer[start..<end])
      }
      searched = buffer.count
      if isAtEnd {
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        return Self.line(buffer[start...])
      }
      searched -= start
      buffer.removeFirst(start)
      start = 0
      guard buffer.count <= Self.longestLine else {
        throw Failure("\(name): a line is longer than 1 MiB; it is no file of lines")
      }
      try fill()
    }
  }

  /// All of the file, at most `limit` bytes.
  func all(limit: Int) throws(Failure) -> [UInt8] {
    while !isAtEnd {
      guard buffer.count <= limit else {
        throw Failure("\(name): is longer than \(NumberText.binaryBytes(limit))")
      }
      try fill()
    }
    return buffer
  }

  private func fill() throws(Failure) {
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    var count = read(descriptor, &piece, piece.count)
    while count < 0, errno == EINTR { count = read(descriptor, &piece, piece.count) }
    guard count >= 0 else { throw Self.failure(name) }
    if count == 0 { isAtEnd = true }
    buffer += piece[..<count]
  }

  private static func line(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    Array(bytes.last == 0x0D ? bytes.dropLast() : bytes)
  }

  private static func failure(_ name: String) -> Failure {
    Failure("\(name): cannot be read: \(String(cString: strerror(errno)))")
  }
}
