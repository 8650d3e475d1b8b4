import QuarryStorage
import TestSupport
import Testing

@testable import QuarryFormat

/// Indexes whose checksums are right but whose numbers are not, as an attacker would make them: every
/// reader, and the verifier, must throw or give something, and never trap.
@Suite("Forged sections")
struct ForgedTests {
  private static let kinds: [SectionKind] = [
    .terms, .termIndex, .shortPostings, .shortPostingsPages, .longPostings, .longPostingsPages,
    .blocks, .positions, .positionsPages, .norms, .documents, .documentsPages, .documentIndex,
    .identifiers, .forms, .formsPages,
  ]

  private func forms(_ number: Int, _ term: [UInt8], _ list: [ModelPosting]) -> ModelForms {
    ModelForms(of: term, list, count: [1, 3, 300][number % 3], seed: UInt64(number))
  }

  @Test(arguments: kinds)
  func aForgedSectionIsSurvived(kind: SectionKind) throws {
    let model = Model(
      seed: 1, fieldCount: 2, documentCount: 1100, frequencies: [1, 1, 1, 2, 40, 1030])
    var random = SplitMix64(seed: UInt64(kind.rawValue))
    for _ in 0..<10 * effort {
      var left = Int.random(in: 1...3, using: &random)
      let writer = try ModelWriter(model, isRaw: true, forms: forms) { found, bytes in
        guard found == kind, left > 0, !bytes.isEmpty else { return }
        left -= 1
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          let place = Int.random(in: 0..<bytes.count, using: &random)
          let near = Int.random(in: 0..<min(40, bytes.count), using: &random)
          bytes[Bool.random(using: &random) ? place : near] =
            [0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random)]
            .randomElement(using: &random) ?? 0
        }
      }
      try withFile(writer.file()) { path in
        do throws(FormatError) {
          let file = try IndexFile(path: path)
          _ = Verifier(file).run()
          for segment in file.segments { try read(segment) }
        } catch {}
      }
    }
  }

  /// Many segments whose numbers are each possible, but whose sums are not.
  @Test func totalsThatOverflowAreRefused() throws {
    let one = Catalog.Segment(
      documentCount: 0, fieldLengths: [0], termCount: 0, postingCount: 0, positionCount: 0,
      textBytes: 0, sections: [])
    let changes: [(count: Int, change: (inout Catalog.Segment) -> Void)] = [
      (513, { $0.documentCount = Catalog.maxSegmentDocuments }), (17, { $0.textBytes = 1 << 56 }),
      (4097, { $0.termCount = 1 << 48 }), (4097, { $0.postingCount = 1 << 48 }),
      (4097, { $0.positionCount = 1 << 48 }), (4097, { $0.fieldLengths = [1 << 48] }),
    ]
    for (number, entry) in changes.enumerated() {
      var segment = one
      entry.change(&segment)
      var catalog = Catalog(
        program: "", analyzer: "", texts: .none, k1: 1,
        fields: [.init(name: "a", weight: 1, b: 1)], sources: [], settings: [],
        presetDictionary: nil, segments: Array(repeating: segment, count: entry.count))
      let tooMany = catalog.encode()
      #expect(throws: FormatError.self, "change \(number)") {
        try Catalog(decoding: tooMany.span)
      }
      catalog.segments.removeLast()
      let most = catalog.encode()
      #expect(try Catalog(decoding: most.span) == catalog, "change \(number)")
    }
  }

  @Test func sectionsThatOverlapAreRefused() throws {
    let model = Model(seed: 2, fieldCount: 2, documentCount: 30, frequencies: [1, 2, 20])
    func opens(_ change: (inout Catalog) -> Void) throws -> Bool {
      try withFile(ModelWriter(model).file(catalog: change)) { path in
        do throws(FormatError) {
          _ = IndexStatistics(try IndexFile(path: path))
          return true
        } catch {
          return false
        }
      }
    }
    func moved(_ entry: SectionEntry, to offset: Int, length: Int) -> SectionEntry {
      SectionEntry(kind: entry.kind, offset: offset, length: length, checksum: entry.checksum)
    }
    #expect(try opens { _ in })
    #expect(try !opens { $0.segments += Array(repeating: $0.segments[0], count: 127) })
    #expect(try !opens { $0.presetDictionary = $0.segments[0].sections[3] })
    // A second section of its kind is never read, but counted.
    for (offset, length) in [(0, 8), (Header.dataStart, 8), (1 << 56, 1 << 56), (8, 1 << 56)] {
      #expect(
        try !opens { catalog in
          let entry = catalog.segments[0].sections[0]
          catalog.segments[0].sections.append(moved(entry, to: offset, length: length))
        }, "\(length) bytes at \(offset)")
    }
    // The last section reaches into the catalog.
    #expect(
      try !opens { catalog in
        let entry = catalog.segments[0].sections[0]
        let end = catalog.segments[0].sections.map { $0.offset + $0.storedLength }.max() ?? 0
        let offset = (end + 7) / 8 * 8
        catalog.segments[0].sections.append(moved(entry, to: offset, length: 8))
      })
  }

  /// Reads each part on its own, so that one that throws does not spare the others.
  private func read(_ segment: Segment) throws(FormatError) {
    let inflater = Inflater()
    for document in stride(from: 0, to: segment.documentCount, by: 7) {
      do throws(FormatError) {
        let record = try segment.documents.read(document, limit: 1 << 20, with: inflater)
        _ = try segment.identifiers.candidates(
          IdentifierTable.hash(record.bytes.span.extracting(record.identifier)))
      } catch {}
    }
    let reader = PostingsReader(segment.postings, inflater: inflater)
    var terms = try segment.terms.terms(from: [])
    var count = 0
    while count < 100, try terms.next() {
      count += 1
      do throws(FormatError) {
        var forms = TermForms()
        try terms.readForms(into: &forms)
      } catch {}
      do throws(FormatError) {
        _ = try SegmentContents.list(of: terms.info, reader, fieldCount: 2)
      } catch {}
    }
  }
}
