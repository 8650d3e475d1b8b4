import QuarryStorage

/// Where the dictionary keeps the forms of a term.
package struct FormsPlace: Sendable, Hashable {
  /// The numbers that occurrences have: one a form, and one for all words beyond the forms that are
  /// told apart; 0 where no forms are kept.
  package let numberCount: Int
  /// The bytes of the entry from the start of the terms section.
  let entry: Range<Int>
  /// The numbers of the occurrences: raw bytes of the forms section, for an inline term bytes of the
  /// terms section.
  let numbers: Range<Int>
  /// What the entry's counts begin from: a term of one form gives the rest only.
  let leastCount: Int
  /// Whether the entry of a single form gives the rest.
  let givesRest: Bool

  static let none = FormsPlace(
    numberCount: 0, entry: 0..<0, numbers: 0..<0, leastCount: 0, givesRest: false)

  /// The number of forms that stands for itself and more in an entry's head.
  static let mostInHead = 31

  /// Reads the head of a list of forms at `offset`, which ends up behind it.
  static func readHead(
    _ bytes: Span<UInt8>, at offset: inout Int
  ) -> (forms: Int, hasOthers: Bool)? {
    guard offset < bytes.count else { return nil }
    let head = bytes[offset]
    offset += 1
    var forms = Int(head & 0x1F)
    if forms == mostInHead {
      guard offset < bytes.count else { return nil }
      forms += Int(bytes[offset])
      offset += 1
    }
    guard forms <= FormList.most else { return nil }
    return (forms, head & 0x20 != 0)
  }
}

/// The forms of a term: the words of the texts, as they were written, that became it.
///
/// Made once and filled again and again, so that a walk over the dictionary allocates nothing a term.
package struct TermForms: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var counts: [Int] = []
  /// The occurrences of words beyond those told apart; their form number is `count`.
  package private(set) var otherOccurrences = 0

  package init() {}

  /// The number of forms; the commonest is form 0.
  package var count: Int { counts.count }

  /// The UTF-8 bytes of form `number`, which is below `count`.
  package func form(_ number: Int) -> ArraySlice<UInt8> {
    bytes[(number == 0 ? 0 : ends[number - 1])..<ends[number]]
  }

  /// How often form `number` occurs in the segment.
  package func occurrences(_ number: Int) -> Int { counts[number] }

  /// Replaces the forms by those at `place` of the dictionary's bytes; false where they are none.
  mutating func read(_ span: Span<UInt8>, _ place: FormsPlace, of term: Span<UInt8>) -> Bool {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    counts.removeAll(keepingCapacity: true)
    otherOccurrences = 0
    guard span.count > 0 else { return place.numberCount == 0 }
    var offset = 0
    if span[0] < FormCode.listHead {
      guard FormCode.appendForm(span, at: &offset, of: term, to: &bytes) else { return false }
      ends.append(bytes.count)
      var count = UInt64(place.leastCount)
      if place.givesRest {
        guard let rest = Varint.read(span, at: &offset), rest < 1 << 48 else { return false }
        count += rest
      }
      counts.append(Int(count))
      return true
    }
    guard let head = FormsPlace.readHead(span, at: &offset) else { return false }
    for _ in 0..<head.forms {
      guard FormCode.appendForm(span, at: &offset, of: term, to: &bytes),
        let count = Varint.read(span, at: &offset), count < 1 << 48
      else { return false }
      ends.append(bytes.count)
      counts.append(Int(count))
    }
    if head.hasOthers {
      guard let count = Varint.read(span, at: &offset), count < 1 << 48 else { return false }
      otherOccurrences = Int(count)
    }
    return true
  }
}

extension TermDictionary {
  /// Whether terms have forms.
  package var hasForms: Bool { keepsForms }

  /// Replaces `forms` by those of `term`, of which `info` was found here; none where no forms are kept.
  package func readForms(
    of info: TermInfo, term: Span<UInt8>, into forms: inout TermForms
  ) throws(FormatError) {
    let held = try terms.bytes(info.forms.entry)
    guard forms.read(Span<UInt8>(_bytes: held.span), info.forms, of: term) else {
      throw .damaged(.terms, at: info.forms.entry.lowerBound, "a form is impossible")
    }
  }
}

extension TermIterator {
  /// Replaces `forms` by those of the present term.
  package func readForms(into forms: inout TermForms) throws(FormatError) {
    try dictionary.readForms(of: info, term: bytes, into: &forms)
  }
}
