/// A hash of short byte strings for tables in memory: 64-bit multiplications folded, in the manner of
/// wyhash (Wang Yi 2019). It is written to no file.
enum ByteHash {
  private static let first: UInt64 = 0xA076_1D64_78BD_642F
  private static let second: UInt64 = 0xE703_7ED1_A0B4_28DB

  /// The hash of a string whose first eight bytes, zeros behind, are `prefix`.
  @inline(__always)
  static func short(prefix: UInt64, length: Int) -> UInt64 {
    fold(prefix ^ first, UInt64(truncatingIfNeeded: length) ^ second)
  }

  /// The hash of a longer string.
  @inline(__always)
  static func long(_ bytes: UnsafePointer<UInt8>, length: Int) -> UInt64 {
    var seed = UInt64(truncatingIfNeeded: length) ^ second
    var offset = 0
    let raw = UnsafeRawPointer(bytes)
    while offset + 8 < length {
      seed = fold(raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self) ^ first, seed)
      offset += 8
    }
    return fold(raw.loadUnaligned(fromByteOffset: length - 8, as: UInt64.self) ^ first, seed)
  }

  @inline(__always)
  private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
  }
}
