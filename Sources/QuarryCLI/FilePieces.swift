import QuarryEvaluation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads a file of any size, or standard input, piece by piece.
final class FilePieces {
  private static let pieceBytes = 1 << 16

  private let name: String
  private let descriptor: Int32

  /// Opens the file at `path`; `-` is standard input.
  init(path: String) throws(EvaluationError) {
    name = path == "-" ? "standard input" : path
    descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.error(name) }
  }

  deinit {
    if descriptor > STDIN_FILENO { close(descriptor) }
  }

  /// The next bytes; none at the end.
  func next() throws(EvaluationError) -> [UInt8] {
    var piece = [UInt8](repeating: 0, count: Self.pieceBytes)
    var count = read(descriptor, &piece, piece.count)
    while count < 0, errno == EINTR { count = read(descriptor, &piece, piece.count) }
    guard count >= 0 else { throw Self.error(name) }
    piece.removeLast(piece.count - count)
    return piece
  }

  /// The lines of the file at `path`.
  static func lines(of path: String) throws(EvaluationError) -> LineReader {
    let pieces = try FilePieces(path: path)
    return LineReader(name: pieces.name) { () throws(EvaluationError) in try pieces.next() }
  }

  private static func error(_ name: String) -> EvaluationError {
    EvaluationError("\(name): cannot be read: \(String(cString: strerror(errno)))")
  }
}
