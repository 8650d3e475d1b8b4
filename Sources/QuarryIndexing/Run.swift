import QuarryFormat
import QuarryStorage

/// The postings of one batch, or of several joined ones, sorted by term: records as `RunRecord`
/// describes them.
///
/// It lives in memory, or in a spill file once memory is short.
struct Run: Sendable {
  enum Place: Sendable {
    case memory(RunBytes)
    case file(SpillFile, Range<Int>)
  }

  let place: Place
  /// Added to every document number.
  let firstDocument: Int
  /// The fields that its frequencies are given for, a bit each.
  let fieldMask: Int
  /// Whether it holds titles that were found for documents whose own words other runs hold; such runs
  /// come behind all others.
  var isOverlay = false

  var byteCount: Int {
    switch place {
    case .memory(let bytes): bytes.count
    case .file(_, let range): range.count
    }
  }

  var isInMemory: Bool {
    switch place {
    case .memory: true
    case .file: false
    }
  }

  static let cutOff = StorageError(
    operation: "read", path: "temporary file", errno: 0, detail: "it is cut off")
}

/// Bytes that many threads read and none changes.
final class RunBytes: Sendable {
  // Safe: the memory is written before the object is made and freed when nobody has it any more;
  // whoever uses the buffer keeps the object meanwhile.
  private nonisolated(unsafe) let memory: UnsafePointer<UInt8>
  let count: Int

  /// A copy of `bytes`.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes.count))
    if let base = bytes.baseAddress { copy.update(from: base, count: bytes.count) }
    memory = UnsafePointer(copy)
    count = bytes.count
  }

  deinit {
    memory.deallocate()
  }

  var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: memory, count: count) }
}

/// The fields of a run's frequencies, and which of them a segment keeps: those that some document
/// fills, and the last.
enum FieldMask {
  /// The mask of fields that hold so many words.
  static func of(_ fieldLengths: [Int]) -> Int {
    fieldLengths.indices.reduce(1 << max(0, fieldLengths.count - 1)) {
      $0 | (fieldLengths[$1] > 0 ? 1 << $1 : 0)
    }
  }
}
