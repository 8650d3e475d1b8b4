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
    .identifiers,
  ]

  @Test(arguments: kinds)
  func aForgedSectionIsSurvived(kind: SectionKind) throws {
    let model = Model(
      seed: 1, fieldCount: 2, documentCount: 1100, frequencies: [1, 1, 1, 2, 40, 1030])
    var random = SplitMix64(seed: UInt64(kind.rawValue))
    for _ in 0..<10 * effort {
      var left = Int.random(in: 1...3, using: &random)
      let writer = try ModelWriter(model, isRaw: true) { found, bytes in
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
        _ = try SegmentContents.list(of: terms.info, reader, fieldCount: 2)
      } catch {}
    }
  }
}
