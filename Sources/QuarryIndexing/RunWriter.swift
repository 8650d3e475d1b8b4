import QuarryFormat

/// Writes the run of a batch, term after term in byte order.
struct RunWriter: ~Copyable {
  private var bytes: ByteBuffer
  private var postings = ByteBuffer(capacity: 1 << 16)
  private let fieldCount: Int
  private var frequencies: [UInt64]

  init(fieldCount: Int, capacity: Int) {
    self.fieldCount = fieldCount
    bytes = ByteBuffer(capacity: capacity)
    frequencies = Array(repeating: 0, count: fieldCount)
  }

  /// The run's bytes.
  func finish() -> [UInt8] { bytes.array() }

  /// Begins another run in the same memory.
  mutating func removeAll() {
    bytes.removeAll()
  }

  /// Appends a term with the document and place of each occurrence, both ascending.
  mutating func append(
    _ term: UnsafeBufferPointer<UInt8>, documents: UnsafeBufferPointer<UInt32>,
    places: UnsafeBufferPointer<UInt32>
  ) {
    guard !documents.isEmpty, documents.count == places.count else { return }
    postings.removeAll()
    let bodyStart = UInt32(fieldCount - 1) << PositionCursor.fieldShift
    let count = documents.count
    var documentFrequency = 0
    var previous = documents[0] &- 1
    var index = 0
    while index < count {
      let document = documents[index]
      var end = index + 1
      while end < count && documents[end] == document { end += 1 }
      // A gap and each position take five bytes at most.
      postings.reserve(10 * (1 + fieldCount) + 5 * (end - index))
      let gap = UInt64(document &- previous &- 1)
      let isSingle = end - index == 1 && places[index] >= bodyStart
      postings.appendReserved(gap << 1 | (isSingle ? 1 : 0))
      if !isSingle { appendFrequencies(places, index..<end) }
      var last: UInt32 = 0
      for occurrence in index..<end {
        let place = places[occurrence]
        let fieldStart = (place >> PositionCursor.fieldShift) << PositionCursor.fieldShift
        postings.appendReserved(UInt64(place &- max(last, fieldStart)))
        last = place
      }
      documentFrequency += 1
      previous = document
      index = end
    }
    bytes.append(term.count)
    bytes.append(term)
    bytes.append(documentFrequency)
    bytes.append(Int(documents[0]))
    bytes.append(Int(documents[count - 1] - documents[0]))
    bytes.append(postings.count)
    bytes.append(postings)
  }

  private mutating func appendFrequencies(
    _ places: UnsafeBufferPointer<UInt32>, _ range: Range<Int>
  ) {
    for field in 0..<fieldCount { frequencies[field] = 0 }
    for index in range { frequencies[Int(places[index] >> PositionCursor.fieldShift)] += 1 }
    let last = fieldCount - 1
    var others: UInt64 = 0
    for field in 0..<last { others |= frequencies[field] }
    postings.appendReserved(frequencies[last] << 1 | (others == 0 ? 0 : 1))
    guard others != 0 else { return }
    for field in 0..<last { postings.appendReserved(frequencies[field]) }
  }
}
