/// An occurrence of a term that is not of its form 0.
package struct FormEvent: Sendable {
  /// The occurrences of the term before it.
  package var place: Int
  /// Its number, from 1.
  package var form: UInt16

  package init(place: Int, form: UInt16) {
    self.place = place
    self.form = form
  }
}

/// Writes the forms of terms: into the dictionary which they are, and which one each occurrence has
/// into pages of their own.
struct FormsWriter: ~Copyable {
  /// The raw bytes of a page of form numbers.
  static let pageBytes = 4096

  /// The numbers of all terms so far.
  private var bytes = GrowingBytes()
  /// The bytes so far.
  var byteCount: Int { bytes.count }
  /// The numbers of an inline term.
  private var inline = GrowingBytes()
  private var numberCount = 0
  /// Events that wait; those before `written` were written.
  private var events: [FormEvent] = []
  private var written = 0
  /// The occurrences of the term up to the last event or the last page's end.
  private var last = -1
  /// Bytes of the present term, without its page ends.
  private var length = 0
  /// Where the pages of a long list end, from its start, in four bytes each.
  private var pageEnds = GrowingBytes()

  /// Begins a term whose occurrences have numbers below `numberCount`.
  mutating func begin(numberCount: Int) {
    self.numberCount = numberCount
    events.removeAll(keepingCapacity: true)
    written = 0
    last = -1
    length = 0
    pageEnds.removeAll()
  }

  /// The bytes so far, which are forgotten here but for memory of `kept` bytes.
  mutating func take(keeping kept: Int) -> [UInt8] {
    defer { bytes.removeAll(keeping: kept) }
    return bytes.array()
  }

  /// Appends the next events of the term.
  mutating func append(_ events: Span<FormEvent>) {
    guard numberCount > 1 else { return }
    for index in 0..<events.count { self.events.append(events[index]) }
  }

  /// Ends a page of a long list, which ends before occurrence `end` of the term.
  mutating func endPage(at end: Int) {
    guard numberCount > 1 else { return }
    let before = bytes.count
    writeEvents(before: end, isInline: false)
    length += bytes.count - before
    last = end - 1
    pageEnds.append(fixed: UInt64(length), size: 4)
  }

  /// Ends a term of `documents` documents: appends the entry of its forms to `place`.
  ///
  /// - Returns: the bytes of its numbers.
  mutating func end(
    _ list: borrowing FormList, documents: Int, isInline: Bool, to place: inout GrowingBytes
  ) -> Int {
    let forms = list.count
    if forms == 1 && list.otherCount == 0 {
      list.codes.withUnsafeBufferPointer {
        endSingle(
          $0, occurrences: list.occurrences(0), documents: documents, isInline: isInline,
          to: &place)
      }
      return 0
    }
    place.append(
      FormCode.listHead | (list.otherCount > 0 ? 0x20 : 0)
        | UInt8(min(forms, FormsPlace.mostInHead)))
    if forms >= FormsPlace.mostInHead {
      place.append(UInt8(truncatingIfNeeded: forms - FormsPlace.mostInHead))
    }
    list.codes.withUnsafeBufferPointer { codes in
      for number in 0..<forms {
        place.append(UnsafeBufferPointer(rebasing: codes[list.code(number)]))
        place.append(varint: list.occurrences(number))
      }
    }
    if list.otherCount > 0 { place.append(varint: list.otherCount) }
    guard numberCount > 1 else { return 0 }
    if isInline {
      inline.removeAll()
      writeEvents(isInline: true)
      place.append(varint: inline.count)
      place.append(inline)
      return 0
    }
    let before = bytes.count
    writeEvents(isInline: false)
    bytes.append(pageEnds)
    length += bytes.count - before
    place.append(varint: length)
    return length
  }

  /// Ends a term whose occurrences all have the form of `code`.
  mutating func endSingle(
    _ code: UnsafeBufferPointer<UInt8>, occurrences: Int, documents: Int, isInline: Bool,
    to place: inout GrowingBytes
  ) {
    place.append(code)
    if !isInline { place.append(varint: max(0, occurrences - documents)) }
  }

  /// Writes the events that wait, up to occurrence `end`.
  private mutating func writeEvents(before end: Int = .max, isInline: Bool) {
    while written < events.count, events[written].place < end {
      let event = events[written]
      written += 1
      let zeros = UInt64(event.place - last - 1)
      if isInline {
        FormNumbers.append(zeros: zeros, number: event.form, count: numberCount, to: &inline)
      } else {
        FormNumbers.append(zeros: zeros, number: event.form, count: numberCount, to: &bytes)
      }
      last = event.place
    }
    guard written == events.count else { return }
    events.removeAll(keepingCapacity: true)
    written = 0
  }

  /// Whether the present term's numbers can no longer be addressed in four bytes.
  var isFull: Bool { length > Int(UInt32.max) - 1 << 28 }
}
