import QuarryEvaluation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes a run, query by query, for `trec_eval` and its like.
final class RunFile {
  private static let bufferBytes = 1 << 16

  private let path: String
  private let descriptor: Int32
  private var buffer: [UInt8] = []

  /// Creates the file at `path`, or empties it.
  init(path: String) throws(Failure) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Self.failure(path, errno) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Appends what was found for a query, the best first.
  func append(_ found: [(id: String, score: Double)], query: String) throws(Failure) {
    for (place, hit) in found.enumerated() {
      let line = RunLine.text(query: query, id: hit.id, rank: place + 1, score: hit.score)
      buffer.append(contentsOf: line.utf8)
    }
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  /// Writes out everything.
  func flush() throws(Failure) {
    let code = StandardOutput.write(buffer, to: descriptor)
    guard code == 0 else { throw Self.failure(path, code) }
    buffer.removeAll(keepingCapacity: true)
  }

  private static func failure(_ path: String, _ code: Int32) -> Failure {
    Failure("\(path): cannot be written: \(String(cString: strerror(code)))")
  }
}
