/// How many bytes a term shares with the one before it, and how many follow: four bits each in one
/// byte, where 15 stands for 15 and more and the rest follows as a varint.
enum TermLengths {
  private static let most = 15

  static func append(shared: Int, suffix: Int, to bytes: inout GrowingBytes) {
    bytes.append(UInt8(min(shared, most) << 4 | min(suffix, most)))
    if shared >= most { bytes.append(varint: shared - most) }
    if suffix >= most { bytes.append(varint: suffix - most) }
  }

  /// Reads both lengths at `offset`, which moves behind them; nil where they are cut off or too long.
  static func read(_ bytes: Span<UInt8>, at offset: inout Int) -> (shared: Int, suffix: Int)? {
    guard offset < bytes.count else { return nil }
    let head = Int(bytes[offset])
    offset += 1
    var shared = head >> 4
    var suffix = head & most
    if shared == most {
      guard let rest = Varint.read(bytes, at: &offset), rest <= 255 else { return nil }
      shared += Int(rest)
    }
    if suffix == most {
      guard let rest = Varint.read(bytes, at: &offset), rest <= 255 else { return nil }
      suffix += Int(rest)
    }
    return (shared, suffix)
  }
}
