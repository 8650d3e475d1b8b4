import QuarryFormat
import QuarryStorage

/// Puts alternative titles that were found at the end into the postings of the documents that have
/// them: a term's parts from documents and from added titles become parts as though each document had
/// been read with its titles.
///
/// One part is held in memory at a time, and the added titles pass by.
struct PostingOverlay: ~Copyable {
  private var forms = FormMerger(mostForms: FormJoin.most)
  private var record = OverlaidRecord()

  /// The parts of the present term of a range, whose added titles are among its documents.
  mutating func join(_ terms: borrowing RangeTerms) throws(StorageError) -> [Run] {
    guard let term = terms.parts.first?.term else { return [] }
    var joined: [Run] = []
    try join(Array(term), terms.wholeParts) { record throws(StorageError) in
      joined.append(
        Run(place: .memory(record.bytes()), firstDocument: 0, fieldMask: record.fieldMask))
    }
    return joined
  }

  /// A term whose added titles are among its documents; its parts lie in a file in `folder`.
  mutating func join(_ term: LargeTerm, folder: String) throws(StorageError) -> LargeTerm {
    guard let last = term.parts.last, last.run.isOverlay, !term.parts[0].run.isOverlay else {
      return term
    }
    let file = try SpillFile(folder: folder)
    try SpillFile.requireFree(term.byteCount, in: folder)
    var parts: [LargeTerm.Part] = []
    try join(term.term, term.parts) { record throws(StorageError) in
      let start = file.count
      let head = try record.write(to: file)
      guard let read = head.withUnsafeBufferPointer({ RunRecord($0, at: 0, isHead: true) }) else {
        throw Run.cutOff
      }
      let run = Run(
        place: .file(file, start..<file.count), firstDocument: 0, fieldMask: record.fieldMask)
      parts.append(LargeTerm.Part(run: run, record: read, base: 0))
    }
    return LargeTerm(term: term.term, parts: parts)
  }

  /// Joins the parts of a term, those of documents before those of added titles.
  private mutating func join(
    _ term: [UInt8], _ parts: [LargeTerm.Part],
    _ emit: (borrowing OverlaidRecord) throws(StorageError) -> Void
  ) throws(StorageError) {
    try forms.begin(parts)
    var added: [PartPostings] = []
    for (index, part) in parts.enumerated() where part.run.isOverlay {
      added.append(try PartPostings(part, index))
    }
    var next = 0
    for (index, part) in parts.enumerated() where !part.run.isOverlay {
      var own = try PartPostings(part, index)
      record.begin(fieldMask: added.reduce(own.fieldMask) { $0 | $1.fieldMask }, forms.numberCount)
      while true {
        let other = next < added.count ? added[next].document : Int.max
        if own.isPresent, own.document < other {
          try record.append(&own, &forms)
        } else if own.isPresent, own.document == other {
          try record.append(&own, with: &added[next], &forms)
          if !added[next].isPresent { next += 1 }
        } else if other <= own.last {
          try record.append(&added[next], &forms)
          if !added[next].isPresent { next += 1 }
        } else {
          break
        }
      }
      record.end(term, forms.list)
      try emit(record)
    }
    guard next < added.count else { return }
    record.begin(fieldMask: added.reduce(0) { $0 | $1.fieldMask }, forms.numberCount)
    while next < added.count {
      try record.append(&added[next], &forms)
      if !added[next].isPresent { next += 1 }
    }
    record.end(term, forms.list)
    try emit(record)
  }
}

/// Reads the postings of a term's part one after another.
struct PartPostings {
  /// The part's number in the term.
  let part: Int
  let fieldMask: Int
  /// The last document of the part.
  let last: Int
  /// The present document.
  private(set) var document: Int
  private(set) var isPresent = true
  /// How often the term occurs in each field of the schema.
  private(set) var frequencies = [UInt32](repeating: 0, count: PostingCode.maxFields)
  private var codes: RegionReader
  fileprivate var positions: RegionReader
  private var left: Int

  init(_ part: LargeTerm.Part, _ number: Int) throws(StorageError) {
    self.part = number
    fieldMask = part.run.fieldMask
    last = part.run.firstDocument + part.record.last
    left = part.record.documentFrequency
    codes = part.region(part.record.codes)
    positions = part.region(part.record.positions)
    // The first gap is 0.
    document = part.run.firstDocument + part.record.first - 1
    try next()
  }

  /// Moves to the next posting.
  mutating func next() throws(StorageError) {
    guard left > 0 else {
      isPresent = false
      return
    }
    left -= 1
    let code = try codes.varint()
    document += Int(truncatingIfNeeded: code >> 1) + 1
    let body = Int.bitWidth - 1 - fieldMask.leadingZeroBitCount
    guard body >= 0, body < frequencies.count, document <= last else { throw Run.cutOff }
    for field in frequencies.indices { frequencies[field] = 0 }
    if code & 1 == 1 {
      frequencies[body] = 1
      return
    }
    let count = try codes.varint()
    if fieldMask & (fieldMask - 1) == 0 {
      frequencies[body] = UInt32(truncatingIfNeeded: count &+ 2)
      return
    }
    frequencies[body] = UInt32(truncatingIfNeeded: count >> 1)
    guard count & 1 == 1 else { return }
    for field in 0..<body where fieldMask >> field & 1 == 1 {
      frequencies[field] = UInt32(truncatingIfNeeded: try codes.varint())
    }
  }
}

/// A record of a run while postings are added to it, in the layout that `RunRecord` reads.
struct OverlaidRecord: ~Copyable {
  private(set) var fieldMask = 0
  private var head: [UInt8] = []
  private var codes: [UInt8] = []
  private var positions: [UInt8] = []
  private var forms = FormRunWriter()
  private var numbers = FormRunWriter()
  private var events: [FormEvent] = []
  /// The occurrences of each form, those of the first and all others together.
  private var counts: [Int] = []
  private var numberCount = 0
  private var occurrences = 0
  private var lastEvent = -1
  private var documents = 0
  private var first = 0
  private var last = 0
  private var row: [UInt32] = []

  /// Begins a record, whose occurrences have one of `numberCount` forms.
  mutating func begin(fieldMask: Int, _ numberCount: Int) {
    self.fieldMask = fieldMask
    self.numberCount = numberCount
    codes.removeAll(keepingCapacity: true)
    positions.removeAll(keepingCapacity: true)
    forms.removeAll()
    numbers.removeAll()
    counts = [Int](repeating: 0, count: numberCount)
    occurrences = 0
    lastEvent = -1
    documents = 0
  }

  /// Appends the present posting of a part, which moves on.
  mutating func append(
    _ posting: inout PartPostings, _ merger: inout FormMerger
  ) throws(StorageError) {
    appendCode(posting.document, posting.frequencies)
    try copy(&posting, posting.frequencies.reduce(0) { $0 + Int($1) }, &merger)
    try posting.next()
  }

  /// Appends the present posting of a part with added titles of the same document; both move on.
  mutating func append(
    _ posting: inout PartPostings, with added: inout PartPostings, _ merger: inout FormMerger
  ) throws(StorageError) {
    var frequencies = posting.frequencies
    guard frequencies[Schema.aliases] == 0 else { throw Run.cutOff }
    frequencies[Schema.aliases] = added.frequencies[Schema.aliases]
    appendCode(posting.document, frequencies)
    try copy(&posting, Int(frequencies[Schema.title]), &merger)
    try copy(&added, Int(frequencies[Schema.aliases]), &merger)
    let before = Int(frequencies[Schema.title] + frequencies[Schema.aliases])
    try copy(&posting, frequencies.reduce(0) { $0 + Int($1) } - before, &merger)
    try posting.next()
    try added.next()
  }

  private mutating func appendCode(_ document: Int, _ frequencies: [UInt32]) {
    row.removeAll(keepingCapacity: true)
    for field in frequencies.indices where fieldMask >> field & 1 == 1 {
      row.append(frequencies[field])
    }
    let gap = documents == 0 ? 0 : document - last - 1
    if documents == 0 { first = document }
    last = document
    documents += 1
    let frequencies = row
    PostingCode.append(
      gap: UInt32(truncatingIfNeeded: gap), frequencies: frequencies.span, to: &codes)
  }

  /// Copies the positions and forms of the next `count` occurrences of a part.
  private mutating func copy(
    _ posting: inout PartPostings, _ count: Int, _ merger: inout FormMerger
  ) throws(StorageError) {
    guard count > 0 else { return }
    for _ in 0..<count { Varint.append(try posting.positions.varint(), to: &positions) }
    events.removeAll(keepingCapacity: true)
    try merger.read(count, of: posting.part, from: occurrences, into: &events)
    for event in events where Int(event.form) < counts.count { counts[Int(event.form)] += 1 }
    let events = events
    numbers.append(events.span, after: &lastEvent, numberCount: numberCount)
    occurrences += count
  }

  /// Ends the record: writes what comes before the postings, and the forms of `list`.
  mutating func end(_ term: [UInt8], _ list: borrowing FormList) {
    if numberCount > 0 {
      counts[0] = occurrences - counts.dropFirst().reduce(0, +)
    }
    forms.begin(forms: list.count, hasOthers: list.otherCount > 0)
    list.codes.withUnsafeBufferPointer { bytes in
      for number in 0..<list.count {
        forms.append(
          code: UnsafeBufferPointer(rebasing: bytes[list.code(number)]), count: counts[number])
      }
    }
    if list.otherCount > 0 { forms.append(others: counts[list.count]) }
    var rest: [UInt8] = []
    Varint.append(term.count, to: &rest)
    rest += term
    Varint.append(documents, to: &rest)
    Varint.append(first, to: &rest)
    if documents > 1 { Varint.append(last - first, to: &rest) }
    Varint.append(codes.count, to: &rest)
    Varint.append(positions.count, to: &rest)
    head.removeAll(keepingCapacity: true)
    let length =
      rest.count + codes.count + positions.count + forms.buffer.count + numbers.buffer.count
    Varint.append(length, to: &head)
    head += rest
  }

  /// The whole record.
  borrowing func bytes() -> RunBytes {
    let all = head + codes + positions + forms.buffer + numbers.buffer
    return all.withUnsafeBufferPointer { RunBytes($0) }
  }

  /// Appends the record to a file; gives what comes before its postings.
  borrowing func write(to file: SpillFile) throws(StorageError) -> [UInt8] {
    for part in [head, codes, positions] { try file.write(part.span.bytes) }
    try file.write(UnsafeRawBufferPointer(forms.buffer).bytes)
    try file.write(UnsafeRawBufferPointer(numbers.buffer).bytes)
    return head
  }
}
