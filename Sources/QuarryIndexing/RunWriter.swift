import QuarryFormat

/// Writes the run of a batch, term after term in byte order.
struct RunWriter: ~Copyable {
  private var bytes: ByteBuffer
  private var codes = ByteBuffer(capacity: 1 << 16)
  private var positions = ByteBuffer(capacity: 1 << 16)
  private let fieldCount: Int
  private var fieldMask = 0

  /// The most bytes of a varint of 32 bits, and of the numbers before the parts of a record.
  private static let numberBytes = 5
  private static let numbersBytes = 80

  init(fieldCount: Int, capacity: Int) {
    self.fieldCount = fieldCount
    bytes = ByteBuffer(capacity: capacity)
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
    let count = documents.count
    guard count > 0, count == places.count else { return }
    let bodyStart = UInt32(fieldCount - 1) << PositionCursor.fieldShift
    if count == 1, places[0] >= bodyStart {
      appendSingle(term, document: documents[0], position: places[0] &- bodyStart, forms: forms)
      return
    }
    let documentFrequency = appendPostings(documents, places, bodyStart: bodyStart)
    // The record's length comes first, so that a term can be passed over.
    let first = UInt64(documents[0])
    let span = UInt64(documents[count - 1]) - first
    var length = Varint.length(UInt64(term.count)) + term.count
    length += Varint.length(UInt64(documentFrequency)) + Varint.length(first)
    if documentFrequency > 1 { length += Varint.length(span) }
    length += Varint.length(UInt64(codes.count)) + Varint.length(UInt64(positions.count))
    length += codes.count + positions.count + forms.count
    bytes.reserve(length + Self.numbersBytes)
    bytes.write { bytes in
      bytes.append(UInt64(length))
      bytes.append(UInt64(term.count))
      bytes.append(term)
      bytes.append(UInt64(documentFrequency))
      bytes.append(first)
      if documentFrequency > 1 { bytes.append(span) }
      bytes.append(UInt64(codes.count))
      bytes.append(UInt64(positions.count))
      bytes.append(codes.buffer)
      bytes.append(positions.buffer)
      bytes.append(forms)
    }
  }

  /// Appends a term that occurs once, in a body, as half of a batch's terms do.
  private mutating func appendSingle(
    _ term: UnsafeBufferPointer<UInt8>, document: UInt32, position: UInt32,
    forms: UnsafeBufferPointer<UInt8>
  ) {
    let (first, position) = (UInt64(document), UInt64(position))
    let positionLength = UInt64(Varint.length(position))
    // Four numbers of one byte: the document frequency, the code and both lengths.
    var length = UInt64(Varint.length(UInt64(term.count)) + term.count + forms.count) + 4
    length += UInt64(Varint.length(first)) + positionLength
    bytes.reserve(Int(length) + Self.numbersBytes)
    bytes.write { bytes in
      bytes.append(length)
      bytes.append(UInt64(term.count))
      bytes.append(term)
      bytes.append(1)
      bytes.append(first)
      bytes.append(1)
      bytes.append(positionLength)
      // A gap of 0, once, in the body.
      bytes.append(1)
      bytes.append(position)
      bytes.append(forms)
    }
  }

  /// Codes the postings and their positions; gives the number of documents.
  private mutating func appendPostings(
    _ documents: UnsafeBufferPointer<UInt32>, _ places: UnsafeBufferPointer<UInt32>,
    bodyStart: UInt32
  ) -> Int {
    codes.removeAll()
    positions.removeAll()
    let count = documents.count
    let mostDocuments = min(count, Int(documents[count - 1] &- documents[0]) + 1)
    // A gap and each frequency, and each place, are of 32 bits.
    codes.reserve(Self.numberBytes * (2 + fieldCount) * mostDocuments)
    positions.reserve(Self.numberBytes * count)
    let (fieldCount, fieldMask) = (fieldCount, fieldMask)
    var documentFrequency = 0
    codes.write { codes in
      positions.write { positions in
        var previous = documents[0] &- 1
        var index = 0
        while index < count {
          let document = documents[index]
          var end = index + 1
          while end < count && documents[end] == document { end += 1 }
          let gap = UInt64(document &- previous &- 1)
          previous = document
          documentFrequency += 1
          if end - index == 1 && places[index] >= bodyStart {
            codes.append(gap << 1 | 1)
            positions.append(UInt64(places[index] &- bodyStart))
            index = end
            continue
          }
          codes.append(gap << 1)
          if fieldCount == 1 {
            codes.append(UInt64(end - index - 2))
          } else {
            Self.append(
              FieldFrequencies(places, index..<end), fieldCount: fieldCount, mask: fieldMask,
              to: &codes)
          }
          var last: UInt32 = 0
          for occurrence in index..<end {
            let place = places[occurrence]
            let fieldStart = (place >> PositionCursor.fieldShift) << PositionCursor.fieldShift
            positions.append(UInt64(place &- max(last, fieldStart)))
            last = place
          }
          index = end
        }
      }
    }
    return documentFrequency
  }

  private static func append(
    _ frequencies: borrowing FieldFrequencies, fieldCount: Int, mask: Int,
    to codes: inout ByteCursor
  ) {
    let last = fieldCount - 1
    let body = UInt64(frequencies[last])
    guard mask & (mask - 1) != 0 else {
      codes.append(body &- 2)
      return
    }
    codes.append(body << 1 | (frequencies.hasOnly(last) ? 0 : 1))
    guard !frequencies.hasOnly(last) else { return }
    for field in 0..<last where mask >> field & 1 == 1 {
      codes.append(UInt64(frequencies[field]))
    }
  }
}
