import QuarryStorage
import Synchronization

/// Checks one segment: first the checksums of what is read in place, then what all of it means.
struct SegmentVerifier: Sendable {
  private let segment: Segment
  private let storesText: Bool
  private let file: MappedBytes

  init(_ segment: Segment, storesText: Bool, file: MappedBytes) {
    self.segment = segment
    self.storesText = storesText
    self.file = file
  }

  /// What was found in a segment, or in a part of it.
  struct Findings: Sendable {
    fileprivate(set) var problems: [FormatError] = []
    /// Problems that are not kept.
    fileprivate(set) var further = 0
    fileprivate(set) var terms = 0
    fileprivate(set) var postings = 0
    fileprivate(set) var positions = 0

    /// Runs a check, and keeps what it throws.
    fileprivate mutating func keep(_ check: () throws(FormatError) -> Void) {
      do throws(FormatError) {
        try check()
      } catch {
        add(error)
      }
    }

    fileprivate mutating func add(_ problem: FormatError) {
      if problems.count < 2 * VerificationReport.maxProblems {
        problems.append(problem)
      } else {
        further += 1
      }
    }
  }

  private static let finding: Set<SectionKind> = [
    .terms, .termIndex, .shortPostingsPages, .longPostingsPages, .blocks, .positionsPages, .norms,
    .formsPages,
  ]

  /// Checks the segment, its postings on threads of their own.
  ///
  /// - Parameters:
  ///   - threads: how many check the postings.
  ///   - tick: called on this thread now and then.
  func run(threads: Int, counter: WorkCounter, tick: () -> Void) -> Findings {
    var findings = Findings()
    let damaged = checkGranules(&findings, counter, tick)
    let canSearch = damaged.isDisjoint(with: Self.finding)
    let canShow = damaged.isDisjoint(with: [.documentsPages, .documentIndex])
    let half = Half()
    let worker = try? Worker { [self] in
      half.set(checkPostings(deeply: canSearch, threads: threads, counter))
    }
    if worker == nil { half.set(checkPostings(deeply: canSearch, threads: threads, counter)) }
    let shown = checkDocuments(
      deeply: canShow, identifiers: canShow && !damaged.contains(.identifiers), counter, tick)
    worker?.join()
    let found = half.get()
    tick()
    for problem in found.problems + shown.problems { findings.add(problem) }
    findings.further += found.further + shown.further
    findings.terms = found.terms
    findings.postings = found.postings
    findings.positions = found.positions
    findings.keep { () throws(FormatError) in try checkFieldLengths() }
    if !damaged.contains(.columns) {
      for column in segment.columns {
        findings.keep { () throws(FormatError) in try ColumnVerifier(column).run() }
      }
    }
    if !damaged.contains(.deletions) {
      findings.keep { () throws(FormatError) in _ = try segment.deletedDocuments() }
    }
    if !damaged.contains(.addedTitles) {
      findings.keep { () throws(FormatError) in
        try segment.documents.titles?.verify(documentCount: segment.documentCount)
      }
    }
    return findings
  }

  /// The findings of the other thread.
  private final class Half: Sendable {
    private let value = Mutex(Findings())

    func set(_ findings: Findings) { value.withLock { $0 = findings } }
    func get() -> Findings { value.withLock { $0 } }
  }

  /// Checks what is read in place; gives the kinds that are damaged.
  private func checkGranules(
    _ findings: inout Findings, _ counter: WorkCounter, _ tick: () -> Void
  ) -> Set<SectionKind> {
    var damaged: Set<SectionKind> = []
    let table = SectionTable(segment.facts.sections, file: file)
    for entry in segment.facts.sections where !entry.kind.isPaged {
      counter.add(entry.storedLength)
      tick()
      do throws(FormatError) {
        let section = try table.checked(entry)
        let isSound = SectionSweep.granules(of: section) { findings.add($0) }
        if !isSound { damaged.insert(entry.kind) }
      } catch {
        damaged.insert(entry.kind)
        findings.add(error)
      }
    }
    return damaged
  }

  /// Checks terms, postings and positions; where that cannot go on, at least every page.
  private func checkPostings(
    deeply: Bool, threads: Int, _ counter: WorkCounter
  ) -> Findings {
    var findings = Findings()
    let postings = segment.postings
    let sections =
      [postings.short, postings.long, postings.positions] + (postings.forms.map { [$0] } ?? [])
    if deeply {
      do throws(FormatError) {
        for section in sections { try section.checkExtents() }
        let parts = PostingsVerifier.parts(of: segment.terms)
        let checked = WorkList(count: parts.count).run(threads: threads) { [segment] number in
          Result { () throws(FormatError) in
            var verifier = try PostingsVerifier(segment, blocks: parts[number], counter: counter)
            return try verifier.run()
          }
        }
        var all = VerifiedPostings()
        for (part, found) in zip(parts, checked) {
          try all.append(found.get(), from: part.lowerBound, of: segment)
        }
        try all.checkEnds(of: segment)
        findings.terms = all.termCount
        findings.postings = all.postingCount
        findings.positions = all.positionCount
        return findings
      } catch {
        findings.add(error)
      }
    }
    for section in sections {
      SectionSweep.pages(of: section, dictionary: [], inflater: Inflater()) {
        findings.add($0)
      }
    }
    return findings
  }

  /// Checks documents and identifiers; where that cannot go on, at least every page.
  private func checkDocuments(
    deeply: Bool, identifiers: Bool, _ counter: WorkCounter, _ tick: () -> Void
  ) -> Findings {
    var findings = Findings()
    let store = segment.documents
    if deeply {
      do throws(FormatError) {
        try store.pages.checkExtents()
        var verifier = DocumentsVerifier(segment, counter: counter)
        try verifier.checkRecords(tick: tick)
        if storesText, verifier.textBytes != segment.facts.textBytes {
          throw .damaged(
            .catalog, at: 0,
            "it counts \(segment.facts.textBytes) bytes of text, but there are "
              + "\(verifier.textBytes)")
        }
        if identifiers { try verifier.checkIdentifiers() }
        return findings
      } catch {
        findings.add(error)
        if case .damaged(let section, _, _) = error, section == SectionKind.identifiers.name {
          return findings
        }
      }
    }
    SectionSweep.pages(of: store.pages, dictionary: store.dictionary, inflater: Inflater()) {
      findings.add($0)
    }
    return findings
  }

  /// Checks the sum of each field's lengths as closely as their codes allow.
  private func checkFieldLengths() throws(FormatError) {
    for (number, field) in segment.fields.enumerated() {
      let total = segment.facts.fieldLengths[field]
      let held = try segment.lengths(field: number)
      let codes = Span<UInt8>(_bytes: held.span)
      var least = 0
      var most = 0
      for index in 0..<codes.count {
        let code = codes[index]
        least += LengthCode.decode(code)
        most += code == 255 ? Int(Int32.max) : LengthCode.decode(code + 1) - 1
      }
      guard least <= total, total <= most else {
        throw .damaged(
          .catalog, at: 0, "it counts \(total) words in field \(field), which cannot be")
      }
    }
  }
}
