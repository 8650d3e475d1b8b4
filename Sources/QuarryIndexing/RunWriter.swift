import QuarryFormat

/// Writes the run of a batch, term after term in byte order.
struct RunWriter: ~Copyable {
  private var bytes: ByteBuffer
  private var codes = ByteBuffer(capacity: 1 << 16)
  private var positions = ByteBuffer(capacity: 1 << 16)
  private let fieldCount: Int
  private var fieldMask = 0
  private var frequencies: [UInt64]

  init(fieldCount: Int, capacity: Int) {
    self.fieldCount = fieldCount
    bytes = ByteBuffer(capacity: capacity)
    frequencies = Array(repeating: 0, count: fieldCount)
  }

  /// The run's bytes.
  func finish() -> RunBytes { RunBytes(bytes.buffer) }

  /// Begins another run in the same memory, with frequencies of the fields in `fieldMask`.
  mutating func begin(fieldMask: Int) {
    self.fieldMask = fieldMask
    bytes.removeAll()
  }

  /// Appends a term with the document and place of each occurrence, both ascending, and its forms.
  mutating func append(
    _ term: UnsafeBufferPointer<UInt8>, documents: UnsafeBufferPointer<UInt32>,
    places: UnsafeBufferPointer<UInt32>, forms: UnsafeBufferPointer<UInt8>
  ) {
    guard !documents.isEmpty, documents.count == places.count else { return }
    codes.removeAll()
    positions.removeAll()
    let bodyStart = UInt32(fieldCount - 1) << PositionCursor.fieldShift
    let count = documents.count
    positions.reserve(5 * count)
    var documentFrequency = 0
    var previous = documents[0] &- 1
    var index = 0
    while index < count {
      let document = documents[index]
      var end = index + 1
      while end < count && documents[end] == document { end += 1 }
      // A gap and each frequency take ten bytes at most.
      codes.reserve(10 * (2 + fieldCount))
      let gap = UInt64(document &- previous &- 1)
      let isSingle = end - index == 1 && places[index] >= bodyStart
      codes.appendReserved(gap << 1 | (isSingle ? 1 : 0))
      if !isSingle {
        if fieldCount == 1 {
          codes.appendReserved(UInt64(end - index - 2))
        } else {
          appendFrequencies(places, index..<end)
        }
      }
      if isSingle {
        positions.appendReserved(UInt64(places[index] &- bodyStart))
      } else {
        var last: UInt32 = 0
        for occurrence in index..<end {
          let place = places[occurrence]
          let fieldStart = (place >> PositionCursor.fieldShift) << PositionCursor.fieldShift
          positions.appendReserved(UInt64(place &- max(last, fieldStart)))
          last = place
        }
      }
      documentFrequency += 1
      previous = document
      index = end
    }
    // The record's length comes first, so that a term can be passed over.
    let first = UInt64(documents[0])
    let span = UInt64(documents[count - 1]) - first
    var length = Varint.length(UInt64(term.count)) + term.count
    length += Varint.length(UInt64(documentFrequency)) + Varint.length(first)
    if documentFrequency > 1 { length += Varint.length(span) }
    length += Varint.length(UInt64(codes.count)) + Varint.length(UInt64(positions.count))
    length += codes.count + positions.count + forms.count
    bytes.reserve(length + 80)
    bytes.appendReserved(UInt64(length))
    bytes.appendReserved(UInt64(term.count))
    bytes.append(term)
    bytes.appendReserved(UInt64(documentFrequency))
    bytes.appendReserved(first)
    if documentFrequency > 1 { bytes.appendReserved(span) }
    bytes.appendReserved(UInt64(codes.count))
    bytes.appendReserved(UInt64(positions.count))
    bytes.append(codes)
    bytes.append(positions)
    bytes.append(forms)
  }

  private mutating func appendFrequencies(
    _ places: UnsafeBufferPointer<UInt32>, _ range: Range<Int>
  ) {
    for field in 0..<fieldCount { frequencies[field] = 0 }
    for index in range { frequencies[Int(places[index] >> PositionCursor.fieldShift)] += 1 }
    let last = fieldCount - 1
    let body = frequencies[last]
    guard fieldMask & (fieldMask - 1) != 0 else {
      codes.appendReserved(body &- 2)
      return
    }
    var others: UInt64 = 0
    for field in 0..<last { others |= frequencies[field] }
    codes.appendReserved(body << 1 | (others == 0 ? 0 : 1))
    guard others != 0 else { return }
    for field in 0..<last where fieldMask >> field & 1 == 1 {
      codes.appendReserved(frequencies[field])
    }
  }
}
