import QuarryFormat
import QuarryStorage

/// Writes the forms of a batch's terms: a stream beside the run of its postings, so that joining runs
/// copies postings as before.
///
/// A record a term: `forms << 1 | others` (whether there are other words beyond the forms), each
/// form's `FormCode` and count, the others' count, then for every occurrence that is not of form 0 the
/// number of those of form 0 before it and, where there are more than two numbers, its own less 1.
struct FormRunWriter: ~Copyable {
  private var bytes = ByteBuffer(capacity: 1 << 18)
  /// Occurrences of form 0 since the last of another.
  private var zeros: UInt64 = 0

  /// The bytes that wait to be taken.
  var count: Int { bytes.count }

  /// The bytes so far.
  func finish() -> [UInt8] { bytes.array() }

  /// Begins another run in the same memory.
  mutating func removeAll() {
    bytes.removeAll()
  }

  /// Begins a term of so many forms; `append` follows for each, then for other words if it has some.
  mutating func begin(forms: Int, hasOthers: Bool) {
    zeros = 0
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

  /// Appends the numbers of the term's next occurrences, each below `numberCount`.
  mutating func append(_ numbers: UnsafeBufferPointer<UInt16>, numberCount: Int) {
    guard numberCount > 1 else { return }
    var zeros = zeros
    for number in numbers {
      if number == 0 {
        zeros += 1
        continue
      }
      bytes.reserve(20)
      bytes.appendReserved(zeros)
      if numberCount > 2 { bytes.appendReserved(UInt64(number) - 1) }
      zeros = 0
    }
    self.zeros = zeros
  }
}

/// Reads the forms of a run term by term.
struct FormRunReader {
  private let file: SpillFile?
  private var fileOffset = 0
  private let windowBytes: Int
  private var bytes: [UInt8]
  private var offset = 0

  /// The forms of the present term.
  private(set) var list = FormList()
  /// The numbers that the present term's occurrences have.
  private(set) var numberCount = 0
  /// The place in the join of each of the present term's numbers, then its number there.
  private var places: [UInt32] = []
  private var numbers: [UInt16] = []
  /// Occurrences not of form 0 that are still to be read, and the next of them.
  private var events = 0
  private var zeros = 0
  private var number: UInt16 = 0

  /// A reader that holds at most about `windowBytes` of forms on disk.
  init(_ place: Run.Place, windowBytes: Int) {
    self.windowBytes = windowBytes
    switch place {
    case .memory(let bytes):
      self.bytes = bytes
      file = nil
    case .file(let file, _):
      bytes = []
      self.file = file
    }
  }

  /// Reads the forms of the next term; the numbers of the one before were read.
  mutating func next() throws(StorageError) {
    list.removeAll()
    let head = Int(try varint())
    events = 0
    for number in 0..<head >> 1 {
      try readCode()
      let count = Int(try varint())
      list.endForm(count: count)
      if number > 0 { events += count }
    }
    if head & 1 == 1 {
      list.otherCount = Int(try varint())
      if head > 1 { events += list.otherCount }
    }
    numberCount = list.numberCount
    number = 0
    zeros = 0
  }

  /// Adds occurrences of other runs to the present term's only form.
  mutating func add(_ occurrences: Int) {
    list.add(occurrences)
  }

  /// Adds the present term's forms to a join.
  mutating func add(to join: inout FormJoin) {
    join.add(list, places: &places)
  }

  /// Takes the numbers that a finished join gives the present term's forms.
  mutating func takeNumbers(from join: borrowing FormJoin) {
    numbers.removeAll(keepingCapacity: true)
    for place in places { numbers.append(join.rank(place)) }
  }

  /// The occurrences of the present term.
  var occurrences: Int { list.occurrences }

  /// Appends the joined numbers of the next `count` occurrences to `output`.
  mutating func read(_ count: Int, into output: inout [UInt16]) throws(StorageError) {
    guard let zero = numbers.first else { throw Run.cutOff }
    var place = output.count
    let end = place + count
    output.append(contentsOf: repeatElement(zero, count: count))
    while place < end {
      if number == 0 {
        guard events > 0 else { return }
        events -= 1
        zeros = Int(try varint())
        number = numberCount > 2 ? UInt16(truncatingIfNeeded: try varint()) + 1 : 1
      }
      guard zeros < end - place else {
        zeros -= end - place
        return
      }
      place += zeros
      guard Int(number) < numbers.count else { throw Run.cutOff }
      output[place] = numbers[Int(number)]
      place += 1
      zeros = 0
      number = 0
    }
  }

  private mutating func readCode() throws(StorageError) {
    while true {
      var end = offset
      let isWhole = FormCode.skip(bytes.span, at: &end)
      if isWhole {
        for index in offset..<end { list.codes.append(bytes[index]) }
        offset = end
        return
      }
      let before = bytes.count - offset
      try refill()
      guard bytes.count - offset > before else { throw Run.cutOff }
    }
  }

  @inline(__always)
  private mutating func varint() throws(StorageError) -> UInt64 {
    if offset < bytes.count, bytes[offset] < 0x80 {
      offset += 1
      return UInt64(bytes[offset - 1])
    }
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while shift < 64 {
      if offset == bytes.count { try refill() }
      guard offset < bytes.count else { throw Run.cutOff }
      let byte = bytes[offset]
      offset += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw Run.cutOff
  }

  /// Reads on, behind the bytes that were not taken yet.
  private mutating func refill() throws(StorageError) {
    guard let file else { return }
    bytes.removeFirst(offset)
    offset = 0
    let before = bytes.count
    var more: [UInt8] = []
    try file.read(at: fileOffset, limit: windowBytes, into: &more)
    bytes += more
    fileOffset += bytes.count - before
  }
}
