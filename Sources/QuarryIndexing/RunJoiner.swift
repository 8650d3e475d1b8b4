import QuarryFormat
import QuarryStorage

/// Joins runs in memory into one on disk. Codes and positions are copied; only forms are numbered
/// anew.
struct RunJoiner: ~Copyable {
  private let file: SpillFile
  private let fieldMask: Int
  private var forms: FormMerger?
  private var formWriter = FormRunWriter()
  private var fieldCodes = FieldCodes()
  private var events: [FormEvent] = []
  /// The codes of parts whose run knew fewer fields, side by side, and where each ends.
  private var transcoded: [UInt8] = []
  private var ends: [Int] = []
  private var output = ByteBuffer(capacity: 1 << 18)

  /// A joiner that appends to `file`.
  init(file: SpillFile, fieldMask: Int, keepsForms: Bool) {
    self.file = file
    self.fieldMask = fieldMask
    forms = keepsForms ? FormMerger(mostForms: FormJoin.most) : nil
  }

  /// Joins all records of `runs`, which are in memory, about `rangeBytes` of them at a time.
  ///
  /// - Returns: the joined run.
  mutating func join(_ runs: [Run], rangeBytes: Int) throws(StorageError) -> Run {
    let start = file.count
    var planner = RangePlanner(runs, rangeBytes: rangeBytes)
    while let next = try planner.plan() {
      switch next {
      case .range(let range):
        var terms = RangeTerms(range)
        while try terms.next() { try join(terms.parts) }
        withExtendedLifetime(range) {}
      case .term(let term):
        try join(term.parts.compactMap(\.inMemory))
        withExtendedLifetime(term) {}
      }
    }
    try flush()
    return Run(place: .file(file, start..<file.count), firstDocument: 0, fieldMask: fieldMask)
  }

  private mutating func join(_ parts: [TermPart]) throws(StorageError) {
    guard let head = parts.first else { return }
    if forms != nil { try joinForms(parts) }
    transcoded.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    var documentFrequency = 0
    var codesLength = 0
    var positionsLength = 0
    var last = -1
    for part in parts {
      documentFrequency += part.record.documentFrequency
      positionsLength += part.record.positions.count
      var length = part.record.codes.count
      if part.fieldMask != fieldMask {
        let before = transcoded.count
        let used = fieldCodes.append(
          part.codes, mask: part.fieldMask, target: fieldMask, to: &transcoded)
        guard used == part.codes.count else { throw Run.cutOff }
        length = transcoded.count - before
      }
      ends.append(transcoded.count)
      if last >= 0 { length += Varint.length(gapCode(part, after: last)) - 1 }
      codesLength += length
      last = part.last
    }
    let term = head.term
    let span = last - head.first
    var length = Varint.length(UInt64(term.count)) + term.count
    length += Varint.length(UInt64(documentFrequency)) + Varint.length(UInt64(head.first))
    if documentFrequency > 1 { length += Varint.length(UInt64(span)) }
    length += Varint.length(UInt64(codesLength)) + Varint.length(UInt64(positionsLength))
    length += codesLength + positionsLength + formWriter.buffer.count
    output.append(length)
    output.append(term.count)
    output.append(term)
    output.append(documentFrequency)
    output.append(head.first)
    if documentFrequency > 1 { output.append(span) }
    output.append(codesLength)
    output.append(positionsLength)
    last = -1
    for (index, part) in parts.enumerated() {
      if part.fieldMask == fieldMask {
        try appendCodes(part.codes, of: part, after: last)
      } else {
        let start = index == 0 ? 0 : ends[index - 1]
        let codes = Array(transcoded[start..<ends[index]])
        try codes.withUnsafeBufferPointer { codes throws(StorageError) in
          try appendCodes(codes, of: part, after: last)
        }
      }
      last = part.last
    }
    for part in parts { try append(part.positions) }
    try append(formWriter.buffer)
  }

  /// The code that takes the place of a part's first, which has one byte.
  private func gapCode(_ part: TermPart, after last: Int) -> UInt64 {
    UInt64(max(0, part.first - last - 1)) << 1
  }

  private mutating func appendCodes(
    _ codes: UnsafeBufferPointer<UInt8>, of part: TermPart, after last: Int
  ) throws(StorageError) {
    guard last >= 0, let head = codes.first else { return try append(codes) }
    output.reserve(10)
    output.appendReserved(gapCode(part, after: last) | UInt64(head & 1))
    try append(UnsafeBufferPointer(rebasing: codes.dropFirst()))
  }

  private mutating func joinForms(_ parts: [TermPart]) throws(StorageError) {
    formWriter.removeAll()
    switch try forms?.begin(parts) {
    case nil, .some(.none): formWriter.begin(forms: 0, hasOthers: false)
    case .single(let code, let occurrences):
      formWriter.begin(forms: 1, hasOthers: false)
      formWriter.append(code: code, count: occurrences)
    case .joined:
      guard let list = forms?.list else { return }
      formWriter.append(list)
      guard list.numberCount > 1 else { return }
      var start = 0
      var last = -1
      for part in parts.indices {
        let count = forms?.occurrences(of: part) ?? 0
        events.removeAll(keepingCapacity: true)
        try forms?.read(count, of: part, from: start, into: &events)
        let events = events
        formWriter.append(events.span, after: &last, numberCount: list.numberCount)
        start += count
      }
    }
  }

  private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) throws(StorageError) {
    if bytes.count >= 1 << 16 {
      try flush()
      try file.write(UnsafeRawBufferPointer(bytes).bytes)
    } else {
      output.append(bytes)
      if output.count >= 1 << 18 { try flush() }
    }
  }

  private mutating func flush() throws(StorageError) {
    try file.write(UnsafeRawBufferPointer(output.buffer).bytes)
    output.removeAll()
  }
}
