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

  /// What was found in one half of the segment.
  private struct Findings: Sendable {
    var problems: [FormatError] = []
    var terms = 0
    var postings = 0
    var positions = 0
  }

  private static let finding: Set<SectionKind> = [
    .terms, .termIndex, .shortPostingsPages, .longPostingsPages, .blocks, .positionsPages, .norms,
    .formsPages,
  ]

  /// Checks segment `number` of the index.
  func run(_ number: Int, _ report: inout VerificationReport, _ progress: VerificationProgress) {
    report.documentCount += segment.documentCount
    let damaged = checkGranules(number, &report, progress)
    let canSearch = damaged.isDisjoint(with: Self.finding)
    let canShow = damaged.isDisjoint(with: [.documentsPages, .documentIndex])
    let half = Half()
    let counter = progress.counter
    let worker = try? Worker { [self] in
      half.set(checkPostings(deeply: canSearch, counter))
    }
    if worker == nil { half.set(checkPostings(deeply: canSearch, counter)) }
    let shown = checkDocuments(
      deeply: canShow, identifiers: canShow && !damaged.contains(.identifiers), progress)
    worker?.join()
    let found = half.get()
    progress.tick()
    for problem in found.problems + shown.problems { report.add(problem, segment: number) }
    report.termCount += found.terms
    report.postingCount += found.postings
    report.positionCount += found.positions
    checkFieldLengths(number, &report)
    if !damaged.contains(.columns) { checkColumns(number, &report) }
    if !damaged.contains(.deletions) {
      do throws(FormatError) {
        _ = try segment.deletedDocuments()
      } catch {
        report.add(error, segment: number)
      }
    }
    if !damaged.contains(.addedTitles) { checkTitles(number, &report) }
  }

  private func checkColumns(_ number: Int, _ report: inout VerificationReport) {
    for column in segment.columns {
      do throws(FormatError) {
        try ColumnVerifier(column).run()
      } catch {
        report.add(error, segment: number)
      }
    }
  }

  private func checkTitles(_ number: Int, _ report: inout VerificationReport) {
    do throws(FormatError) {
      try segment.documents.titles?.verify(documentCount: segment.documentCount)
    } catch {
      report.add(error, segment: number)
    }
  }

  /// The findings of the other thread.
  private final class Half: Sendable {
    private let value = Mutex(Findings())

    func set(_ findings: Findings) { value.withLock { $0 = findings } }
    func get() -> Findings { value.withLock { $0 } }
  }

  /// Checks what is read in place; gives the kinds that are damaged.
  private func checkGranules(
    _ number: Int, _ report: inout VerificationReport, _ progress: VerificationProgress
  ) -> Set<SectionKind> {
    var damaged: Set<SectionKind> = []
    let table = SectionTable(segment.facts.sections, file: file)
    for entry in segment.facts.sections where !entry.kind.isPaged {
      progress.counter.add(entry.storedLength)
      progress.tick()
      do throws(FormatError) {
        let section = try table.checked(entry)
        let isSound = SectionSweep.granules(of: section) { report.add($0, segment: number) }
        if !isSound { damaged.insert(entry.kind) }
      } catch {
        damaged.insert(entry.kind)
        report.add(error, segment: number)
      }
    }
    return damaged
  }

  /// Checks terms, postings and positions; where that cannot go on, at least every page.
  private func checkPostings(deeply: Bool, _ counter: WorkCounter) -> Findings {
    var findings = Findings()
    let postings = segment.postings
    let sections =
      [postings.short, postings.long, postings.positions] + (postings.forms.map { [$0] } ?? [])
    if deeply {
      do throws(FormatError) {
        for section in sections { try section.checkExtents() }
        var verifier = try PostingsVerifier(segment, counter: counter)
        try verifier.run()
        findings.terms = verifier.termCount
        findings.postings = verifier.postingCount
        findings.positions = verifier.positionCount
        return findings
      } catch {
        findings.problems.append(error)
      }
    }
    for section in sections {
      SectionSweep.pages(of: section, dictionary: [], inflater: Inflater()) {
        if findings.problems.count < VerificationReport.maxProblems {
          findings.problems.append($0)
        }
      }
    }
    return findings
  }

  /// Checks documents and identifiers; where that cannot go on, at least every page.
  private func checkDocuments(
    deeply: Bool, identifiers: Bool, _ progress: VerificationProgress
  ) -> Findings {
    var findings = Findings()
    let store = segment.documents
    if deeply {
      do throws(FormatError) {
        try store.pages.checkExtents()
        var verifier = DocumentsVerifier(segment, counter: progress.counter)
        try verifier.checkRecords { progress.tick() }
        if storesText, verifier.textBytes != segment.facts.textBytes {
          throw .damaged(
            .catalog, at: 0,
            "it counts \(segment.facts.textBytes) bytes of text, but there are "
              + "\(verifier.textBytes)")
        }
        if identifiers { try verifier.checkIdentifiers() }
        return findings
      } catch {
        findings.problems.append(error)
        if case .damaged(let section, _, _) = error, section == SectionKind.identifiers.name {
          return findings
        }
      }
    }
    SectionSweep.pages(of: store.pages, dictionary: store.dictionary, inflater: Inflater()) {
      if findings.problems.count < VerificationReport.maxProblems { findings.problems.append($0) }
    }
    return findings
  }

  /// Checks the sum of each field's lengths as closely as their codes allow.
  private func checkFieldLengths(_ number: Int, _ report: inout VerificationReport) {
    do throws(FormatError) {
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
    } catch {
      report.add(error, segment: number)
    }
  }
}
