import QuarryFormat
import QuarryStorage

/// Merges ranges of terms into finished lists. Each worker has one.
struct RangeMerger: ~Copyable {
  private var lists: PostingsPartWriter
  private var forms: FormMerger?
  private var fieldCodes = FieldCodes()
  private var overlay = PostingOverlay()
  private var events: [FormEvent] = []
  private var transcoded: [UInt8] = []
  private let fieldMask: Int

  /// A merger for a segment with the fields of `fieldMask`, whose lengths are `norms`.
  init(norms: [[UInt8]], fieldMask: Int, keepsForms: Bool) {
    lists = PostingsPartWriter(norms: norms, keepsForms: keepsForms)
    forms = keepsForms ? FormMerger(mostForms: FormList.most) : nil
    self.fieldMask = fieldMask
  }

  /// The lists of all terms of a range.
  mutating func merge(_ range: TermRange) throws(StorageError) -> PostingsPart {
    var terms = RangeTerms(range)
    defer { withExtendedLifetime(range) {} }
    while try terms.next() {
      if terms.isOverlaid {
        try mergeOverlaid(terms)
      } else {
        try merge(terms.parts)
      }
    }
    return lists.take()
  }

  private mutating func mergeOverlaid(_ terms: borrowing RangeTerms) throws(StorageError) {
    let runs = try overlay.join(terms)
    var parts: [TermPart] = []
    for run in runs {
      guard case .memory(let bytes) = run.place, let record = RunRecord(bytes.buffer, at: 0) else {
        throw Run.cutOff
      }
      parts.append(TermPart(bytes.buffer, record, (0, run.fieldMask)))
    }
    try merge(parts)
    withExtendedLifetime(runs) {}
  }

  private mutating func merge(_ parts: [TermPart]) throws(StorageError) {
    var documentFrequency = 0
    for part in parts { documentFrequency += part.record.documentFrequency }
    var outcome = FormMerger.Outcome.none
    var numberCount = 0
    if let joined = try forms?.begin(parts) {
      outcome = joined
      switch joined {
      case .none: numberCount = 0
      case .single: numberCount = 1
      case .joined: numberCount = forms?.numberCount ?? 0
      }
    }
    lists.begin(parts[0].term, documentFrequency: documentFrequency, formNumbers: numberCount)
    if numberCount > 1 { try readForms(parts.count) }
    if documentFrequency < BlockMetadata.longList {
      for part in parts {
        if part.fieldMask == fieldMask {
          _ = lists.append(codes: part.codes, first: part.first, last: part.last)
        } else {
          try transcode(part)
          _ = transcoded.withUnsafeBufferPointer {
            lists.append(codes: $0, first: part.first, last: part.last)
          }
        }
        _ = lists.append(positions: part.positions)
      }
    } else {
      for part in parts {
        if part.fieldMask == fieldMask {
          try appendLong(part, part.codes)
        } else {
          try transcode(part)
          var codes: [UInt8] = []
          swap(&codes, &transcoded)
          try appendLong(part, codes)
          swap(&codes, &transcoded)
        }
      }
    }
    switch outcome {
    case .none: guard lists.end(forms: FormList()) else { throw PostingsWriter.full }
    case .single(let code, let occurrences): lists.end(form: code, occurrences: occurrences)
    case .joined:
      guard let list = forms?.list, lists.end(forms: list) else { throw PostingsWriter.full }
    }
  }

  /// Gives the writer the events of all occurrences of the present term.
  private mutating func readForms(_ partCount: Int) throws(StorageError) {
    events.removeAll(keepingCapacity: true)
    var start = 0
    for part in 0..<partCount {
      let count = forms?.occurrences(of: part) ?? 0
      try forms?.read(count, of: part, from: start, into: &events)
      start += count
    }
    events.withUnsafeBufferPointer { lists.append(events: $0.span) }
  }

  private mutating func appendLong(_ part: TermPart, _ codes: [UInt8]) throws(StorageError) {
    var failure: StorageError?
    codes.withUnsafeBufferPointer {
      do throws(StorageError) {
        try appendLong(part, $0)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  private mutating func appendLong(
    _ part: TermPart, _ codes: UnsafeBufferPointer<UInt8>
  ) throws(StorageError) {
    let positions = part.positions
    var codeStart = 0
    var positionStart = 0
    while codeStart < codes.count {
      let taken = lists.append(
        codes: UnsafeBufferPointer(rebasing: codes[codeStart...]),
        first: codeStart == 0 ? part.first : nil, last: part.last)
      guard taken.bytes > 0 else { throw Run.cutOff }
      codeStart += taken.bytes
      positionStart += lists.append(
        positions: UnsafeBufferPointer(rebasing: positions[positionStart...]))
      guard lists.missingPositions == 0 else { throw Run.cutOff }
    }
  }

  private mutating func transcode(_ part: TermPart) throws(StorageError) {
    transcoded.removeAll(keepingCapacity: true)
    let used = fieldCodes.append(
      part.codes, mask: part.fieldMask, target: fieldMask, to: &transcoded)
    guard used == part.codes.count else { throw Run.cutOff }
  }
}
