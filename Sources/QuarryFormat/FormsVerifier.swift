import QuarryStorage

/// Checks the forms of each term against its postings: that every occurrence has one of them, as often
/// as the dictionary says, and that the numbers of all terms lie side by side.
struct FormsVerifier {
  private let reader: PostingsReader
  private let terms: TermDictionary
  private var forms = TermForms()
  private var bytes: [UInt8] = []
  private var pageEnds: [UInt8] = []
  /// Where the numbers of the next term begin.
  var end = 0
  /// Of the present term: the occurrences of each form, and the bytes of numbers that were read.
  private var counts: [Int] = []
  private var byteCount = 0

  /// A verifier of a segment's forms; nil where none are kept.
  init?(_ segment: Segment, inflater: Inflater) {
    guard segment.postings.forms != nil else { return nil }
    reader = PostingsReader(segment.postings, inflater: inflater)
    terms = segment.terms
  }

  /// Begins a term.
  mutating func begin(_ info: TermInfo) {
    counts = [Int](repeating: 0, count: max(1, info.forms.numberCount))
    byteCount = 0
    pageEnds.removeAll(keepingCapacity: true)
  }

  /// Checks the numbers of a page of a long list, or of all of another.
  mutating func check(page: Int, occurrences: Int, of info: TermInfo) throws(FormatError) {
    guard info.forms.numberCount > 1 else {
      counts[0] += occurrences
      return
    }
    try reader.readForms(
      page: page, of: info, most: FormNumbers.mostBytes(occurrences), pageEnds: &pageEnds,
      into: &bytes)
    byteCount += bytes.count
    var offset = 0
    var scan = FormNumbers.Scan(count: info.forms.numberCount)
    var found = counts
    counts = []
    let bytes = bytes
    let span = bytes.span
    let isSound = scan.take(occurrences, of: span, at: &offset) { zeros, form in
      found[0] += zeros
      if let form { found[Int(form)] += 1 }
    }
    counts = found
    guard isSound, scan.isAtEnd(span, at: offset) else {
      throw .damaged(.forms, at: info.forms.numbers.lowerBound, "a form number is impossible")
    }
  }

  /// Ends the term.
  mutating func finish(_ info: TermInfo, term: [UInt8]) throws(FormatError) {
    try checkNumbers(info)
    try terms.readForms(of: info, term: term.span, into: &forms)
    func damage(_ reason: String) -> FormatError {
      .damaged(.terms, at: info.forms.entry.lowerBound, reason)
    }
    guard (info.forms.numberCount == 0) == ((term.first ?? 0) < FormList.firstWithForms) else {
      throw damage("a term has no forms, or should have none")
    }
    guard info.forms.numberCount > 0 else { return }
    for number in 0..<forms.count {
      let count = forms.occurrences(number)
      guard count > 0, count == counts[number],
        number == 0 || count <= forms.occurrences(number - 1)
      else { throw damage("a form occurs \(counts[number]) times, not \(count)") }
      let form = forms.form(number)
      guard form.withUnsafeBufferPointer({ String(validating: $0, as: UTF8.self) }) != nil else {
        throw damage("a form is no UTF-8")
      }
    }
    let others = forms.count < counts.count ? counts[forms.count] : 0
    guard others == forms.otherOccurrences, (others > 0) == (forms.count < counts.count) else {
      throw damage("other forms occur \(others) times, not \(forms.otherOccurrences)")
    }
  }

  private mutating func checkNumbers(_ info: TermInfo) throws(FormatError) {
    let numbers = info.forms.numbers
    guard info.forms.numberCount > 1 else { return }
    if case .inline = info.place { return }
    var tableBytes = 0
    if case .long = info.place {
      let pages =
        (info.documentFrequency + BlockMetadata.pagePostings - 1) / BlockMetadata.pagePostings
      tableBytes = 4 * pages
    }
    guard numbers.lowerBound == end, byteCount + tableBytes == numbers.count else {
      throw .damaged(.forms, at: numbers.lowerBound, "a term's numbers have another length")
    }
    end = numbers.upperBound
  }

  /// Checks that a block of terms begins at the numbers of its first term.
  func check(_ block: borrowing TermBlock) throws(FormatError) {
    guard block.formsOffset == end else {
      throw block.damage("a block's offsets are not those of its first term")
    }
  }
}
