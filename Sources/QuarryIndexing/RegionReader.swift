import QuarryFormat
import QuarryStorage

/// Reads a range of a run's bytes in order: in place where they are in memory, else through a window.
struct RegionReader {
  /// The bytes of a file that are held.
  private static let windowBytes = 1 << 16

  private var window: UnsafeBufferPointer<UInt8>
  /// What `window` lies in; whoever made a reader without it keeps the bytes.
  private var owner: RunBytes?
  private let file: SpillFile?
  /// What of the file is still to be read.
  private var rest: Range<Int>
  private var offset = 0

  /// A reader of bytes that outlive it.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    window = bytes
    file = nil
    rest = 0..<0
  }

  /// A reader of `range` of a run.
  init(_ place: Run.Place, _ range: Range<Int>) {
    switch place {
    case .memory(let bytes):
      window = UnsafeBufferPointer(rebasing: bytes.buffer[range])
      owner = bytes
      file = nil
      rest = 0..<0
    case .file(let file, let run):
      window = UnsafeBufferPointer(start: nil, count: 0)
      self.file = file
      rest = run.lowerBound + range.lowerBound..<run.lowerBound + range.upperBound
    }
  }

  /// The bytes at hand that were not taken; at least one more where there are more and they were
  /// asked for by `fill`.
  var unread: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: window[offset...]) }

  /// Takes `count` of the unread bytes.
  mutating func take(_ count: Int) {
    offset += max(0, min(count, window.count - offset))
  }

  /// Brings more bytes behind the unread ones; false where there are none.
  mutating func fill() throws(StorageError) -> Bool {
    guard let file, !rest.isEmpty else { return false }
    var bytes = Array(unread)
    let length = min(rest.count, max(Self.windowBytes, 2 * bytes.count))
    let before = bytes.count
    try file.read(at: rest.lowerBound, limit: length, into: &bytes)
    guard bytes.count - before == length else { throw Run.cutOff }
    rest = rest.lowerBound + length..<rest.upperBound
    let held = bytes.withUnsafeBufferPointer { RunBytes($0) }
    owner = held
    window = held.buffer
    offset = 0
    return true
  }

  /// Whether all was taken.
  mutating func isAtEnd() throws(StorageError) -> Bool {
    if offset < window.count { return false }
    return try !fill()
  }

  @inline(__always)
  private mutating func byte() throws(StorageError) -> UInt8 {
    if offset == window.count {
      guard try fill() else { throw Run.cutOff }
    }
    let byte = window[offset]
    offset += 1
    return byte
  }

  /// The next number.
  @inline(__always)
  mutating func varint() throws(StorageError) -> UInt64 {
    let first = try byte()
    if first < 0x80 { return UInt64(first) }
    var value = UInt64(first & 0x7F)
    var shift: UInt64 = 7
    while shift < 64 {
      let byte = try byte()
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw Run.cutOff
  }

  /// The next form's code, which stays where it is until more is read.
  mutating func formCode() throws(StorageError) -> UnsafeBufferPointer<UInt8> {
    while true {
      var length = 0
      let unread = unread
      if FormCode.skip(unread.span, at: &length) {
        offset += length
        return UnsafeBufferPointer(rebasing: unread[..<length])
      }
      guard try fill() else { throw Run.cutOff }
    }
  }
}
