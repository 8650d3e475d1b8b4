/// One term of a run: where its parts lie in the bytes of the run.
///
/// A record is the length of the rest, the term's length and bytes, the number of documents, the
/// first of them, where there are more the distance to the last, the length of the codes, the length
/// of the positions; then postings as `PostingCode` writes them for the run's fields, the first gap
/// being 0; then the positions' codes; then to the record's end the forms as `FormRunWriter` writes
/// them. All numbers are varints. Codes and positions are apart since the index keeps them apart: most
/// lists are merged without looking into either.
struct RunRecord {
  var documentFrequency = 0
  /// From the run's first document.
  var first = 0
  var last = 0
  var term = 0..<0
  var codes = 0..<0
  var positions = 0..<0
  var forms = 0..<0
  var end: Int { forms.upperBound }

  /// Reads the record at `offset` of `bytes`; nil where its parts are not inside.
  ///
  /// - Parameter isHead: whether its postings may lie behind the end of `bytes`.
  @inline(__always)
  init?(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int, isHead: Bool = false) {
    var window = ByteWindow(bytes, offset: offset)
    let length = window.varint()
    guard length < 1 << 40 else { return nil }
    let end = window.offset + Int(length)
    guard end <= bytes.count || isHead else { return nil }
    let termLength = Int(truncatingIfNeeded: window.varint())
    let termStart = window.offset
    guard termLength >= 0, termLength <= bytes.count - termStart else { return nil }
    window.pass(termLength)
    documentFrequency = Int(truncatingIfNeeded: window.varint())
    first = Int(truncatingIfNeeded: window.varint())
    last = first
    if documentFrequency > 1 { last += Int(truncatingIfNeeded: window.varint()) }
    let codesLength = window.varint()
    let positionsLength = window.varint()
    let start = window.offset
    guard !window.isOverrun, documentFrequency > 0, documentFrequency < 1 << 32, first >= 0,
      last >= first, last < 1 << 40, start <= end, codesLength > 0,
      codesLength <= UInt64(end - start),
      positionsLength <= UInt64(end - start) - codesLength
    else { return nil }
    term = termStart..<termStart + termLength
    codes = start..<start + Int(codesLength)
    positions = codes.upperBound..<codes.upperBound + Int(positionsLength)
    forms = positions.upperBound..<end
  }

  /// The first eight bytes of the term of the record at `offset`, big-endian, and the record's end;
  /// nil where they are not inside.
  @inline(__always)
  static func peek(
    _ bytes: UnsafeBufferPointer<UInt8>, at offset: Int
  ) -> (prefix: UInt64, end: Int)? {
    var window = ByteWindow(bytes, offset: offset)
    let length = window.varint()
    guard length < 1 << 40 else { return nil }
    let end = window.offset + Int(length)
    let termLength = Int(truncatingIfNeeded: window.varint())
    guard !window.isOverrun, termLength >= 0, termLength <= bytes.count - window.offset else {
      return nil
    }
    return (prefix(bytes, window.offset..<window.offset + termLength), end)
  }

  /// The first eight bytes of `bytes[term]` as a number, big-endian, with zeros behind a shorter one.
  @inline(__always)
  static func prefix(_ bytes: UnsafeBufferPointer<UInt8>, _ term: Range<Int>) -> UInt64 {
    guard let base = UnsafeRawPointer(bytes.baseAddress) else { return 0 }
    let start = term.lowerBound
    let length = term.count
    // Safe: eight bytes are loaded only where eight are inside.
    if start + 8 <= bytes.count {
      let word = UInt64(bigEndian: base.loadUnaligned(fromByteOffset: start, as: UInt64.self))
      return length >= 8 ? word : length == 0 ? 0 : word & ~(UInt64.max >> UInt64(8 * length))
    }
    var word: UInt64 = 0
    for index in 0..<min(8, length) {
      word |= UInt64(bytes[start + index]) << UInt64(56 - 8 * index)
    }
    return word
  }

  /// The term's length and where it begins; nil where it is not inside.
  @inline(__always)
  static func term(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int) -> Range<Int>? {
    var window = ByteWindow(bytes, offset: offset)
    _ = window.varint()
    let length = Int(truncatingIfNeeded: window.varint())
    guard !window.isOverrun, length >= 0, length <= bytes.count - window.offset else { return nil }
    return window.offset..<window.offset + length
  }
}
