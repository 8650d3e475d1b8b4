import QuarryCorpus

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The file that `quarry index --skipped` names: one JSON object for each record that is left out, and
/// for each input that breaks off.
final class SkippedList {
  private let path: String
  private let descriptor: Int32
  /// Whether the file was not there before.
  private let isNew: Bool
  private var writer = JSONWriter()
  private var buffer: [UInt8] = []
  private var failure: Int32 = 0
  private var hasWritten = false

  /// Opens or makes the file; what stands in one that is there stays until the first record is written.
  ///
  /// Throws where the file is the index or an input, or is there already and may not be replaced.
  init(path: String, index: String, inputs: [String], replaces: Bool) throws(Failure) {
    guard path != "-", !path.isEmpty else {
      throw Failure("--skipped \(path): is no file; name one")
    }
    guard path != index, !PathKind.isSame(path, index) else {
      throw Failure("--skipped \(path): is the index itself; name another file")
    }
    if let input = inputs.first(where: { $0 != "-" && PathKind.isSame($0, path) }) {
      throw Failure("--skipped \(path): is the input \(input) itself; name another file")
    }
    let kind = PathKind(path: path)
    guard kind != .file || replaces else {
      throw Failure("--skipped \(path): exists already; remove it, or name another file")
    }
    self.path = path
    isNew = kind == nil
    descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw Failure("--skipped \(path): cannot write: \(String(cString: strerror(errno)))")
    }
  }

  deinit {
    Self.close(descriptor)
    if isNew, !hasWritten { unlink(path) }
  }

  /// Adds a record; `input` is nil for a document that a program supplied.
  func add(_ record: SkippedRecord, input: String?) {
    writer.object { json in
      if let input { json.member("input", input) }
      if let file = record.file { json.member("file", file) }
      if record.line > 0, record.file == nil || record.isInFile {
        json.member("line", record.line)
      }
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
    // Devices and pipes cannot be cut, nor need they.
    if !hasWritten { _ = ftruncate(descriptor, 0) }
    hasWritten = true
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
