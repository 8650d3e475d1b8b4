#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Turns text of any character set that the system's iconv knows into UTF-8, piece by piece.
package struct CharsetConverter: ~Copyable, Sendable {
  // Safe: owned by this value alone, closed in deinit.
  nonisolated(unsafe) private let handle: iconv_t

  /// Begins with text of the character set `name`; nil where the system does not know it.
  package init?(from name: String) {
    guard !name.utf8.contains(0), let handle = iconv_open("UTF-8", name),
      handle != iconv_t(bitPattern: -1)
    else { return nil }
    self.handle = handle
  }

  deinit { iconv_close(handle) }

  /// Converts from `input` to `output` until one of them is used up; how much of each it was, and
  /// whether it stopped before a byte that means nothing there.
  package mutating func convert(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> (consumed: Int, produced: Int, isInvalid: Bool) {
    guard !input.isEmpty, !output.isEmpty else { return (0, 0, false) }
    // iconv takes a mutable pointer but never writes through it.
    var from = UnsafeMutableRawPointer(mutating: input.baseAddress)?
      .assumingMemoryBound(to: CChar.self)
    var to = output.baseAddress?.assumingMemoryBound(to: CChar.self)
    var left = input.count
    var room = output.count
    let result = iconv(handle, &from, &left, &to, &room)
    // An error is the largest size there is, which Swift sees as -1.
    let isInvalid = result == -1 && errno == EILSEQ
    return (input.count - left, output.count - room, isInvalid)
  }
}
