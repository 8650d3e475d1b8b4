import QuarryStorage

/// Bytes to write into without a check for uniqueness at each: what lists, pages and dictionary
/// entries are put together in, term after term.
struct GrowingBytes: ~Copyable {
  // Safe: `count` never passes `capacity`, since every write is preceded by `reserve`; the memory is
  // freed in deinit and when it grows only, and never lent beyond a call.
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int = 256) {
    self.capacity = max(64, capacity)
    base = .allocate(capacity: self.capacity)
  }

  deinit {
    base.deallocate()
  }

  /// The bytes so far.
  var span: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      let span = Span(_unsafeStart: UnsafePointer(base), count: count)
      return _overrideLifetime(span, borrowing: self)
    }
  }

  /// The bytes in an array of their own.
  func array() -> [UInt8] { Array(UnsafeBufferPointer(start: base, count: count)) }

  /// Forgets the bytes; memory beyond `kept` bytes is given back.
  mutating func removeAll(keeping kept: Int = .max) {
    count = 0
    guard capacity > kept else { return }
    base.deallocate()
    capacity = max(64, kept)
    base = .allocate(capacity: capacity)
  }

  /// Forgets the bytes from `length` on.
  mutating func truncate(to length: Int) {
    count = min(count, max(0, length))
  }

  /// Makes room for `bytes` more.
  @inline(__always)
  mutating func reserve(_ bytes: Int) {
    if capacity - count < bytes { grow(bytes) }
  }

  /// Writes a varint, for which ten bytes were reserved.
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

  /// Appends a varint.
  @inline(__always)
  mutating func append(varint value: Int) {
    reserve(Varint.maxBytes)
    appendReserved(UInt64(truncatingIfNeeded: value))
  }

  /// Appends a byte.
  @inline(__always)
  mutating func append(_ byte: UInt8) {
    reserve(1)
    base[count] = byte
    count += 1
  }

  /// Appends the low `size` bytes of `value`, little-endian.
  mutating func append(fixed value: UInt64, size: Int) {
    reserve(8)
    for index in 0..<size {
      base[count + index] = UInt8(truncatingIfNeeded: value >> UInt64(8 * index))
    }
    count += size
  }

  /// Appends other bytes.
  @inline(__always)
  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let source = bytes.baseAddress else { return }
    reserve(bytes.count)
    ShortCopy.copy(from: source, to: base + count, count: bytes.count)
    count += bytes.count
  }

  /// Appends other bytes.
  @inline(__always)
  mutating func append(_ bytes: Span<UInt8>) {
    bytes.withUnsafeBufferPointer { append($0) }
  }

  /// Appends the bytes of another buffer.
  mutating func append(_ other: borrowing GrowingBytes) {
    append(UnsafeBufferPointer(start: other.base, count: other.count))
  }

  private mutating func grow(_ bytes: Int) {
    capacity = max(2 * capacity, count + bytes)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: base, count: count)
    base.deallocate()
    base = larger
  }
}
