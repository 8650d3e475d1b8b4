import QuarryFormat
import QuarryStorage

/// A term with too many postings to be merged in memory: it passes through in pieces.
struct LargeTerm {
  /// What a run holds of it.
  struct Part {
    let run: Run
    let record: RunRecord
    /// Where the bytes begin in the run that the record's ranges are counted from.
    let base: Int

    /// The part, where its run is in memory.
    var inMemory: TermPart? {
      guard case .memory(let bytes) = run.place else { return nil }
      return TermPart(bytes.buffer, record, (run.firstDocument, run.fieldMask))
    }

    func region(_ range: Range<Int>) -> RegionReader {
      RegionReader(run.place, base + range.lowerBound..<base + range.upperBound)
    }
  }

  let term: [UInt8]
  let parts: [Part]

  var byteCount: Int { parts.reduce(0) { $0 + $1.record.end } }

  private static let positionBytes = 1 << 16

  /// Writes the lists of the term; `flush` is called now and then.
  func write(
    into writer: inout PostingsWriter, forms: inout FormMerger?, fieldMask: Int
  ) throws(StorageError) {
    var documentFrequency = 0
    for part in parts { documentFrequency += part.record.documentFrequency }
    try forms?.begin(parts)
    term.withUnsafeBufferPointer {
      writer.lists.begin(
        $0, documentFrequency: documentFrequency, formNumbers: forms?.numberCount ?? 0)
    }
    let isLong = documentFrequency >= BlockMetadata.longList
    var events: [FormEvent] = []
    var occurrences = 0
    var fieldCodes = FieldCodes()
    for (index, part) in parts.enumerated() {
      var codes = part.region(part.record.codes)
      var positions = part.region(part.record.positions)
      var transcoded: [UInt8] = []
      var isFirst = true
      if !isLong && forms != nil {
        // A short list's numbers are few but for those of huge documents; they go in at once.
        let count = forms?.occurrences(of: index) ?? 0
        try forms?.read(count, of: index, from: occurrences, into: &events)
        occurrences += count
        writer.lists.append(events: events.span)
        events.removeAll(keepingCapacity: true)
      }
      while true {
        if try codes.isAtEnd() && transcoded.isEmpty { break }
        let first = isFirst ? part.run.firstDocument + part.record.first : nil
        let last = part.run.firstDocument + part.record.last
        let taken: (bytes: Int, occurrences: Int)
        if part.run.fieldMask != fieldMask {
          codes.take(
            fieldCodes.append(
              codes.unread, mask: part.run.fieldMask, target: fieldMask, to: &transcoded))
          taken = transcoded.withUnsafeBufferPointer {
            writer.lists.append(codes: $0, first: first, last: last)
          }
          transcoded.removeFirst(taken.bytes)
        } else {
          taken = writer.lists.append(codes: codes.unread, first: first, last: last)
          codes.take(taken.bytes)
        }
        guard taken.bytes > 0 else {
          guard try codes.fill() else { throw Run.cutOff }
          continue
        }
        isFirst = false
        guard isLong else { continue }
        if forms != nil {
          try forms?.read(taken.occurrences, of: index, from: occurrences, into: &events)
          writer.lists.append(events: events.span)
          events.removeAll(keepingCapacity: true)
        }
        occurrences += taken.occurrences
        try copy(&positions, count: taken.occurrences, into: &writer)
      }
      if !isLong { try copy(&positions, count: nil, into: &writer) }
    }
    let isWhole = writer.lists.end(forms: forms?.list ?? FormList())
    guard isWhole else { throw PostingsWriter.full }
    try writer.flushLists()
  }

  /// Copies positions: as many as the writer takes, or all where `count` is nil.
  private func copy(
    _ positions: inout RegionReader, count: Int?, into writer: inout PostingsWriter
  ) throws(StorageError) {
    while count == nil || writer.lists.missingPositions > 0 {
      if try positions.isAtEnd() {
        guard count == nil else { throw Run.cutOff }
        return
      }
      let part = UnsafeBufferPointer(rebasing: positions.unread.prefix(Self.positionBytes))
      let taken = writer.lists.append(positions: part)
      positions.take(taken)
      if writer.lists.byteCount >= 1 << 18 { try writer.flushLists() }
    }
  }
}
