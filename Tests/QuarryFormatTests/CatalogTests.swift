import QuarryStorage
import TestSupport
import Testing

@testable import QuarryFormat

@Suite("Catalog and roots")
struct CatalogTests {
  private var catalog: Catalog {
    Catalog(
      program: "quarry 1.0", analyzer: "standard", texts: .stored, k1: 0.9,
      fields: [
        .init(name: "title", weight: 2, b: 0.4), .init(name: "body", weight: 1, b: 0.75),
      ],
      sources: [
        .init(name: "ä.jsonl", size: 0, modified: nil),
        .init(name: "-", size: nil, modified: 1_700_000_000),
      ],
      settings: [.init(name: "level", value: "")],
      presetDictionary: SectionEntry(
        kind: .presetDictionary, offset: 12288, length: 5000, checksum: 0xFFFF_FFFF),
      segments: (1...3).map { number in
        Catalog.Segment(
          documentCount: number, fieldLengths: [0, 1 << 40], termCount: 3, postingCount: 1 << 33,
          positionCount: 4, textBytes: 1 << 50,
          sections: [
            SectionEntry(kind: .terms, offset: 1 << 40, length: 0, checksum: 7),
            SectionEntry(kind: .documents, offset: 8, length: 1 << 41, checksum: 0),
          ])
      })
  }

  @Test func roundTrip() throws {
    let encoded = catalog.encode()
    #expect(try Catalog(decoding: encoded.span) == catalog)
    for length in 0..<encoded.count {
      #expect(throws: FormatError.self) {
        try Catalog(decoding: encoded.span.extracting(0..<length))
      }
    }
    #expect(throws: FormatError.self) { try Catalog(decoding: (encoded + [0]).span) }
  }

  @Test func changedBytesAreSurvived() {
    let encoded = catalog.encode()
    for place in encoded.indices {
      for value in [0, 1, 0x7F, 0x80, 0xFF, encoded[place] ^ 1] {
        var changed = encoded
        changed[place] = UInt8(value)
        _ = try? Catalog(decoding: changed.span)
      }
    }
  }

  private let root = Root(
    generation: 3, extent: 1 << 33, catalogOffset: 5, catalogLength: 6, catalogChecksum: 7)

  @Test func rootsRoundTripAndShowEveryFlip() throws {
    let encoded = root.encode()
    #expect(encoded.count == Root.encodedBytes)
    #expect(Root(decoding: try mapped(encoded)) == root)
    for bit in 0..<8 * encoded.count {
      var changed = encoded
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(Root(decoding: try mapped(changed)) == nil)
    }
  }

  /// The second commit fills the slot that the first one left empty.
  @Test func aSlotThatWasWipedIsDamaged() throws {
    let empty = [UInt8](repeating: 0, count: Header.pageBytes)
    for generation in [1, 2, 7] as [UInt64] {
      let root = Root(
        generation: generation, extent: 0, catalogOffset: 0, catalogLength: 0, catalogChecksum: 0)
      for pages in [[root.encodeSlot(), empty], [empty, root.encodeSlot()]] {
        let slots = Root.slots(of: try mapped(empty + pages[0] + pages[1]))
        let isDamaged = slots.contains { if case .damaged = $0 { true } else { false } }
        #expect(isDamaged == (generation > 1))
      }
    }
    let both = Root.slots(of: try mapped(empty + empty + empty))
    #expect(both.allSatisfy { if case .empty = $0 { true } else { false } })
  }

  /// Commits take turns: of any other two roots one was overwritten.
  @Test(arguments: [(3, 4, []), (4, 3, []), (4, 4, [1]), (2, 4, [0]), (9, 4, [1]), (1, .max, [0])])
  func aSlotThatWasOverwrittenIsDamaged(
    first: UInt64, second: UInt64, damaged: [Int]
  ) throws {
    let pages = [first, second].map {
      Root(generation: $0, extent: 0, catalogOffset: 0, catalogLength: 0, catalogChecksum: 0)
        .encodeSlot()
    }
    let slots = Root.slots(
      of: try mapped([UInt8](repeating: 0, count: Header.pageBytes) + pages[0] + pages[1]))
    let found = slots.indices.filter { if case .damaged = slots[$0] { true } else { false } }
    #expect(found == damaged)
  }

  @Test func slotsAreEmptyValidOrDamaged() throws {
    func slot(_ page: [UInt8]) throws -> String {
      let file = [UInt8](repeating: 0, count: Header.pageBytes) + page
      switch Root.slot(0, of: try mapped(file)) {
      case .empty: return "empty"
      case .valid(let found): return found == root ? "valid" : "another"
      case .damaged: return "damaged"
      }
    }
    let page = root.encodeSlot()
    #expect(page.count == Header.pageBytes)
    #expect(try slot(page) == "valid")
    #expect(try slot([UInt8](repeating: 0, count: Header.pageBytes)) == "empty")
    #expect(try slot(Array(page.dropLast())) == "damaged")
    for place in [0, 63, 64, 4095] {
      var changed = page
      changed[place] ^= 1
      #expect(try slot(changed) == "damaged")
    }
  }
}
