#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Standard output with a buffer of its own, which ends the program quietly where nobody reads on.
final class StandardOutput {
  private var buffer: [UInt8] = []

  /// Appends `text`; it is written at the latest by `flush()`.
  func write(_ text: String) {
    buffer.append(contentsOf: text.utf8)
  }

  /// Appends `bytes`; they are written at the latest by `flush()`.
  func write(_ bytes: [UInt8]) {
    buffer.append(contentsOf: bytes)
  }

  /// Writes out what has come together, if that is much.
  func flushLarge() throws(Failure) {
    if buffer.count >= Self.largeBytes { try flush() }
  }

  private static let largeBytes = 1 << 16

  /// Writes out everything; a closed pipe ends the program with `status`.
  func flush(status: Int32 = ExitStatus.done) throws(Failure) {
    switch Self.write(buffer, to: STDOUT_FILENO) {
    case 0: break
    case EPIPE: exit(status)
    case let code:
      throw Failure("standard output: cannot write: \(String(cString: strerror(code)))")
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes all of `bytes` to a descriptor and returns 0 or the system's error number.
  static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    bytes.withUnsafeBytes { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        #if canImport(Glibc)
          let written = Glibc.write(
            descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        #else
          let written = Darwin.write(
            descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        #endif
        if written < 0 {
          if errno == EINTR { continue }
          return errno
        }
        rest = rest.dropFirst(written)
      }
      return 0
    }
  }
}

/// Standard error, without a buffer; what cannot be written there is lost.
enum StandardError {
  /// Writes one line, in which every control character is replaced.
  static func write(line: String) {
    write(text: TerminalText.cleaned(line) + "\n")
  }

  /// Writes lines, in which every control character but the line feed is replaced.
  static func write(text: String) {
    write(raw: TerminalText.cleaned(text, keeping: .lines))
  }

  /// Writes `text` as it is; for the progress line only, which moves the cursor.
  static func write(raw text: String) {
    _ = StandardOutput.write(Array(text.utf8), to: STDERR_FILENO)
  }
}
