internal import QuarryStorage

/// Turns text of a character set other than UTF-8 into UTF-8, piece by piece.
///
/// What means nothing becomes U+FFFD. The commonest sets are read by tables of the program's own, so
/// that a static program without the system's conversion modules reads them too.
struct CharsetDecoder: ~Copyable, Sendable {
  private let encoding: TextEncoding
  private var converter: CharsetConverter?
  /// Whether a byte order mark may still come.
  private var isAtStart = true
  /// Whether a mark says that the lower byte of each pair comes first.
  private var isReversed = false
  /// How many bytes or pairs of them meant nothing.
  private(set) var replaced = 0

  /// Makes a decoder; nil for UTF-8, which needs none, and where the system does not know the set.
  init?(_ encoding: TextEncoding) {
    switch encoding {
    case .utf8: return nil
    case .named(let name):
      converter = CharsetConverter(from: name)
      if converter == nil { return nil }
    case .utf16LittleEndian, .utf16BigEndian, .utf16, .windows1252: converter = nil
    }
    self.encoding = encoding
  }

  /// Decodes `input` and appends it to `output`; how many bytes were used, which may be a few less
  /// than all unless `isLast`.
  mutating func decode(
    _ input: UnsafeRawBufferPointer, isLast: Bool, into output: inout [UInt8]
  ) -> Int {
    switch encoding {
    case .utf8:
      output.append(contentsOf: input)
      return input.count
    case .utf16LittleEndian: return decodePairs(input, isLast, highFirst: false, &output)
    case .utf16BigEndian: return decodePairs(input, isLast, highFirst: true, &output)
    case .utf16:
      if isAtStart, input.count >= 2 { isReversed = input[0] == 0xFF && input[1] == 0xFE }
      return decodePairs(input, isLast, highFirst: !isReversed, &output)
    case .windows1252:
      for byte in input { Self.append(Self.windows1252(byte), to: &output) }
      return input.count
    case .named: return convert(input, isLast, &output)
    }
  }

  /// A whole text, decoded.
  static func decode(_ bytes: [UInt8], from encoding: TextEncoding) -> [UInt8] {
    guard var decoder = CharsetDecoder(encoding) else { return bytes }
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count + bytes.count / 2)
    _ = bytes.withUnsafeBytes { decoder.decode($0, isLast: true, into: &output) }
    return output
  }

  // MARK: UTF-16

  private mutating func decodePairs(
    _ input: UnsafeRawBufferPointer, _ isLast: Bool, highFirst: Bool, _ output: inout [UInt8]
  ) -> Int {
    func unit(_ at: Int) -> UInt32 {
      let (first, second) = (UInt32(input[at]), UInt32(input[at + 1]))
      return highFirst ? first << 8 | second : second << 8 | first
    }
    var at = 0
    while at + 2 <= input.count {
      let first = unit(at)
      var scalar = first
      var length = 2
      if first & 0xF800 == 0xD800 {
        if at + 4 > input.count, !isLast { break }
        let second = at + 4 <= input.count ? unit(at + 2) : 0
        if first < 0xDC00, second & 0xFC00 == 0xDC00 {
          scalar = 0x1_0000 + (first & 0x3FF) << 10 + second & 0x3FF
          length = 4
        } else {
          scalar = 0xFFFD
          replaced += 1
        }
      }
      if !(isAtStart && scalar == 0xFEFF) { Self.append(scalar, to: &output) }
      isAtStart = false
      at += length
    }
    if isLast, at < input.count {
      Self.append(0xFFFD, to: &output)
      replaced += 1
      at = input.count
    }
    return at
  }

  // MARK: Windows-1252

  private static func windows1252(_ byte: UInt8) -> UInt32 {
    guard (0x80...0x9F).contains(byte) else { return UInt32(byte) }
    return high[Int(byte) - 0x80]
  }

  /// What stands for 80 to 9F; the WHATWG's Encoding Standard, index windows-1252.
  private static let high: [UInt32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
  ]

  // MARK: Others

  private mutating func convert(
    _ input: UnsafeRawBufferPointer, _ isLast: Bool, _ output: inout [UInt8]
  ) -> Int {
    var at = 0
    // A conversion may give output before it takes input, but not for ever.
    var stalls = 0
    var piece = [UInt8](repeating: 0, count: 16 << 10)
    while at < input.count {
      let rest = UnsafeRawBufferPointer(rebasing: input[at...])
      let step = piece.withUnsafeMutableBytes {
        converter?.convert(rest, into: $0) ?? (consumed: 0, produced: 0, isInvalid: true)
      }
      output += piece[..<step.produced]
      at += step.consumed
      stalls = step.consumed == 0 ? stalls + 1 : 0
      if step.isInvalid || stalls > 1 || (step.consumed == 0 && step.produced == 0) {
        // A few bytes may be the beginning of a character.
        if !step.isInvalid, step.produced == 0, !isLast { return at }
        Self.append(0xFFFD, to: &output)
        replaced += 1
        at += 1
      }
    }
    return min(at, input.count)
  }

  /// Appends a scalar value, which is none of the surrogates, as UTF-8.
  @inline(__always)
  static func append(_ scalar: UInt32, to output: inout [UInt8]) {
    switch scalar {
    case 0..<0x80: output.append(UInt8(truncatingIfNeeded: scalar))
    case 0x80..<0x800:
      output.append(0xC0 | UInt8(truncatingIfNeeded: scalar >> 6))
      output.append(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
    case 0x800..<0x1_0000:
      output.append(0xE0 | UInt8(truncatingIfNeeded: scalar >> 12))
      output.append(0x80 | UInt8(truncatingIfNeeded: scalar >> 6 & 0x3F))
      output.append(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
    default:
      output.append(0xF0 | UInt8(truncatingIfNeeded: scalar >> 18))
      output.append(0x80 | UInt8(truncatingIfNeeded: scalar >> 12 & 0x3F))
      output.append(0x80 | UInt8(truncatingIfNeeded: scalar >> 6 & 0x3F))
      output.append(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
    }
  }
}
