import QuarryStorage

/// Reads an index from its first byte to its last committed one and checks that all of it is what
/// was written, and that its parts agree.
///
/// Memory stays at some pages of each section and eight bytes a document. Parts of the dictionary with their
/// postings and positions are checked beside each other and beside the documents, and so are segments.
package struct Verifier {
  private let file: IndexFile
  private let committed: MappedBytes?

  package init(_ file: IndexFile) {
    self.file = file
    committed = file.file.bytes.slice(offset: 0, length: file.root.extent)
  }

  /// Checks everything.
  ///
  /// - Parameters:
  ///   - isQuick: whether only the checksums are checked, which shows every changed bit, and neither
  ///     pages inflated nor their meaning looked at, which shows the faults of the program that wrote them.
  ///   - threads: how many to use, two at least; as many as there are processors where nil.
  ///   - progress: called on this thread with the share of the work done, 0 to 1.
  package func run(
    isQuick: Bool = false, threads: Int? = nil,
    progress: ((Double) -> Void)? = nil
  ) -> VerificationReport {
    var report = VerificationReport()
    guard let committed else { return report }
    listParts(of: &report)
    let steps = VerificationProgress(file, report: progress)
    checkFile(committed, &report)
    steps.counter.add(Header.dataStart + file.root.catalogLength + Root.encodedBytes)
    let extents = CommittedExtents(committed, root: file.root, catalog: file.catalog)
    extents.check { report.add($0, segment: nil) }
    for commit in extents.olderCommits {
      sweep(commit, committed, isQuick: isQuick, &report)
    }
    if let dictionary = file.catalog.presetDictionary {
      sweep(
        [dictionary], of: SectionTable([], file: committed), dictionary: [], isQuick: isQuick, nil,
        &report)
      steps.counter.add(dictionary.storedLength)
    }
    if isQuick {
      for number in file.segments.indices { quicklyCheck(number, committed, &report, steps) }
    } else {
      checkSegments(committed, threads: threads ?? Worker.processors, &report, steps)
    }
    report.bytesRead = file.root.extent
    steps.finish()
    return report
  }

  /// Checks all segments, several at a time where there are, and the postings of each by several threads.
  private func checkSegments(
    _ committed: MappedBytes, threads: Int, _ report: inout VerificationReport,
    _ steps: VerificationProgress
  ) {
    let segments = file.segments
    let storesText = file.catalog.texts == .stored
    let counter = steps.counter
    let atOnce = max(1, min(segments.count, threads / 2))
    @Sendable func check(_ number: Int, _ tick: () -> Void) -> SegmentVerifier.Findings {
      SegmentVerifier(segments[number], storesText: storesText, file: committed)
        .run(threads: max(1, threads / atOnce), counter: counter, tick: tick)
    }
    let findings = WorkList(count: segments.count).run(
      threads: atOnce, own: { check($0) { steps.tick() } }, { check($0) {} })
    for (number, segment) in segments.enumerated() {
      let found = findings[number]
      report.documentCount += segment.documentCount
      report.termCount += found.terms
      report.postingCount += found.postings
      report.positionCount += found.positions
      for problem in found.problems { report.add(problem, segment: number) }
      report.add(further: found.further)
    }
  }

  /// Checks the checksums of a segment.
  private func quicklyCheck(
    _ number: Int, _ committed: MappedBytes, _ report: inout VerificationReport,
    _ steps: VerificationProgress
  ) {
    let facts = file.segments[number].facts
    report.documentCount += facts.documentCount
    let table = SectionTable(facts.sections, file: committed)
    for entry in facts.sections {
      sweep([entry], of: table, dictionary: [], isQuick: true, number, &report)
      steps.counter.add(entry.storedLength)
      steps.tick()
    }
  }

  private func listParts(of report: inout VerificationReport) {
    report.parts.append(.init(segment: nil, name: "header", bytes: Header.pageBytes))
    report.parts.append(
      .init(segment: nil, name: "root", bytes: 2 * Header.pageBytes + Root.encodedBytes))
    report.parts.append(
      .init(segment: nil, name: SectionKind.catalog.name, bytes: file.root.catalogLength))
    if let entry = file.catalog.presetDictionary {
      report.parts.append(.init(segment: nil, name: entry.kind.name, bytes: entry.storedLength))
    }
    for (number, segment) in file.catalog.segments.enumerated() {
      for entry in segment.sections {
        report.parts.append(
          .init(segment: number, name: entry.kind.name, bytes: entry.storedLength))
      }
    }
  }

  /// Checks the header, the roots, and what a catalog may not say.
  private func checkFile(_ committed: MappedBytes, _ report: inout VerificationReport) {
    let whole = file.file.bytes
    if whole.slice(offset: 0, length: Header.pageBytes)?.holds(
      Header.encode(version: file.formatVersion)) != true
    {
      report.add(
        .damaged(section: "header", offset: 0, reason: "it is not as it is written"), segment: nil)
    }
    for (number, slot) in file.slots.enumerated() {
      check(slot, number, committed, &report)
    }
    let copy = committed.slice(
      offset: committed.count - Root.encodedBytes, length: Root.encodedBytes)
    if copy?.holds(file.root.encode()) != true {
      report.add(
        .damaged(
          section: "root", offset: committed.count - Root.encodedBytes,
          reason: "the copy at the end is another"), segment: nil)
    }
    if whole.count > committed.count {
      report.notes.append(
        "\(whole.count - committed.count) bytes follow the last commit: a write that was never "
          + "finished; they are not read")
    }
    for (number, segment) in file.catalog.segments.enumerated() {
      checkTable(segment, number, &report)
    }
  }

  private func check(
    _ slot: Root.Slot, _ number: Int, _ committed: MappedBytes, _ report: inout VerificationReport
  ) {
    let offset = (1 + number) * Header.pageBytes
    func add(_ reason: String) {
      report.add(.damaged(section: "root", offset: offset, reason: reason), segment: nil)
    }
    switch slot {
    case .empty: break
    case .damaged: add("slot \(number) holds no root of this commit or the one before")
    case .valid(let root):
      guard root != file.root else { return }
      guard root.generation < file.root.generation, root.extent < file.root.extent,
        let copy = committed.slice(
          offset: root.extent - Root.encodedBytes, length: Root.encodedBytes),
        copy.holds(root.encode()),
        let catalog = committed.slice(offset: root.catalogOffset, length: root.catalogLength),
        Checksum.crc32(catalog.span) == root.catalogChecksum
      else {
        add("slot \(number) is the root of a commit that is not there")
        return
      }
    }
  }

  private func checkTable(
    _ segment: Catalog.Segment, _ number: Int, _ report: inout VerificationReport
  ) {
    var end = 0
    var kinds: Set<SectionKind> = []
    for entry in segment.sections {
      let isNew = kinds.insert(entry.kind).inserted
      if !isNew || entry.kind == .presetDictionary || entry.offset < end
        || entry.kind.isPaged && entry.checksum != 0
      {
        report.add(
          .damaged(
            .catalog, at: file.root.catalogOffset,
            "the section \(entry.kind.name) is not in its place"), segment: number)
      }
      end = entry.offset + entry.storedLength
    }
  }

  /// Checks the checksums of what only older commits refer to.
  private func sweep(
    _ commit: CommittedExtents.OlderCommit, _ committed: MappedBytes, isQuick: Bool,
    _ report: inout VerificationReport
  ) {
    var dictionary: [UInt8] = []
    if let entry = commit.catalog.presetDictionary {
      do throws(FormatError) {
        let section = try SectionTable([], file: committed).checked(entry)
        let bytes = try section.bytes(0..<min(section.count, DocumentStore.maxDictionaryBytes))
        bytes.span.withUnsafeBytes { dictionary = Array($0) }
      } catch {
        report.add(error, segment: nil)
      }
    }
    for segment in commit.catalog.segments {
      let table = SectionTable(segment.sections, file: committed)
      sweep(
        segment.sections.filter { commit.entries.contains($0) }, of: table,
        dictionary: dictionary, isQuick: isQuick, nil, &report)
    }
  }

  private func sweep(
    _ entries: [SectionEntry], of table: SectionTable, dictionary: [UInt8], isQuick: Bool,
    _ segment: Int?, _ report: inout VerificationReport
  ) {
    let inflater = isQuick ? nil : Inflater()
    for entry in entries {
      SectionSweep.entry(
        entry, of: table, dictionary: entry.kind == .documents ? dictionary : [],
        inflater: inflater
      ) { report.add($0, segment: segment) }
    }
  }
}

extension MappedBytes {
  /// Whether these are exactly `bytes`.
  func holds(_ bytes: [UInt8]) -> Bool {
    guard count == bytes.count else { return false }
    let span = self.span
    for index in 0..<count
    where span.unsafeLoad(fromByteOffset: index, as: UInt8.self) != bytes[index] {
      return false
    }
    return true
  }
}
