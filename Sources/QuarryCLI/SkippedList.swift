import QuarryCorpus

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The file that `quarry index --skipped` names: one JSON object for each record that is left out.
final class SkippedList {
  private let path: String
  private let descriptor: Int32
  private var writer = JSONWriter()
  private var buffer: [UInt8] = []
  private var failure: Int32 = 0

  /// Makes the file, or empties one that is there.
  init(path: String) throws(Failure) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw Failure("--skipped \(path): cannot write: \(String(cString: strerror(errno)))")
    }
  }

  deinit { Self.close(descriptor) }

  /// Adds a record; `input` is nil for a document that a program supplied.
  func add(_ record: SkippedRecord, input: String?) {
    writer.object { json in
      if let input { json.member("input", input) }
      if let file = record.file { json.member("file", file) }
      if record.file == nil || record.isInFile { json.member("line", record.line) }
      if let byte = record.byte { json.member("byte", byte) }
      json.member("reason", record.reason.description)
    }
    buffer += writer.take() + [UInt8(ascii: "\n")]
    if buffer.count >= 1 << 16 { flush() }
  }

  /// Writes out what is left; throws where any of it could not be written.
  func close() throws(Failure) {
    flush()
    guard failure == 0 else {
      throw Failure("--skipped \(path): cannot write: \(String(cString: strerror(failure)))")
    }
  }

  private func flush() {
    if failure == 0 { failure = StandardOutput.write(buffer, to: descriptor) }
    buffer.removeAll(keepingCapacity: true)
  }

  private static func close(_ descriptor: Int32) {
    #if canImport(Glibc)
      _ = Glibc.close(descriptor)
    #else
      _ = Darwin.close(descriptor)
    #endif
  }
}
