import TestSupport
import Testing

@testable import QuarryCorpus

@Suite("Weak hints and damaged headers")
struct WeakHintTests {
  private func format(_ text: String, _ name: String) -> RecordFormat? {
    Detection(
      (Array(text.utf8), true), name: name, packing: .plain, options: ReadingOptions(),
      isInFolder: true)?.format
  }

  @Test(
    "Plain text stays plain text",
    arguments: [
      "{quote} My notes\nThis is the text\n",
      "Smith, John, London\nMiller, Ann, Paris\nBrown, Tim, Rome\n",
      "Roses, red, true\nViolets, blue, too\nSugar, sweet, you\n",
      "<DOC> element\nnotes\n",
    ])
  func plain(text: String) {
    #expect(format(text, "a.txt") == .text)
    #expect(format(text, "a") == .text)
  }

  @Test("Dumps are known still")
  func dumps() {
    #expect(format("{ \"text\": \"x\"}\n", "a") == .jsonLines)
    #expect(format("<DOC>\n<DOCNO> 1 </DOCNO>\nx\n</DOC>\n", "a") == .trec)
    let rows = (0..<9).map { "\($0),x\($0),y\n" }.joined()
    #expect(format("id,title,text\n" + rows, "a") == .table)
    #expect(format("id,title,text\n" + rows, "a.txt") == .text)
  }

  @Test("Text that begins with bzip2's letters is not packed")
  func letters() {
    #expect(Packing(ofFirst: Array("BZhang writes".utf8)) == .plain)
    let mark: [UInt8] = [0x42, 0x5A, 0x68, 0x39, 0x31, 0x41, 0x59, 0x26, 0x53]
    #expect(Packing(ofFirst: mark) == .tool(.bzip2))
  }

  @Test("Damaged headers are passed one by one")
  func headers() {
    let text = "WARC/1.0\nWARC-Type: response\n" + String(repeating: "WARC/\n", count: 30_000)
    let bytes = Array(text.utf8)
    bytes.withUnsafeBytes { bytes in
      var cutter = WARCCutter()
      #expect(cutter.lastEnd(in: bytes) == bytes.count - 6)
      #expect(cutter.firstEnd(in: bytes, from: 0) == 29)
    }
  }

  @Test("Names of sets in documents are plain and short")
  func names() {
    #expect(TextEncoding(documentName: Array("utf-8".utf8)) == .utf8)
    #expect(TextEncoding(documentName: Array("utf-8//IGNORE".utf8)) == nil)
    #expect(TextEncoding(documentName: Array("../x".utf8)) == nil)
  }
}
