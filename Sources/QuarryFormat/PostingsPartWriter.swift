/// Puts the lists of neighbouring terms together from coded postings: where a list has no pages of
/// its own, its codes and positions are copied as they come.
///
/// Legal calls: for each term in ascending order `begin`; then postings, `append(codes:)` and
/// `append(positions:)` in turn, each time with the positions of what the first took, and before those
/// the form events of the same postings; then `end`. What is finished can be taken at any time.
package struct PostingsPartWriter: ~Copyable {
  /// Buffers that grew beyond this are given back once their part was taken.
  private static let keptBytes = 1 << 20

  private let keepsForms: Bool
  private var entries: [PostingsPart.Entry] = []
  private var terms = GrowingBytes(capacity: 1 << 12)
  private var places = GrowingBytes(capacity: 1 << 12)
  private var short = GrowingBytes(capacity: 1 << 12)
  private var positions = GrowingBytes(capacity: 1 << 12)
  private var forms = FormsWriter()
  private var long: LongListWriter
  private var postingCount = 0
  private var positionCount = 0

  // The present term.
  private var documentFrequency = 0
  private var termLength = 0
  /// Whether the present term has not ended; its bytes are the last ones of `terms`.
  private var isOpen = false
  private var shortLength = 0
  private var positionsLength = 0
  private var lastDocument = -1
  /// Whether its only posting goes into the dictionary; its codes and positions wait here.
  private var isInline = false
  private var inline = GrowingBytes()

  /// A writer for documents whose lengths are `norms`, one array of `LengthCode`s a field.
  ///
  /// - Parameter keepsForms: whether each term comes with its forms.
  package init(norms: [[UInt8]], keepsForms: Bool) {
    self.keepsForms = keepsForms
    long = LongListWriter(norms: norms)
  }

  private var isLong: Bool { documentFrequency >= BlockMetadata.longList }

  /// The bytes that can be taken.
  package var byteCount: Int {
    short.count + positions.count + forms.byteCount + long.byteCount + places.count + terms.count
  }

  /// Begins the list of `term`, which holds `documentFrequency` postings.
  ///
  /// - Parameter formNumbers: the `numberCount` of the forms that `end` is given.
  package mutating func begin(
    _ term: UnsafeBufferPointer<UInt8>, documentFrequency: Int, formNumbers: Int
  ) {
    if keepsForms { forms.begin(numberCount: formNumbers) }
    terms.append(term)
    termLength = term.count
    isOpen = true
    self.documentFrequency = documentFrequency
    shortLength = 0
    positionsLength = 0
    lastDocument = -1
    isInline = false
    if isLong { long.begin() }
    postingCount += documentFrequency
  }

  /// Appends whole postings as `PostingCode` writes them; of a long list as many as the present page
  /// still takes.
  ///
  /// - Parameters:
  ///   - first: the first posting's document, whose gap in its code is 0 and is replaced; nil where
  ///     the codes go on behind those of the last call.
  ///   - last: the last posting's document; it counts for lists that have no pages of their own.
  /// - Returns: the bytes taken, 0 where not even one posting is whole, and the positions that belong
  ///   to them; 0 where nobody asks because the list is short.
  package mutating func append(
    codes: UnsafeBufferPointer<UInt8>, first: Int?, last: Int
  ) -> (bytes: Int, occurrences: Int) {
    guard !codes.isEmpty else { return (0, 0) }
    if isLong { return long.append(codes: codes, first: first) }
    if documentFrequency == 1 {
      let occurrences = PostingCode.occurrences(codes, fieldCount: long.fieldCount)
      if occurrences <= TermDictionaryWriter.maxInlineOccurrences {
        isInline = true
        inline.removeAll()
        positionCount += occurrences
      }
    }
    if isInline {
      Self.append(codes, first, after: lastDocument, to: &inline)
    } else {
      let before = short.count
      Self.append(codes, first, after: lastDocument, to: &short)
      shortLength += short.count - before
    }
    lastDocument = last
    return (codes.count, 0)
  }

  @inline(__always)
  private static func append(
    _ codes: UnsafeBufferPointer<UInt8>, _ first: Int?, after last: Int,
    to bytes: inout GrowingBytes
  ) {
    guard let first else { return bytes.append(codes) }
    bytes.reserve(Varint.maxBytes)
    let gap = UInt32(truncatingIfNeeded: first - last - 1)
    bytes.appendReserved(UInt64(gap) << 1 | UInt64(codes[0] & 1))
    bytes.append(UnsafeBufferPointer(rebasing: codes.dropFirst()))
  }

  /// Appends the form events of the postings whose positions come next.
  package mutating func append(events: Span<FormEvent>) {
    forms.append(events)
  }

  /// Appends positions; of a long list at most those of the postings that were taken.
  ///
  /// - Returns: the bytes taken.
  package mutating func append(positions bytes: UnsafeBufferPointer<UInt8>) -> Int {
    if isInline {
      inline.append(bytes)
      return bytes.count
    }
    var taken = bytes.count
    if isLong {
      taken = long.take(positions: bytes)
      positions.append(UnsafeBufferPointer(rebasing: bytes[..<taken]))
      positionsLength += taken
      if long.isPageComplete { endPage() }
    } else {
      positions.append(bytes)
      positionsLength += taken
    }
    return taken
  }

  /// The positions of a long list's postings that are still to come.
  package var missingPositions: Int { isLong ? long.missingPositions : 0 }

  private mutating func endPage() {
    long.endPage(positionsEnd: positionsLength)
    if keepsForms { forms.endPage(at: long.occurrences) }
  }

  /// Ends the list of a term whose forms are `list`, where they are kept.
  ///
  /// - Returns: false where a list is too long for the format.
  package mutating func end(forms list: borrowing FormList) -> Bool {
    let start = beginPlace()
    var formsLength = 0
    if keepsForms {
      formsLength = forms.end(
        list, documents: documentFrequency, isInline: isInline, to: &places)
    }
    endEntry(placeStart: start, formsLength: formsLength)
    return !forms.isFull
  }

  /// The same for a term of one form, whose code is `code`.
  package mutating func end(form code: UnsafeBufferPointer<UInt8>, occurrences: Int) {
    let start = beginPlace()
    forms.endSingle(
      code, occurrences: occurrences, documents: documentFrequency, isInline: isInline,
      to: &places)
    endEntry(placeStart: start, formsLength: 0)
  }

  private mutating func beginPlace() -> Int {
    let start = places.count
    if isInline {
      places.append(0)
      places.append(inline)
      return start
    }
    if isLong {
      if long.hasOpenPage { endPage() }
    } else {
      places.append(varint: documentFrequency)
      places.append(varint: shortLength)
    }
    places.append(varint: positionsLength)
    return start
  }

  private mutating func endEntry(placeStart: Int, formsLength: Int) {
    var entry = PostingsPart.Entry(
      documentFrequency: documentFrequency, termLength: termLength,
      placeLength: places.count - placeStart)
    entry.shortLength = shortLength
    entry.positionsLength = positionsLength
    entry.formsLength = formsLength
    if isLong { (entry.blocksLength, entry.pageCount) = long.end() }
    entries.append(entry)
    isOpen = false
  }

  /// The part so far, which is forgotten here.
  package mutating func take() -> PostingsPart {
    var part = PostingsPart()
    swap(&part.entries, &entries)
    let openTerm = terms.array().suffix(isOpen ? termLength : 0)
    terms.truncate(to: terms.count - openTerm.count)
    part.terms = terms.array()
    part.places = places.array()
    part.short = short.array()
    part.positions = positions.array()
    part.forms = forms.take(keeping: Self.keptBytes)
    long.take(into: &part)
    part.postingCount = postingCount
    part.positionCount = positionCount + PostingCode.varintCount(positions.span)
    postingCount = 0
    positionCount = 0
    terms.removeAll(keeping: Self.keptBytes)
    openTerm.withUnsafeBufferPointer { terms.append($0) }
    places.removeAll(keeping: Self.keptBytes)
    short.removeAll(keeping: Self.keptBytes)
    positions.removeAll(keeping: Self.keptBytes)
    return part
  }
}
