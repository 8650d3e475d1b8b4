/// Cuts an input of lines into batches: the longest run of whole lines that fits in the batch size,
/// or one longer line alone.
///
/// Cuts depend on the bytes only, never on how they arrive: a batch is cut when one byte more than
/// fits is there, or the end.
final class LineBatcher {
  let input: ByteSource
  private let limits: SourceLimits
  private let pool: BufferPool
  /// The bytes read and not yet handed out: the first `filled` of the buffer.
  private var buffer: [UInt8]
  private var filled = 0
  private var isAtEnd = false
  private var firstLine = 1
  private var byteOffset = 0

  /// Makes a batcher; `limits` are clamped.
  init(input: ByteSource, limits: SourceLimits, pool: BufferPool) {
    self.pool = pool
    self.input = input
    self.limits = limits
    buffer = pool.take(limits.batchBytes + 1)
  }

  /// The next batch, or nil at the end; lines over the limit go to `skipped`.
  ///
  /// - Parameter bytesBefore: what was read of the inputs before this one.
  func next(
    bytesBefore: Int, skipped: (SkippedRecord) -> Void
  ) -> RecordBatch? {
    while true {
      fill(to: limits.batchBytes + 1)
      if filled <= limits.batchBytes {
        let end = wholeLines()
        return end == 0 ? nil : cut(end, bytesBefore)
      }
      if let newline = lastNewline(before: limits.batchBytes) {
        return cut(newline + 1, bytesBefore)
      }
      switch readLongLine() {
      case .whole(let end) where lineLength(end) <= limits.maxDocumentBytes:
        return cut(end, bytesBefore)
      case .whole, .tooLong:
        skipped(tooLong)
        dropLine()
      case .brokenOff:
        return nil
      }
    }
  }

  private var tooLong: SkippedRecord {
    SkippedRecord(
      source: input.source, line: firstLine, byte: nil,
      reason: .tooLong(limit: limits.maxDocumentBytes))
  }

  /// Reads until `count` bytes are there, or the end.
  private func fill(to count: Int) {
    if buffer.count < count, !isAtEnd { BufferPool.resize(&buffer, to: count) }
    while filled < count, !isAtEnd {
      let more = input.read(into: &buffer, filled..<count)
      filled += more
      isAtEnd = more == 0
    }
  }

  /// Where the lines of the rest end: at its end, or, where the input broke off, after the last
  /// newline, since the line behind it is not whole.
  private func wholeLines() -> Int {
    guard input.problem != nil else { return filled }
    return lastNewline(before: filled).map { $0 + 1 } ?? 0
  }

  /// How many bytes are held for this input, used or not.
  var heldBytes: Int { buffer.count }

  private func lastNewline(before end: Int) -> Int? {
    buffer.withUnsafeBytes { NewlineScan.last(in: $0, 0..<end) }
  }

  /// What a first line that is longer than a batch turns out to be.
  private enum LongLine {
    /// It ends, newline included, at this position.
    case whole(Int)
    /// It is over the limit, and its end is not there yet.
    case tooLong
    /// The input broke off in the middle of it.
    case brokenOff
  }

  /// Reads on to the end of a first line that is longer than a batch; buffers at most the limit and
  /// a piece.
  private func readLongLine() -> LongLine {
    let most = max(limits.batchBytes, limits.maxDocumentBytes) + 2
    var scanned = limits.batchBytes
    while true {
      let newline = buffer.withUnsafeBytes { NewlineScan.first(in: $0, scanned..<filled) }
      if let newline { return .whole(newline + 1) }
      scanned = filled
      if filled >= most { return .tooLong }
      if isAtEnd { return input.problem == nil ? .whole(filled) : .brokenOff }
      fill(to: min(most, filled + max(limits.readBytes, 4096)))
    }
  }

  /// The length of a line that takes `end` bytes, without its end.
  private func lineLength(_ end: Int) -> Int {
    var length = end
    if length > 0, buffer[length - 1] == 0x0A { length -= 1 }
    if length > 0, buffer[length - 1] == 0x0D { length -= 1 }
    return length
  }

  /// Hands out the first `end` bytes.
  private func cut(_ end: Int, _ bytesBefore: Int) -> RecordBatch {
    let rest = filled - end
    var next = pool.take(max(limits.batchBytes + 1, rest))
    next.replaceSubrange(0..<rest, with: buffer[end..<filled])
    swap(&buffer, &next)
    filled = rest
    BufferPool.resize(&next, to: end)
    let batch = RecordBatch(
      kind: .jsonLines, bytes: next, source: input.source, firstLine: firstLine,
      byteOffset: byteOffset, bytesRead: bytesBefore + input.bytesRead)
    firstLine += batch.bytes.withUnsafeBytes { NewlineScan.count(in: $0, end) }
    byteOffset += end
    return batch
  }

  /// Removes the first `end` bytes.
  private func drop(_ end: Int) {
    buffer.withUnsafeMutableBytes {
      $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[end..<filled]))
    }
    filled -= end
    byteOffset += end
  }

  /// Removes the first line, reading on piece by piece where its end is not there yet.
  private func dropLine() {
    while true {
      let newline = buffer.withUnsafeBytes { NewlineScan.first(in: $0, 0..<filled) }
      if let newline {
        drop(newline + 1)
        firstLine += 1
        return
      }
      drop(filled)
      if isAtEnd { return }
      fill(to: min(buffer.count, max(limits.readBytes, 4096)))
    }
  }
}
