/// The simple lower-case mapping of Unicode 14, one scalar to one scalar, whatever the context.
enum LowerCase {
  /// Appends `raw` in lower case and stops after `limit` bytes.
  static func append(_ raw: Span<UInt8>, to term: inout [UInt8], limit: Int) {
    let start = term.count
    var i = 0
    while i < raw.count, term.count - start <= limit {
      let byte = raw[i]
      if byte < 0x80 {
        term.append(ofASCII(byte))
        i += 1
      } else {
        let (scalar, length) = UTF8Decoding.scalar(raw, at: i)
        UTF8Decoding.append(ofScalar(scalar), to: &term)
        i += length
      }
    }
    UTF8Decoding.truncate(&term, from: start, to: limit)
  }

  @inline(__always)
  static func ofASCII(_ byte: UInt8) -> UInt8 {
    byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
  }

  /// The mapping of one scalar.
  static func ofScalar(_ scalar: UInt32) -> UInt32 {
    let runs = DigitText(LowerCaseTable.runs)
    guard let run = runs.lastRecord(notAfter: scalar, width: 12) else { return scalar }
    let distance = scalar - runs.number(run)
    guard scalar <= runs.number(run + 3), distance % max(1, runs.number(run + 9)) == 0 else {
      return scalar
    }
    return runs.number(run + 6) + distance
  }
}
