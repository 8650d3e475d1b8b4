import TestSupport
import Testing

@testable import QuarryCorpus

@Suite("Character sets")
struct EncodingTests {
  @Test("Names, in any capitals, and what is unknown")
  func names() {
    #expect(TextEncoding(name: "utf-8") == .utf8)
    #expect(TextEncoding(name: "ISO-8859-1") == .windows1252)
    #expect(TextEncoding(name: "utf-16le") == .utf16LittleEndian)
    #expect(TextEncoding(name: "no such set") == nil)
    #expect(TextEncoding(name: "") == nil)
  }

  @Test("The first bytes tell the set")
  func detection() {
    func found(_ bytes: [UInt8]) -> TextEncoding { TextEncoding.detect(bytes).encoding }
    let words = "Some words, enough of them."
    #expect(found(Array(words.utf8)) == .utf8)
    #expect(found([]) == .utf8)
    #expect(found(words.utf16.flatMap { [UInt8($0), 0] }) == .utf16LittleEndian)
    #expect(found(words.utf16.flatMap { [0, UInt8($0)] }) == .utf16BigEndian)
    #expect(found([0xFF, 0xFE]) == .utf16LittleEndian)
    #expect(found(Array("caf".utf8) + [0xE9] + Array(" noir".utf8)) == .windows1252)
    #expect(found(Array("été été été".utf8) + [0xE9] + Array(" noir".utf8)) == .utf8)
    #expect(found((0..<400).map { UInt8(truncatingIfNeeded: $0 &* 37) }) == .utf8)
    #expect(found(Array("cut off in the mid\u{20AC}".utf8.dropLast())) == .utf8)
  }

  @Test("Windows-1252 is read by the standard's table")
  func windows() {
    let text = CharsetDecoder.decode([0x41, 0x80, 0x93, 0xE9, 0xFF], from: .windows1252)
    #expect(String(decoding: text, as: UTF8.self) == "A€“éÿ")
  }

  @Test("UTF-16 in pieces of any size", arguments: 0..<40 as Range<UInt64>)
  func pieces(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var writer = NaiveWriter(random: SplitMix64(seed: seed))
    let text = writer.text(200)
    let bytes = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    guard var decoder = CharsetDecoder(.utf16LittleEndian) else {
      Issue.record("no decoder")
      return
    }
    var output: [UInt8] = []
    var waiting: [UInt8] = []
    var rest = bytes[...]
    while !rest.isEmpty || !waiting.isEmpty {
      let step = rest.prefix(Int(random.next() % 9))
      rest = rest.dropFirst(step.count)
      waiting += step
      let used = waiting.withUnsafeBytes {
        decoder.decode($0, isLast: rest.isEmpty, into: &output)
      }
      waiting.removeFirst(used)
    }
    let expected = text.hasPrefix("\u{FEFF}") ? String(text.unicodeScalars.dropFirst()) : text
    #expect(Array(expected.utf8) == output)
    #expect(decoder.replaced == 0)
  }

  @Test("Halves of pairs and odd bytes are replaced and counted")
  func lone() {
    guard var decoder = CharsetDecoder(.utf16BigEndian) else {
      Issue.record("no decoder")
      return
    }
    var output: [UInt8] = []
    let bytes: [UInt8] = [0xD8, 0x00, 0x00, 0x41, 0xDC, 0x00, 0x42]
    #expect(bytes.withUnsafeBytes { decoder.decode($0, isLast: true, into: &output) } == 7)
    #expect(String(decoding: output, as: UTF8.self) == "\u{FFFD}A\u{FFFD}\u{FFFD}")
    #expect(decoder.replaced == 3)
  }

  @Test("Another set, through the system")
  func system() throws {
    let encoding = try #require(TextEncoding(name: "KOI8-R"))
    let text = CharsetDecoder.decode([0xED, 0xC9, 0xD2], from: encoding)
    #expect(String(decoding: text, as: UTF8.self) == "Мир")
  }

  @Test("Bytes that mean nothing in another set are replaced, and do no harm")
  func invalid() throws {
    let japanese = try #require(TextEncoding(name: "ISO-2022-JP"))
    let bytes: [UInt8] = [0x41, 0x1B, 0x24, 0x42, 0x46, 0x7C, 0x4B, 0x5C, 0x1B, 0x28, 0x42, 0x42]
    #expect(String(decoding: CharsetDecoder.decode(bytes, from: japanese), as: UTF8.self) == "A日本B")
    for name in ["Shift_JIS", "UTF-7", "GB18030"] {
      let encoding = try #require(TextEncoding(name: name))
      let text = CharsetDecoder.decode([0x41, 0x82, 0xFF, 0xFF, 0x20, 0x42, 0x82], from: encoding)
      let read = String(decoding: text, as: UTF8.self)
      #expect(read.hasPrefix("A\u{FFFD}") && read.contains("B"), "\(name)")
    }
  }

  @Test("A page that says it is in UTF-7 is not believed")
  func utf7() {
    for name in ["utf-7", "UTF7"] {
      let bytes = Array(name.utf8)
      #expect(bytes.withUnsafeBytes { TextEncoding(documentName: $0[...]) } == nil)
    }
  }

  @Test("A folder's files are read by the set of each")
  func folder() throws {
    let folder = try TemporaryFolder()
    try folder.write("1", Array("Caf".utf8) + [0xE9, 0x0A] + Array("noir".utf8))
    try folder.write("2", "Café\nnoir")
    try folder.write("3", [0xFF, 0xFE] + "Café\nnoir".utf16.flatMap { [UInt8($0), 0] })
    let reading = try Reading([folder.path])
    #expect(reading.documents.map(\.title) == ["Café", "Café", "Café"])
    #expect(reading.documents.map(\.text) == ["noir", "noir", "noir"])
  }
}
