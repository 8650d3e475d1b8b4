import QuarryFormat
import QuarryStorage

/// The postings of one batch, or of several joined ones, sorted by term.
///
/// A record a term: its bytes after their length, the number of documents, the first document, the
/// distance to the last, the length of what follows; then a posting each: the gap to the document
/// before (0 for the first), shifted left once with 1 added where the term occurs once and in the last
/// field; else twice its frequency in the last field, with 1 added where the others follow that; then
/// the positions, field by field. All are varints.
/// It lives in memory, or in a spill file once memory is short.
struct Run: Sendable {
  enum Place: Sendable {
    case memory([UInt8])
    case file(SpillFile, length: Int)

    var byteCount: Int {
      switch self {
      case .memory(let bytes): bytes.count
      case .file(_, let length): length
      }
    }
  }

  let place: Place
  /// The original words of the terms, as `FormRunWriter` writes them; nil where they are not kept.
  var forms: Place?
  /// Added to every document number.
  let firstDocument: Int
  let termCount: Int

  var byteCount: Int { place.byteCount + (forms?.byteCount ?? 0) }

  static let cutOff = StorageError(
    operation: "read", path: "temporary file", errno: 0, detail: "it is cut off")
}

/// The fields that a run has frequencies of, and which of them a segment takes over.
struct RunFields {
  /// All of them.
  let count: Int
  /// Those that the segment uses, the last always among them.
  let usedCount: Int
  private let mask: Int

  init(count: Int, mask: Int) {
    self.count = count
    self.mask = mask | 1 << (count - 1)
    usedCount = self.mask.nonzeroBitCount
  }

  @inline(__always)
  func uses(_ field: Int) -> Bool { mask >> field & 1 == 1 }
}

/// Reads a run term by term.
struct RunReader {
  private let file: SpillFile?
  private var fileOffset = 0
  private let windowBytes: Int
  private var bytes: [UInt8]
  private var offset = 0
  private let firstDocument: Int

  /// The present term and its first eight bytes, big-endian, for fast comparison.
  private(set) var term: [UInt8] = []
  private(set) var termPrefix: UInt64 = 0
  private(set) var documentFrequency = 0
  private(set) var firstTermDocument = 0
  private(set) var lastTermDocument = 0
  /// The bytes of the term's postings.
  private(set) var byteCount = 0

  /// A reader that holds at most about `windowBytes` of a spilled run.
  init(_ run: Run, windowBytes: Int) {
    firstDocument = run.firstDocument
    self.windowBytes = windowBytes
    switch run.place {
    case .memory(let bytes):
      self.bytes = bytes
      file = nil
    case .file(let file, _):
      bytes = []
      self.file = file
    }
  }

  /// Moves to the next term, whose predecessor's postings were read; false at the end.
  mutating func next() throws(StorageError) -> Bool {
    if offset == bytes.count {
      try refill()
      if bytes.isEmpty || offset == bytes.count { return false }
    }
    let length = Int(try varint())
    term.removeAll(keepingCapacity: true)
    termPrefix = 0
    for index in 0..<length {
      let byte = try byte()
      term.append(byte)
      if index < 8 { termPrefix |= UInt64(byte) << UInt64(56 - 8 * index) }
    }
    documentFrequency = Int(try varint())
    firstTermDocument = firstDocument + Int(try varint())
    lastTermDocument = firstTermDocument + Int(try varint())
    byteCount = Int(try varint())
    return true
  }

  /// Appends up to `limit` postings of the present term to `chunk`; `state` goes from call to call.
  mutating func read(
    _ state: inout PostingState, limit: Int, fields: RunFields, into chunk: inout PostingChunk
  ) throws(StorageError) {
    if state.left == documentFrequency {
      state.document = firstTermDocument - 1
      state.isInWindow = byteCount <= bytes.count - offset
    }
    if state.isInWindow {
      try readWindow(&state, limit: limit, fields: fields, into: &chunk)
    } else {
      try readOver(&state, limit: limit, fields: fields, into: &chunk)
    }
  }

  /// Reads postings that are wholly in the window, without asking for more at each byte.
  private mutating func readWindow(
    _ state: inout PostingState, limit: Int, fields: RunFields, into chunk: inout PostingChunk
  ) throws(StorageError) {
    let count = min(limit, state.left)
    var document = state.document
    var end: Int?
    bytes.withUnsafeBufferPointer { bytes in
      var window = ByteWindow(bytes, offset: offset)
      for _ in 0..<count {
        let code = window.varint()
        document += Int(code >> 1) + 1
        chunk.documents.append(UInt32(truncatingIfNeeded: document))
        var occurrences = 1
        if code & 1 == 1 {
          for _ in 1..<fields.usedCount { chunk.frequencies.append(0) }
          chunk.frequencies.append(1)
        } else {
          let code = window.varint()
          occurrences = Int(code >> 1)
          if code & 1 == 1 {
            for field in 0..<fields.count - 1 {
              let frequency = window.varint()
              occurrences += Int(truncatingIfNeeded: frequency)
              if fields.uses(field) {
                chunk.frequencies.append(UInt32(truncatingIfNeeded: frequency))
              }
            }
          } else {
            for _ in 1..<fields.usedCount { chunk.frequencies.append(0) }
          }
          chunk.frequencies.append(UInt32(truncatingIfNeeded: code >> 1))
        }
        let positions = window.skip(occurrences)
        chunk.positions.append(contentsOf: positions)
        chunk.positionLengths.append(UInt32(truncatingIfNeeded: positions.count))
      }
      if !window.isOverrun { end = window.offset }
    }
    guard let end else { throw Self.cutOff }
    offset = end
    state.document = document
    state.left -= count
  }

  /// Reads postings of which not all are in the window.
  private mutating func readOver(
    _ state: inout PostingState, limit: Int, fields: RunFields, into chunk: inout PostingChunk
  ) throws(StorageError) {
    let count = min(limit, state.left)
    for _ in 0..<count {
      let code = try varint()
      state.document += Int(code >> 1) + 1
      chunk.documents.append(UInt32(truncatingIfNeeded: state.document))
      var occurrences = 1
      if code & 1 == 1 {
        for _ in 1..<fields.usedCount { chunk.frequencies.append(0) }
        chunk.frequencies.append(1)
      } else {
        let code = try varint()
        occurrences = Int(code >> 1)
        if code & 1 == 1 {
          for field in 0..<fields.count - 1 {
            let frequency = try varint()
            occurrences += Int(truncatingIfNeeded: frequency)
            if fields.uses(field) {
              chunk.frequencies.append(UInt32(truncatingIfNeeded: frequency))
            }
          }
        } else {
          for _ in 1..<fields.usedCount { chunk.frequencies.append(0) }
        }
        chunk.frequencies.append(UInt32(truncatingIfNeeded: code >> 1))
      }
      let before = chunk.positions.count
      while occurrences > 0 {
        let byte = try byte()
        chunk.positions.append(byte)
        if byte < 0x80 { occurrences -= 1 }
      }
      chunk.positionLengths.append(UInt32(chunk.positions.count - before))
    }
    state.left -= count
  }

  /// Copies the present term's postings to `output`, the first gap changed to `gap` where it is given.
  mutating func copyPostings(
    firstGap gap: Int?, to output: inout [UInt8],
    flush: (inout [UInt8]) throws(StorageError) -> Void
  ) throws(StorageError) {
    var left = byteCount
    if let gap {
      let code = try byte()
      left -= 1
      Varint.append(UInt64(gap) << 1 | UInt64(code & 1), to: &output)
    }
    while left > 0 {
      if offset == bytes.count { try refill() }
      let part = min(left, bytes.count - offset)
      guard part > 0 else { throw Self.cutOff }
      output.append(contentsOf: bytes[offset..<offset + part])
      offset += part
      left -= part
      try flush(&output)
    }
  }

  /// Where reading a term's postings has come to.
  struct PostingState {
    var left: Int
    var document = 0
    /// Whether all of the term's postings are in the window.
    var isInWindow = false
  }

  /// The state at the start of the present term's postings.
  var start: PostingState { PostingState(left: documentFrequency) }

  private static let cutOff = Run.cutOff

  @inline(__always)
  private mutating func byte() throws(StorageError) -> UInt8 {
    if offset == bytes.count {
      try refill()
      guard offset < bytes.count else { throw Self.cutOff }
    }
    let byte = bytes[offset]
    offset += 1
    return byte
  }

  @inline(__always)
  private mutating func varint() throws(StorageError) -> UInt64 {
    let first = try byte()
    if first < 0x80 { return UInt64(first) }
    var value = UInt64(first & 0x7F)
    var shift: UInt64 = 7
    while shift < 64 {
      let byte = try byte()
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    throw Self.cutOff
  }

  private mutating func refill() throws(StorageError) {
    guard let file else { return }
    bytes.removeAll(keepingCapacity: true)
    offset = 0
    try file.read(at: fileOffset, limit: windowBytes, into: &bytes)
    fileOffset += bytes.count
  }
}
