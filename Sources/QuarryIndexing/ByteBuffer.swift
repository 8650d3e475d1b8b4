/// Bytes to write into without a check for uniqueness and room at each: the inner loop of writing
/// runs asks for room once a posting.
struct ByteBuffer: ~Copyable {
  // Safe: `count` never passes `capacity`, since every write is preceded by `reserve`.
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = max(64, capacity)
    base = .allocate(capacity: self.capacity)
  }

  deinit {
    base.deallocate()
  }

  /// Forgets the bytes.
  mutating func removeAll() {
    count = 0
  }

  /// Makes room for `bytes` more.
  @inline(__always)
  mutating func reserve(_ bytes: Int) {
    if capacity - count < bytes { grow(bytes) }
  }

  /// Writes a varint, for which room was reserved: five bytes for 32 bits, ten for 64.
  @inline(__always)
  mutating func appendReserved(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      base[count] = UInt8(truncatingIfNeeded: rest) | 0x80
      count += 1
      rest >>= 7
    }
    base[count] = UInt8(truncatingIfNeeded: rest)
    count += 1
  }

  /// Appends what `body` writes, for which room was reserved.
  @inline(__always)
  mutating func write(_ body: (inout ByteCursor) -> Void) {
    var cursor = ByteCursor(from: base + count, to: base + capacity)
    body(&cursor)
    count = cursor.next - base
  }

  /// Appends a varint.
  mutating func append(_ value: Int) {
    reserve(10)
    appendReserved(UInt64(value))
  }

  /// Appends other bytes.
  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let source = bytes.baseAddress else { return }
    reserve(bytes.count)
    (base + count).update(from: source, count: bytes.count)
    count += bytes.count
  }

  /// Appends the bytes of another buffer.
  mutating func append(_ other: borrowing ByteBuffer) {
    append(UnsafeBufferPointer(start: other.base, count: other.count))
  }

  /// Appends the lowest `count` bytes of a number, 8 at most.
  @inline(__always)
  mutating func append(_ bytes: UInt64, count more: Int) {
    precondition(0...8 ~= more)
    reserve(8)
    UnsafeMutableRawPointer(base + count).storeBytes(of: bytes, as: UInt64.self)
    count += more
  }

  /// Appends other bytes after their number, to be found again by `chunk(at:)`.
  mutating func append(chunk bytes: UnsafeBufferPointer<UInt8>) {
    reserve(8)
    UnsafeMutableRawPointer(base + count).storeBytes(of: UInt64(bytes.count), as: UInt64.self)
    count += 8
    append(bytes)
  }

  /// The bytes that were appended as a chunk when there were `offset` bytes, valid as long as nothing
  /// is appended; none where `offset` is no such place.
  func chunk(at offset: Int) -> UnsafeBufferPointer<UInt8> {
    guard offset >= 0, offset <= count - 8 else { return UnsafeBufferPointer(start: nil, count: 0) }
    let length = UnsafeRawPointer(base + offset).loadUnaligned(as: UInt64.self)
    guard length <= UInt64(count - 8 - offset) else {
      return UnsafeBufferPointer(start: nil, count: 0)
    }
    return UnsafeBufferPointer(start: base + offset + 8, count: Int(length))
  }

  /// The bytes in place, valid as long as nothing is appended.
  var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

  /// The bytes in an array of their own.
  func array() -> [UInt8] {
    Array(UnsafeBufferPointer(start: base, count: count))
  }

  private mutating func grow(_ bytes: Int) {
    capacity = max(2 * capacity, count + bytes)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: base, count: count)
    base.deallocate()
    base = larger
  }
}
