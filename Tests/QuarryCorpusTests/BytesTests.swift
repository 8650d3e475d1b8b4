import TestSupport
import Testing

@testable import QuarryCorpus

@Suite("Bytes")
struct BytesTests {
  private func hash(_ text: String, seed: UInt64 = 0) -> UInt64 {
    Array(text.utf8).withUnsafeBytes { ContentHash.hash($0, seed: seed) }
  }

  @Test("The content hash is XXH64")
  func contentHash() {
    #expect(hash("") == 0xEF46_DB37_51D8_E999)
    #expect(hash("a") == 0xD24E_C4F1_A98C_6E5B)
    #expect(hash("abc") == 0x44BC_2CF5_AD77_0999)
    #expect(hash("Nobody inspects the spammish repetition") == 0xFBCE_A83C_8A37_8BF1)
    #expect(hash("abc", seed: 1) != hash("abc"))
  }

  @Test("UTF-8 is accepted and refused as the standard library does", arguments: 0..<60)
  func utf8(seed: UInt64) {
    var writer = NaiveWriter(random: SplitMix64(seed: seed))
    for _ in 0..<100 {
      var bytes = Array(writer.text(60).utf8)
      for _ in 0..<(writer.random.next() % 3) where !bytes.isEmpty {
        let at = Int(writer.random.next() % UInt64(bytes.count))
        bytes[at] = UInt8(truncatingIfNeeded: writer.random.next())
      }
      let fault = bytes.withUnsafeBytes { Utf8Check.firstFault(in: $0, 0..<bytes.count) }
      #expect((fault == nil) == (String(validating: bytes, as: UTF8.self) != nil))
      if let fault {
        #expect(String(validating: bytes[..<fault], as: UTF8.self) != nil)
      }
    }
  }

  @Test("Newlines are found and counted", arguments: 0..<40)
  func newlines(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let bytes = (0..<Int(random.next() % 400)).map { _ in
      random.next() % 40 == 0 ? 0x0A : [0x0B, 0x8A, 0x09, 0x61][Int(random.next() % 4)] as UInt8
    }
    let start = Int(random.next() % UInt64(bytes.count + 1))
    let end = start + Int(random.next() % UInt64(bytes.count - start + 1))
    bytes.withUnsafeBytes {
      #expect(
        NewlineScan.first(in: $0, start..<end) == bytes[start..<end].firstIndex(of: 0x0A))
      #expect(NewlineScan.last(in: $0, start..<end) == bytes[start..<end].lastIndex(of: 0x0A))
      #expect(
        NewlineScan.count(in: $0, bytes.count) == bytes.count(where: { $0 == 0x0A }))
    }
  }
}
