/// All records of some neighbouring terms, of all runs: what is merged at a time, on any thread.
struct TermRange: Sendable {
  /// The beginning of a term and where its record is.
  struct Record: Sendable {
    /// The term's first eight bytes, big-endian, zeros behind a shorter one.
    var prefix: UInt64
    var piece: UInt32
    var offset: UInt32
  }

  /// Bytes of a run that hold records of the range.
  struct Piece: Sendable {
    var bytes: RunBytes
    var firstDocument: Int
    var fieldMask: Int
    var isOverlay = false
  }

  /// In the order of their documents.
  var pieces: [Piece] = []
  /// Piece by piece, each one's in the order of terms.
  var records: [Record] = []
  /// The bytes of the records.
  var byteCount = 0
}

/// The part of a joined term that one run holds, in memory.
struct TermPart {
  // Safe: used only while the range that the bytes belong to is held.
  let bytes: UnsafeBufferPointer<UInt8>
  let record: RunRecord
  let firstDocument: Int
  let fieldMask: Int
  /// The piece of the range in which it lies.
  let piece: Int

  init(
    _ bytes: UnsafeBufferPointer<UInt8>, _ record: RunRecord, _ run: (Int, fieldMask: Int),
    piece: Int = 0
  ) {
    self.piece = piece
    self.bytes = bytes
    self.record = record
    firstDocument = run.0
    fieldMask = run.fieldMask
  }

  var first: Int { firstDocument + record.first }
  var last: Int { firstDocument + record.last }
  var term: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: bytes[record.term]) }
  var codes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: bytes[record.codes]) }
  var positions: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[record.positions])
  }
  var forms: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: bytes[record.forms]) }

  /// Whether the term is that of `other`.
  @inline(__always)
  func isSameTerm(as other: TermPart) -> Bool {
    let count = record.term.count
    guard count == other.record.term.count else { return false }
    let mine = term
    let others = other.term
    for index in 0..<count where mine[index] != others[index] { return false }
    return true
  }
}
