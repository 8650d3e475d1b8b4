/// The bytes of a word in two numbers: words of up to fifteen bytes, nearly all, are hashed and
/// compared without a loop.
///
/// In memory, which is little-endian, the word's bytes stand as in the text, zeros behind them; the
/// sixteenth byte tells the length, 127 for a longer word, and in bit 7 the kind of word.
struct TokenKey: Equatable {
  /// Bytes 0 to 7.
  var first: UInt64
  /// Bytes 8 to 14, and above them length and kind.
  var second: UInt64

  /// The longest word that a key holds the whole of.
  static let mostBytes = 15
  /// How many bytes are read to make a key, whatever the length.
  static let readBytes = 16
  /// Where a word is of the second kind, added to `second`.
  static let kindBit: UInt64 = 1 << 63
  private static let longLength: UInt64 = 127
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  @inline(__always)
  init(first: UInt64, second: UInt64) {
    self.first = first
    self.second = second
  }

  /// The key of a word of 1 to `mostBytes` bytes, of which `readBytes` can be read at `start`;
  /// `kind` is 0 or `kindBit`.
  @inline(__always)
  init(at start: UnsafePointer<UInt8>, length: Int, kind: UInt64) {
    // Sound: the caller can read sixteen bytes; those behind the word are masked away.
    let raw = UnsafeRawPointer(start)
    let length = UInt64(truncatingIfNeeded: length)
    let head = raw.loadUnaligned(as: UInt64.self)
    let tail = raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    first = head & ~0 &>> (64 &- 8 &* min(length, 8))
    second =
      tail & ((1 &<< (8 &* (max(length, 8) &- 8))) &- 1) | length &<< 56 | kind
  }

  /// The key of any word, of which no byte beyond its end is read.
  init(_ word: UnsafeBufferPointer<UInt8>, kind: UInt64) {
    first = 0
    second = kind | (word.count > Self.mostBytes ? Self.longLength : UInt64(word.count)) << 56
    for (place, byte) in word.prefix(Self.mostBytes).enumerated() {
      if place < 8 {
        first |= UInt64(byte) << UInt64(8 * place)
      } else {
        second |= UInt64(byte) << UInt64(8 * place - 64)
      }
    }
  }

  /// The bytes of the word, or `longLength` and more.
  @inline(__always)
  var length: Int { Int(truncatingIfNeeded: second >> 56 & 127) }

  /// Whether the word goes on behind the bytes that are here.
  @inline(__always)
  var isLong: Bool { length == Int(Self.longLength) }

  /// 0 or `kindBit`.
  @inline(__always)
  var kind: UInt64 { second & Self.kindBit }

  /// Whether all bytes that are here are ASCII.
  @inline(__always)
  var isASCII: Bool { (first | second & ~(0xFF << 56)) & (Self.ones << 7) == 0 }

  /// The byte at `place`, below `mostBytes`.
  func byte(_ place: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: place < 8 ? first >> (8 * place) : second >> (8 * place - 64))
  }

  /// Up to eight bytes from `place` on, zeros behind the end.
  @inline(__always)
  func bytes(from place: Int) -> UInt64 {
    // A shift by 64 or more gives 0, one by a negative number goes the other way.
    let tail = second & ~(0xFF << 56)
    return first >> (8 * place) | tail << (64 - 8 * place)
  }

  /// The key of the first `place` bytes and behind them `count` others, at most `mostBytes` in all, of
  /// kind 0; zeros stand above the others.
  @inline(__always)
  func replacing(from place: Int, by others: UInt64, count: Int) -> TokenKey {
    let length = UInt64(truncatingIfNeeded: place &+ count)
    let firstMask: UInt64 = ~(~0 << (8 * place))
    let secondMask: UInt64 = ~(~0 << (8 * max(place, 8) - 64))
    return TokenKey(
      first: first & firstMask | others << (8 * place),
      second: second & secondMask | others >> (64 - 8 * place) | length << 56)
  }

  /// A hash of the bytes that are here: a 64-bit multiplication folded, in the manner of wyhash
  /// (Wang Yi 2019). It is written to no file.
  @inline(__always)
  var hash: UInt64 {
    let product = (first ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(
      by: second ^ 0xE703_7ED1_A0B4_28DB)
    return product.high ^ product.low
  }

  /// The key of an ASCII word in small letters.
  @inline(__always)
  var lowerCase: TokenKey {
    TokenKey(first: Self.lowerCase(first), second: Self.lowerCase(second))
  }

  /// Eight bytes at once: a byte from A to Z reaches 0x80 in one of two sums and not in the other.
  @inline(__always)
  private static func lowerCase(_ bytes: UInt64) -> UInt64 {
    let low = bytes & (ones &* 0x7F)
    let fromA = low &+ ones &* (0x80 - 0x41)
    let beyondZ = low &+ ones &* (0x80 - 0x5B)
    return bytes | ((fromA ^ beyondZ) & ~bytes & ones << 7) >> 2
  }
}
