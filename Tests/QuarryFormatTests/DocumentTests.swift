import QuarryStorage
import TestSupport
import Testing

@testable import QuarryFormat

@Suite("Documents and identifiers")
struct DocumentTests {
  private func model(_ documents: [ModelDocument]) -> Model {
    var model = Model(fieldCount: 1)
    model.documents = documents
    model.lengths = [documents.map { _ in 1 }]
    return model
  }

  private func open(_ writer: ModelWriter) throws -> Segment {
    try withFile(writer.file()) { try IndexFile(path: $0).segments[0] }
  }

  /// Documents of all sizes, one over several pages.
  private var documents: [ModelDocument] {
    (0..<300).map { number in
      var document = ModelDocument(identifier: number == 5 ? "" : "n\(number)")
      document.title = "Title \(number)"
      document.metadata = (0..<number % 4).map { ["k\($0)", "välue \(number)"] }
      document.text = String(
        repeating: "Seite \(number) ß. ", count: number == 100 ? 4000 : number % 13 * 20)
      return document
    }
  }

  @Test(arguments: [true, false])
  func roundTrip(isRaw: Bool) throws {
    let preset = Array("Seite ß. Title välue".utf8)
    let segment = try open(
      ModelWriter(model(documents), isRaw: isRaw, dictionary: isRaw ? [] : preset))
    let inflater = Inflater()
    for (number, document) in documents.enumerated().reversed() {
      #expect(ModelDocument(try segment.documents.read(number, with: inflater)) == document)
      let hash = IdentifierTable.hash(document.identifier)
      #expect(try segment.identifiers.candidates(hash).contains(number))
    }
    #expect(throws: FormatError.self) { try segment.documents.read(300, with: inflater) }
    #expect(throws: FormatError.self) { try segment.documents.read(-1, with: inflater) }
  }

  @Test func aPrefixOfADocumentCanBeRead() throws {
    let segment = try open(ModelWriter(model(documents)))
    let whole = documents[100]
    for limit in [40, 200, 20000, 1 << 20] {
      let record = try segment.documents.read(100, limit: limit, with: Inflater())
      #expect(record.bytes == Array(whole.record.prefix(limit)))
      #expect(whole.text.utf8.starts(with: record.bytes[record.text]))
    }
    #expect(throws: FormatError.self) {
      try segment.documents.read(100, limit: 3, with: Inflater())
    }
  }

  @Test func pagesHoldWholeDocumentsWhereTheyFit() {
    var random = SplitMix64(seed: 1)
    for _ in 0..<50 {
      var ends: [Int] = []
      for _ in 0..<100 {
        let most = Bool.random(using: &random) ? 500 : 40000
        ends.append((ends.last ?? 0) + Int.random(in: 1...most, using: &random))
      }
      let pages = DocumentPages.cut(ends)
      #expect(pages.first?.lowerBound == 0 && pages.last?.upperBound == ends.last)
      for (page, next) in zip(pages, pages.dropFirst()) {
        #expect(page.upperBound == next.lowerBound)
        #expect(!page.isEmpty && page.count <= DocumentStore.maxPageBytes)
      }
      var start = 0
      for end in ends {
        let cuts = pages.filter { start < $0.lowerBound && $0.lowerBound < end }
        if end - start <= DocumentStore.maxPageBytes { #expect(cuts.isEmpty) }
        start = end
      }
    }
  }

  @Test(arguments: [0, 1, 2, 7, 8, 9, 1000])
  func identifiersAreFound(count: Int) throws {
    let hashes = (0..<count).map { IdentifierTable.hash("doc \($0)") }
    let table = try table(hashes)
    var others = 0
    for (number, hash) in hashes.enumerated() {
      let found = try table.candidates(hash)
      #expect(found.contains(number) && found == found.sorted())
      others += found.count - 1
    }
    for number in count..<count + 1000 {
      others += try table.candidates(IdentifierTable.hash("doc \(number)")).count
    }
    #expect(others <= 2 * count * 8 / 64 + 200)
  }

  /// Lengths may be cut anywhere, also inside a number.
  @Test(arguments: [0, 1, 63, 64, 65, 300], [1, 3, 1000])
  func groupsOfLengthsInParts(count: Int, partBytes: Int) {
    var random = SplitMix64(seed: 21)
    var writer = DocumentIndexWriter()
    var lengths: [UInt8] = []
    var expected: [UInt8] = []
    var rawOffset = 0
    let heads = 12 * ((count + 63) / 64)
    for document in 0..<count {
      if document % 64 == 0 {
        for byte in 0..<8 { expected.append(UInt8(truncatingIfNeeded: rawOffset >> (8 * byte))) }
        let place = heads + lengths.count
        for byte in 0..<4 { expected.append(UInt8(truncatingIfNeeded: place >> (8 * byte))) }
      }
      let length = Int.random(in: 1...1 << Int.random(in: 1...24, using: &random), using: &random)
      writer.append(length: length)
      Varint.append(length, to: &lengths)
      rawOffset += length
    }
    var groups = DocumentGroups(documentCount: count)
    var found: [UInt8] = []
    for start in stride(from: 0, to: lengths.count, by: partBytes) {
      groups.append(Array(lengths[start..<min(start + partBytes, lengths.count)]), to: &found)
    }
    #expect(found == expected)
    #expect(writer.encode() == expected + lengths)
  }

  @Test func equalHashesAreAllFound() throws {
    let hashes: [UInt64] = Array(repeating: 7, count: 20) + Array(repeating: .max, count: 20)
    let table = try table(hashes)
    #expect(try table.candidates(7) == Array(0..<20))
    #expect(try table.candidates(.max) == Array(20..<40))
    #expect(try table.candidates(.max / 2) == [])
  }

  @Test func hashesSpread() {
    // FNV-1a alone leaves the leading bits of short identifiers nearly equal.
    let leading = Set((0..<4096).map { IdentifierTable.hash("\($0)") >> 52 })
    #expect(leading.count > 2400)
    #expect(IdentifierTable.hash("") == 0xF52A_15E9_A9B5_E89B)
  }

  private func table(_ hashes: [UInt64]) throws -> IdentifierTable {
    var writer = IdentifierTableWriter(documentCount: hashes.count)
    for (document, hash) in hashes.enumerated().sorted(by: { ($0.1, $0.0) < ($1.1, $1.0) }) {
      writer.append(hash: hash, document: document)
    }
    writer.finish()
    return try IdentifierTable(
      try section(.identifiers, writer.bytes), documentCount: hashes.count)
  }
}
