import QuarryStorage
import TestSupport
import Testing

@testable import QuarryFormat

@Suite("Columns")
struct ColumnTests {
  private let model = Model(seed: 31, fieldCount: 1, documentCount: 300, frequencies: [2, 9])

  private func segment(_ file: [UInt8]) throws -> Segment {
    try withFile(file) { try IndexFile(path: $0).segments[0] }
  }

  @Test func valuesAreReadInPlace() throws {
    let segment = try segment(ModelWriter(model).file())
    #expect(segment.columns.map(\.name) == ["a", "n"])
    let numbers = try #require(segment.column(named: "n"))
    let texts = try #require(segment.column(named: "a"))
    #expect(segment.column(named: "b") == nil)
    var ordinals: [Int] = []
    for document in 0..<300 {
      #expect(try numbers.integer(document) == model.columns.integers[document])
      #expect(try numbers.real(document) == model.columns.integers[document].map { Double($0) })
      try texts.ordinals(of: document, into: &ordinals)
      let found = try ordinals.map { String(decoding: try texts.value($0), as: UTF8.self) }
      #expect(found == model.columns.texts[document])
    }
    #expect(try numbers.integer(300) == nil)
    #expect(try texts.integer(0) == nil && texts.value(99) == [])
    #expect(try texts.ordinal(of: Array("tag 3".utf8)) == 3)
    #expect(try texts.ordinal(of: Array("tag".utf8)) == nil)
    #expect(try texts.lowerBound(of: Array("tag 3!".utf8)) == 4)
  }

  @Test func rowsOfDocuments() throws {
    let segment = try segment(ModelWriter(model).file())
    let numbers = try #require(segment.column(named: "n")).scan()
    let texts = try #require(segment.column(named: "a")).scan()
    let documents: [UInt32] = [0, 1, 2, 7, 150, 299, 300, 4_000_000_000]
    let rows = documents.map { Int($0) < 300 ? Int($0) : nil }
    var integers: [Int64] = []
    try numbers.integers(of: documents.span, missing: -1, into: &integers)
    #expect(integers == rows.map { $0.flatMap { model.columns.integers[$0] } ?? -1 })
    var counts = [Int](repeating: 0, count: texts.layout.valueCount)
    try texts.count(documents.span, into: &counts)
    for (ordinal, count) in counts.enumerated() {
      let text = "tag \(ordinal)"
      #expect(
        count == rows.filter { $0.map { model.columns.texts[$0].contains(text) } ?? false }.count)
    }
    var bits = [UInt64](repeating: 0, count: 5)
    try numbers.select(integers: 0...86_400_000, into: &bits)
    for document in 0..<300 {
      let isIn = model.columns.integers[document].map { (0...86_400_000).contains($0) } ?? false
      #expect((bits[document / 64] >> UInt64(document % 64) & 1 == 1) == isIn)
    }
    bits = [0, 0]
    try texts.select(
      ordinals: (0..<texts.layout.valueCount).map { $0 == 2 }, into: &bits)
    #expect(
      bits[0].nonzeroBitCount == model.columns.texts[..<64].filter { $0.contains("tag 2") }.count)
  }

  /// Whatever is in the sections, reading throws or gives something, and checking never traps.
  @Test func forgedColumns() throws {
    var random = SplitMix64(seed: 32)
    var sound = 0
    for round in 0..<200 * effort {
      let kind: SectionKind = round % 2 == 0 ? .columns : .columnIndex
      let forge: ModelWriter.Forge = { section, bytes in
        guard section == kind, !bytes.isEmpty else { return }
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          bytes[Int.random(in: 0..<bytes.count, using: &random)] =
            [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
        }
      }
      let file = try ModelWriter(model, forge: forge).file()
      do {
        let segment = try segment(file)
        for column in segment.columns { try? readAll(column) }
        let report = try withFile(file) { Verifier(try IndexFile(path: $0)).run() }
        if report.isSound { sound += 1 }
      } catch is FormatError {}
    }
    #expect(sound < 50 * effort)
  }

  private func readAll(_ column: Column) throws {
    var ordinals: [Int] = []
    for document in 0..<300 {
      _ = try? column.integer(document)
      _ = try? column.real(document)
      _ = try? column.ordinals(of: document, into: &ordinals)
    }
    for ordinal in 0..<min(20, column.valueCount) { _ = try? column.value(ordinal) }
    let scan = try column.scan()
    let documents = [UInt32](0..<300)
    var counts = [Int](repeating: 0, count: column.valueCount)
    try? scan.count(documents.span, into: &counts)
    var numbers: [Int64] = []
    try? scan.integers(of: documents.span, missing: 0, into: &numbers)
    var bits = [UInt64](repeating: 0, count: 5)
    try? scan.selectAll(into: &bits)
    try? scan.select(ordinals: counts.map { _ in true }, into: &bits)
    try? scan.select(integers: 0...5, into: &bits)
  }
}
