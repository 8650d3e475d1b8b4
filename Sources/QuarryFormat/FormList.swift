import QuarryStorage

/// The forms of a term as they are written: codes and counts, the commonest first.
package struct FormList: Sendable {
  /// The most forms of a term that are told apart; what goes beyond shares one number.
  package static let most = 255

  /// Terms that begin with a lesser byte are no words and have no forms.
  package static let firstWithForms: UInt8 = 0x20

  /// The `FormCode` of each form, side by side.
  package var codes: [UInt8] = []
  /// Where each code ends, and how often the form occurs.
  private var forms: [(end: Int, occurrences: Int)] = []
  /// The occurrences of words that are none of these forms.
  package var otherCount = 0

  package init() {}

  /// The numbers that occurrences have: one a form, and the last for all other words.
  package var numberCount: Int { forms.count + (otherCount > 0 ? 1 : 0) }

  /// The number of forms.
  package var count: Int { forms.count }

  /// The occurrences of form `number`.
  package func occurrences(_ number: Int) -> Int { forms[number].occurrences }

  /// The occurrences of all words of the term.
  package var occurrences: Int { forms.reduce(otherCount) { $0 + $1.occurrences } }

  /// Adds occurrences to the last form, or where there is none to the other words.
  package mutating func add(_ occurrences: Int) {
    if forms.isEmpty {
      otherCount += occurrences
    } else {
      forms[forms.count - 1].occurrences += occurrences
    }
  }

  /// Ends a form, whose code was appended to `codes`.
  package mutating func endForm(count: Int) {
    forms.append((codes.count, count))
  }

  package mutating func removeAll() {
    otherCount = 0
    if forms.isEmpty { return }
    codes.removeAll(keepingCapacity: true)
    forms.removeAll(keepingCapacity: true)
  }

  /// The code of form `number`.
  package func code(_ number: Int) -> Range<Int> {
    (number == 0 ? 0 : forms[number - 1].end)..<forms[number].end
  }
}

/// Writes the forms of terms: into the dictionary which they are, and which one each occurrence has
/// into pages of their own.
struct FormsWriter {
  /// The raw bytes of a page of form numbers.
  static let pageBytes = 4096

  private var stream = RawStream(section: .forms, pageBytes: FormsWriter.pageBytes)
  private var numberCount = 0
  private var bytes: [UInt8] = []
  /// Where the pages of a long list end, from its start, in four bytes each.
  private var pageEnds = ByteWriter()
  /// Where the present term's numbers begin.
  private(set) var start = 0

  /// Begins a term whose occurrences have numbers below `numberCount`.
  mutating func begin(numberCount: Int) {
    self.numberCount = numberCount
    start = stream.length
    bytes.removeAll(keepingCapacity: true)
    pageEnds.bytes.removeAll(keepingCapacity: true)
  }

  /// Appends the numbers of the next occurrences, a page of a long list or all of any other.
  mutating func append(
    _ numbers: Span<UInt16>, isInline: Bool, isLong: Bool, _ sink: any PostingsSink
  ) throws(StorageError) {
    guard numberCount > 1 else { return }
    bytes.removeAll(keepingCapacity: true)
    FormNumbers.append(numbers, count: numberCount, to: &bytes)
    if isInline { return }
    try stream.append(bytes, sink)
    if isLong { pageEnds.fixed(UInt64(stream.length - start), 4) }
  }

  /// Ends a term of `documents` documents: appends the entry of its forms to `place`.
  mutating func end(
    _ list: borrowing FormList, documents: Int, isInline: Bool, to place: inout [UInt8],
    _ sink: any PostingsSink
  ) throws(StorageError) {
    try stream.append(pageEnds.bytes, sink)
    let forms = list.count
    if forms == 1 && list.otherCount == 0 {
      place += list.codes
      if !isInline { Varint.append(max(0, list.occurrences(0) - documents), to: &place) }
      return
    }
    place.append(
      FormCode.listHead | (list.otherCount > 0 ? 0x20 : 0)
        | UInt8(min(forms, FormsPlace.mostInHead)))
    if forms >= FormsPlace.mostInHead {
      place.append(UInt8(truncatingIfNeeded: forms - FormsPlace.mostInHead))
    }
    for number in 0..<forms {
      place += list.codes[list.code(number)]
      Varint.append(list.occurrences(number), to: &place)
    }
    if list.otherCount > 0 { Varint.append(list.otherCount, to: &place) }
    guard numberCount > 1 else { return }
    if isInline {
      Varint.append(bytes.count, to: &place)
      place += bytes
    } else {
      Varint.append(stream.length - start, to: &place)
    }
  }

  /// Whether the present term's numbers can no longer be addressed in four bytes.
  var isFull: Bool { stream.length - start > Int(UInt32.max) - 1 << 28 }

  mutating func close(_ sink: any PostingsSink) throws(StorageError) {
    try stream.close(sink)
  }
}
