/// Finds where records end, so that batches hold whole ones: all that the reading thread does with the
/// bytes, so it has to be quick.
protocol RecordCutter: Sendable {
  /// Where the last record that ends in `bytes` ends, behind its mark; nil where none does.
  ///
  /// `bytes` begin with a record, or, the first time, with what comes before the first one.
  mutating func lastEnd(in bytes: UnsafeRawBufferPointer) -> Int?

  /// Where the first record ends; nil where `bytes` do not reach so far.
  ///
  /// Called again with more bytes after a nil, with `start` where the last call left off: what
  /// stands before may be gone, but for `RecordBatcher.keptBytes`. A cutter remembers between such calls what it has
  /// to; `start` is 0 for a new record.
  mutating func firstEnd(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int?
}

/// Records are lines.
struct LineCutter: RecordCutter {
  func lastEnd(in bytes: UnsafeRawBufferPointer) -> Int? {
    NewlineScan.last(in: bytes, 0..<bytes.count).map { $0 + 1 }
  }

  func firstEnd(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    NewlineScan.first(in: bytes, min(start, bytes.count)..<bytes.count).map { $0 + 1 }
  }
}

/// Records end with a mark of their own, such as `</page>`.
struct MarkerCutter: RecordCutter {
  /// At most 64 bytes.
  let marker: StaticString

  func lastEnd(in bytes: UnsafeRawBufferPointer) -> Int? {
    ByteSearch.last(marker, in: bytes, 0..<bytes.count).map { $0 + marker.utf8CodeUnitCount }
  }

  func firstEnd(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
    let begin = min(max(0, start - marker.utf8CodeUnitCount + 1), bytes.count)
    return ByteSearch.first(marker, in: bytes, begin..<bytes.count).map {
      $0 + marker.utf8CodeUnitCount
    }
  }
}

/// The whole input is one record.
struct WholeCutter: RecordCutter {
  func lastEnd(in bytes: UnsafeRawBufferPointer) -> Int? { nil }
  func firstEnd(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? { nil }
}
