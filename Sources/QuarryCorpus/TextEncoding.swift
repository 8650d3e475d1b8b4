internal import QuarryStorage

/// A character set that text may be in.
public enum TextEncoding: Sendable, Hashable, CustomStringConvertible {
  case utf8
  case utf16LittleEndian
  case utf16BigEndian
  /// By its byte order mark, else big-endian (RFC 2781, section 4.3).
  case utf16
  /// Also read for ISO 8859-1, of which it is the extension that is meant in practice.
  case windows1252
  /// One of those that the system's iconv knows, by its name.
  case named(String)

  /// The character set that a document names, of which only plain and short names are looked up.
  init?(documentName name: some Collection<UInt8>) {
    let isPlain = name.allSatisfy {
      (0x30...0x3A).contains($0) || (0x61...0x7A).contains($0 | 0x20) && $0 >= 0x41
        || [0x2D, 0x2E, 0x5F].contains($0)
    }
    guard isPlain, name.count <= 40 else { return nil }
    let name = String(decoding: name, as: UTF8.self)
    // No page is in UTF-7 (WHATWG, Encoding Standard), and its conversion depends on the pieces.
    if ["UTF-7", "UTF7"].contains(name.uppercased()) { return nil }
    self.init(name: name)
  }

  /// The character set of that name, in capitals or not; nil where the system does not know it.
  public init?(name: String) {
    switch name.uppercased() {
    case "UTF-8", "UTF8", "US-ASCII", "ASCII": self = .utf8
    case "UTF-16LE": self = .utf16LittleEndian
    case "UTF-16BE": self = .utf16BigEndian
    case "UTF-16": self = .utf16
    case "WINDOWS-1252", "CP1252", "ISO-8859-1", "ISO8859-1", "LATIN1", "LATIN-1":
      self = .windows1252
    default:
      guard !name.isEmpty, CharsetConverter(from: name) != nil else { return nil }
      self = .named(name)
    }
  }

  public var description: String {
    switch self {
    case .utf8: "UTF-8"
    case .utf16LittleEndian: "UTF-16LE"
    case .utf16BigEndian: "UTF-16BE"
    case .utf16: "UTF-16"
    case .windows1252: "Windows-1252"
    case .named(let name): name
    }
  }

  /// The character set that the first bytes of a text are in, and what speaks for it.
  ///
  /// A byte order mark decides, then the zeros that UTF-16 has in every other byte of Western text,
  /// then whether the bytes are UTF-8; what is not, is taken for Windows-1252.
  static func detect(_ bytes: [UInt8]) -> (encoding: TextEncoding, reason: String) {
    if bytes.starts(with: InputFormat.byteOrderMark) { return (.utf8, "byte order mark") }
    if bytes.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, "byte order mark") }
    if bytes.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, "byte order mark") }
    let start = bytes.prefix(256)
    let pairs = start.count / 2
    if pairs >= 8 {
      let even = stride(from: 0, to: 2 * pairs, by: 2).count { start[$0] == 0 }
      let odd = stride(from: 1, to: 2 * pairs, by: 2).count { start[$0] == 0 }
      let reason = "zeros in every other byte"
      if even == 0, 3 * odd >= 2 * pairs { return (.utf16LittleEndian, reason) }
      if odd == 0, 3 * even >= 2 * pairs { return (.utf16BigEndian, reason) }
    }
    let (sequences, faults) = countSequences(bytes)
    if faults == 0 { return (.utf8, sequences == 0 ? "only ASCII" : "valid UTF-8") }
    if faults > sequences {
      // Text of any Western set has hardly a control character; what has them is no text at all.
      let controls = bytes.count { $0 < 0x20 && !(0x08...0x0D).contains($0) && $0 != 0x1B }
      return 200 * controls > bytes.count
        ? (.utf8, "neither UTF-8 nor other text") : (.windows1252, "not UTF-8")
    }
    return (.utf8, "mostly valid UTF-8")
  }

  /// How many sequences of several bytes are UTF-8, and how many bytes are not; one that the end
  /// cuts off is neither.
  private static func countSequences(_ bytes: [UInt8]) -> (sequences: Int, faults: Int) {
    var sequences = 0
    var faults = 0
    bytes.withUnsafeBytes { bytes in
      var at = 0
      while at < bytes.count {
        let stop = Utf8Check.firstFault(in: bytes, at..<bytes.count) ?? bytes.count
        for index in at..<stop where bytes[index] >= 0xC0 { sequences += 1 }
        if stop < bytes.count, bytes.count - stop >= 4 { faults += 1 }
        at = stop + 1
      }
    }
    return (sequences, faults)
  }
}
