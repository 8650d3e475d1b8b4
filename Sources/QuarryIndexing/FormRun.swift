import QuarryFormat
import QuarryStorage

/// Writes the forms of one term of a run.
///
/// They are `forms << 1 | others` (whether there are other words beyond the forms), each form's
/// `FormCode` and count, the others' count, then for every occurrence that is not of form 0 the
/// number of those of form 0 before it and, where there are more than two numbers, its own less 1.
struct FormRunWriter: ~Copyable {
  private var bytes = ByteBuffer(capacity: 1 << 12)

  /// The bytes so far, until the next change.
  var buffer: UnsafeBufferPointer<UInt8> { bytes.buffer }

  /// Begins another term in the same memory.
  mutating func removeAll() {
    bytes.removeAll()
  }

  /// Begins a term of so many forms; `append` follows for each, then for other words if it has some.
  mutating func begin(forms: Int, hasOthers: Bool) {
    bytes.append(forms << 1 | (hasOthers ? 1 : 0))
  }

  /// Appends the next form of the term.
  mutating func append(code: UnsafeBufferPointer<UInt8>, count: Int) {
    bytes.append(code)
    bytes.append(count)
  }

  /// Appends the occurrences of words that are not told apart.
  mutating func append(others: Int) {
    bytes.append(others)
  }

  /// Appends a term's forms.
  mutating func append(_ list: borrowing FormList) {
    begin(forms: list.count, hasOthers: list.otherCount > 0)
    list.codes.withUnsafeBufferPointer { codes in
      for number in 0..<list.count {
        append(
          code: UnsafeBufferPointer(rebasing: codes[list.code(number)]),
          count: list.occurrences(number))
      }
    }
    if list.otherCount > 0 { append(others: list.otherCount) }
  }

  /// Appends the numbers of the term's occurrences, each below `numberCount`.
  mutating func append(_ numbers: UnsafeBufferPointer<UInt16>, numberCount: Int) {
    guard numberCount > 1 else { return }
    var zeros: UInt64 = 0
    for number in numbers {
      if number == 0 {
        zeros += 1
        continue
      }
      append(zeros: zeros, number: number, numberCount: numberCount)
      zeros = 0
    }
  }

  /// Appends the events of the term's occurrences, the last of which before came at `last`.
  mutating func append(_ events: Span<FormEvent>, after last: inout Int, numberCount: Int) {
    for index in 0..<events.count {
      let event = events[index]
      append(
        zeros: UInt64(event.place - last - 1), number: event.form, numberCount: numberCount)
      last = event.place
    }
  }

  @inline(__always)
  private mutating func append(zeros: UInt64, number: UInt16, numberCount: Int) {
    bytes.reserve(20)
    bytes.appendReserved(zeros)
    if numberCount > 2 { bytes.appendReserved(UInt64(number) - 1) }
  }
}

/// Reads the forms of one term of a run.
struct FormRunReader {
  private var bytes: RegionReader
  /// The numbers that the term's occurrences have.
  private(set) var numberCount = 0
  /// The occurrences of all forms and other words.
  private(set) var occurrences = 0
  /// Where its numbers begin in the join's list of places.
  private var firstPlace = 0
  /// The occurrences of form 0 before the next event, and its number, 0 where it was not read.
  private var zeros = 0
  private var number: UInt16 = 0

  init(_ bytes: RegionReader) {
    self.bytes = bytes
  }

  /// Reads the forms and adds them to a join.
  mutating func addForms(to join: inout FormJoin) throws(StorageError) {
    firstPlace = join.placeCount
    let head = Int(truncatingIfNeeded: try bytes.varint())
    guard head >= 0, head >> 1 <= FormJoin.most else { throw Run.cutOff }
    numberCount = head >> 1 + head & 1
    for _ in 0..<head >> 1 {
      let code = try bytes.formCode()
      // The code's bytes go into the join before more is read.
      let place = join.place(of: code)
      let count = try self.count()
      join.add(count, at: place)
      occurrences += count
    }
    guard head & 1 == 1 else { return }
    let count = try self.count()
    join.addOthers(count)
    occurrences += count
  }

  private mutating func count() throws(StorageError) -> Int {
    let count = try bytes.varint()
    guard count < 1 << 40 else { throw Run.cutOff }
    return Int(count)
  }

  /// Appends the events of the next `count` occurrences, the first of which is the joined term's
  /// occurrence `start`, with the numbers that the join gives them.
  mutating func read(
    _ count: Int, from start: Int, join: borrowing FormJoin, into events: inout [FormEvent]
  ) throws(StorageError) {
    let zero = join.rank(firstPlace)
    var place = start
    let end = start + count
    while place < end {
      if number == 0 {
        var isAtEnd = numberCount < 2
        if !isAtEnd { isAtEnd = try bytes.isAtEnd() }
        if isAtEnd {
          zeros = end - place
        } else {
          zeros = try self.count()
          number = 1
          if numberCount > 2 {
            number = UInt16(truncatingIfNeeded: min(try bytes.varint(), 1 << 15)) + 1
          }
          guard Int(number) < numberCount else { throw Run.cutOff }
        }
      }
      let passed = min(zeros, end - place)
      if zero != 0 {
        for index in place..<place + passed { events.append(FormEvent(place: index, form: zero)) }
      }
      place += passed
      zeros -= passed
      guard place < end else { return }
      let rank = join.rank(firstPlace + Int(number))
      if rank != 0 { events.append(FormEvent(place: place, form: rank)) }
      place += 1
      number = 0
    }
  }
}
