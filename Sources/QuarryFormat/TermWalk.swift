import QuarryStorage

/// Goes through all terms of a segment in order and sees that each list begins where the one before
/// it ended, so that rewriting an index takes time and room for what its bytes hold, however they
/// were forged.
package struct TermWalk {
  private let segment: Segment
  private var iterator: TermIterator
  private var last: [UInt8] = []
  private var hasLast = false
  private var short = 0
  private var positions = 0
  private var forms = 0
  private var longPage = 0

  /// A walk before the first term of `segment`.
  package init(_ segment: Segment) throws(FormatError) {
    self.segment = segment
    let none: [UInt8] = []
    iterator = try segment.terms.terms(from: none.span)
  }

  /// What the dictionary knows of the present term.
  package var info: TermInfo { iterator.info }

  /// Moves to the next term, whose bytes `term` and of which what is known `info` becomes; false at
  /// the end.
  ///
  /// - Throws: where the terms do not ascend or a list begins elsewhere.
  package mutating func next(
    _ term: inout [UInt8], _ info: inout TermInfo
  ) throws(FormatError) -> Bool {
    guard try next() else { return false }
    term.removeAll(keepingCapacity: true)
    term += last
    info = iterator.info
    return true
  }

  /// Moves to the next term; false at the end.
  ///
  /// - Throws: where the terms do not ascend or a list begins elsewhere.
  package mutating func next() throws(FormatError) -> Bool {
    guard try iterator.next() else { return false }
    let info = iterator.info
    guard !hasLast || QuarryFormat.compare(last.span, iterator.bytes) < 0 else {
      throw .damaged(.terms, at: 0, "the terms do not ascend")
    }
    hasLast = true
    iterator.copyTerm(to: &last)
    switch info.place {
    case .inline: return true
    case .short(let range):
      guard range.lowerBound == short else { throw elsewhere }
      short = range.upperBound
    case .long(let offset):
      let list = try ListMetadata(
        section: segment.postings.blocks, at: offset, documentFrequency: info.documentFrequency,
        fieldCount: segment.postings.fieldCount)
      guard list.firstPage == longPage else { throw elsewhere }
      longPage += list.pageCount
    }
    guard info.positions.lowerBound == positions else { throw elsewhere }
    positions = info.positions.upperBound
    if info.forms.numberCount > 1 {
      guard info.forms.numbers.lowerBound == forms else { throw elsewhere }
      forms = info.forms.numbers.upperBound
    }
    return true
  }

  /// The bytes of positions that `ListReader` holds at once when it reads the present list.
  package func largestPageOfPositions() throws(FormatError) -> Int {
    let info = iterator.info
    guard case .long(let offset) = info.place else { return info.positions.count }
    let list = try ListMetadata(
      section: segment.postings.blocks, at: offset, documentFrequency: info.documentFrequency,
      fieldCount: segment.postings.fieldCount)
    var largest = 0
    var end = info.positions.upperBound
    for page in (0..<list.pageCount).reversed() {
      let start = list.page(page).positionsOffset
      // A forged page is not larger than its list; reading it is refused.
      largest = max(largest, min(info.positions.count, end &- start))
      end = start
    }
    return largest
  }

  private var elsewhere: FormatError {
    .damaged(.terms, at: 0, "a list does not begin where the one before it ended")
  }
}

extension TermDictionary {
  /// Replaces `list` by the forms of the term that `info` was found of, as they are written.
  package func readFormList(
    of info: TermInfo, into list: inout FormList
  ) throws(FormatError) {
    list.removeAll()
    guard keepsForms else { return }
    let held = try terms.bytes(info.forms.entry)
    guard Self.decode(Span<UInt8>(_bytes: held.span), info.forms, into: &list),
      list.numberCount == info.forms.numberCount
    else {
      throw .damaged(.terms, at: info.forms.entry.lowerBound, "a form is impossible")
    }
  }

  private static func decode(
    _ span: Span<UInt8>, _ place: FormsPlace, into list: inout FormList
  ) -> Bool {
    guard span.count > 0 else { return false }
    var offset = 0
    func count() -> Int? {
      guard let count = Varint.read(span, at: &offset), count < 1 << 48 else { return nil }
      return Int(count)
    }
    func code() -> Bool {
      let start = offset
      guard FormCode.skip(span, at: &offset) else { return false }
      for index in start..<offset { list.codes.append(span[index]) }
      return true
    }
    if span[0] < FormCode.listHead {
      guard code(), let rest = place.givesRest ? count() : 0 else { return false }
      list.endForm(count: place.leastCount + rest)
      return true
    }
    guard let head = FormsPlace.readHead(span, at: &offset) else { return false }
    for _ in 0..<head.forms {
      guard code(), let count = count() else { return false }
      list.endForm(count: count)
    }
    if head.hasOthers {
      guard let count = count(), count > 0 else { return false }
      list.otherCount = count
    }
    return true
  }
}
