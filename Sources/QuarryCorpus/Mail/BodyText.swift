/// Turns the bytes of a part into UTF-8, by the character set that its header names.
enum BodyText {
  /// - Parameter charset: the name of the set; nil or unknown leaves it to the bytes.
  static func decoded(_ bytes: [UInt8], charset: [UInt8]?, isHTML: Bool = false) -> [UInt8] {
    var encoding = charset.flatMap { TextEncoding(documentName: $0) }
    if encoding == nil, isHTML { encoding = bytes.withUnsafeBytes { HTMLEvidence.charset(in: $0) } }
    // Many a message is not in the set that it names; what is UTF-8 by all its bytes, is UTF-8.
    let isUTF8 = bytes.withUnsafeBytes { Utf8Check.firstFault(in: $0, 0..<$0.count) == nil }
    switch encoding {
    case nil, .utf8: return isUTF8 ? bytes : CharsetDecoder.decode(bytes, from: .windows1252)
    case .windows1252 where isUTF8: return bytes
    case let encoding?: return CharsetDecoder.decode(bytes, from: encoding)
    }
  }

  /// The same text with LF at the ends of its lines, in place.
  static func normalizeLines(_ text: inout [UInt8]) {
    guard text.contains(0x0D) else { return }
    var kept = 0
    for index in text.indices {
      let isReturn = text[index] == 0x0D && index + 1 < text.count
      if isReturn, text[index + 1] == 0x0A { continue }
      text[kept] = text[index]
      kept += 1
    }
    text.removeLast(text.count - kept)
  }
}
