/// Cuts an input into batches: the longest run of whole records that fits in the batch size, or one
/// longer record alone.
///
/// Cuts depend on the bytes only, never on how they arrive: a batch is cut when one byte more than
/// fits is there, or the end.
final class RecordBatcher {
  /// The buffer begins so large, since many inputs are small.
  private static let firstBytes = 64 << 10
  /// So many bytes of a record that is dropped stay to be looked at again.
  static let keptBytes = 1024

  /// So many lines a batch may have.
  private static let mostLines = 1 << 14
  let input: ByteSource
  private let context: DumpContext
  private var cutter: any RecordCutter
  private let limits: SourceLimits
  private let pool: BufferPool
  /// The bytes read and not yet handed out: the first `filled` of the buffer.
  private var buffer: [UInt8]
  private var filled = 0
  private var isAtEnd = false
  private var firstLine = 1
  private var byteOffset = 0
  /// How many bytes of the first line were handed out.
  private var lineOffset = 0

  /// Makes a batcher; `limits` are clamped.
  ///
  /// - Parameter file: the path of the file in the folder that is the input, or nil.
  init(
    input: ByteSource, detection: Detection, file: String? = nil, limits: SourceLimits,
    pool: BufferPool
  ) {
    self.pool = pool
    self.input = input
    input.decode(from: detection.encoding)
    context = DumpContext(detection, file: file)
    cutter = detection.format.cutter(context)
    self.limits = limits
    buffer = pool.take(min(limits.batchBytes + 1, Self.firstBytes))
  }

  /// The next batch, or nil at the end; records over the limit go to `skipped`.
  ///
  /// - Parameter bytesBefore: what was read of the inputs before this one.
  func next(
    bytesBefore: Int, skipped: (SkippedRecord) -> Void
  ) -> RecordBatch? {
    while true {
      fill(to: limits.batchBytes + 1)
      if filled <= limits.batchBytes {
        let end = bounded(wholeRecords())
        return end == 0 ? nil : cut(end, bytesBefore)
      }
      if let end = lastEnd(before: limits.batchBytes) { return cut(bounded(end), bytesBefore) }
      switch readLongRecord() {
      case .whole(let end) where recordLength(end) <= limits.maxDocumentBytes:
        return cut(end, bytesBefore)
      case .whole(let end):
        skipped(tooLong)
        drop(end)
      case .tooLong(let scanned):
        skipped(tooLong)
        dropRecord(scanned: scanned)
      case .brokenOff:
        return nil
      }
    }
  }

  /// The end of the records before `end` that are no more lines than a batch may have: a document takes
  /// memory of its own, however short it is.
  private func bounded(_ end: Int) -> Int {
    let line = buffer.withUnsafeBytes { bytes -> Int? in
      guard NewlineScan.count(in: bytes, end) > Self.mostLines else { return nil }
      var at = 0
      for _ in 0..<Self.mostLines {
        guard let next = NewlineScan.first(in: bytes, at..<end) else { return nil }
        at = next + 1
      }
      return at
    }
    guard let line, line < end else { return end }
    return lastEnd(before: line) ?? end
  }

  private var tooLong: SkippedRecord {
    SkippedRecord(
      source: input.source, file: context.file, isInFile: context.file != nil, line: firstLine,
      byte: nil, reason: .tooLong(limit: limits.maxDocumentBytes))
  }

  /// Reads until `count` bytes are there, or the end.
  private func fill(to count: Int) {
    while filled < count, !isAtEnd {
      if filled == buffer.count {
        BufferPool.resize(&buffer, to: min(count, max(Self.firstBytes, 4 * filled)))
      }
      let more = input.read(into: &buffer, filled..<min(count, buffer.count))
      filled += more
      isAtEnd = more == 0
    }
  }

  /// Where the records of the rest end: at its end, or, where the input broke off, after the last
  /// whole one.
  private func wholeRecords() -> Int {
    guard input.problem != nil else { return filled }
    return lastEnd(before: filled) ?? 0
  }

  /// How many bytes are held for this input, used or not.
  var heldBytes: Int { buffer.count }

  private func lastEnd(before end: Int) -> Int? {
    buffer.withUnsafeBytes { cutter.lastEnd(in: UnsafeRawBufferPointer(rebasing: $0[..<end])) }
  }

  private func firstEnd(from start: Int) -> Int? {
    buffer.withUnsafeBytes {
      cutter.firstEnd(in: UnsafeRawBufferPointer(rebasing: $0[..<filled]), from: start)
    }
  }

  /// What a first record that is longer than a batch turns out to be.
  private enum LongRecord {
    /// It ends, its mark included, at this position.
    case whole(Int)
    /// It is over the limit, and its end is not among the bytes scanned.
    case tooLong(scanned: Int)
    /// The input broke off in the middle of it.
    case brokenOff
  }

  /// Reads on to the end of a first record that is longer than a batch; buffers at most the limit and
  /// a piece.
  private func readLongRecord() -> LongRecord {
    let most = max(limits.batchBytes, limits.maxDocumentBytes) + 2
    var scanned = 0
    while true {
      if let end = firstEnd(from: scanned) { return .whole(end) }
      scanned = filled
      if filled >= most { return .tooLong(scanned: scanned) }
      if isAtEnd { return input.problem == nil ? .whole(filled) : .brokenOff }
      fill(to: min(most, filled + max(limits.readBytes, 4096)))
    }
  }

  /// The length of a record that takes `end` bytes, without the end of a line.
  private func recordLength(_ end: Int) -> Int {
    var length = end
    if length > 0, buffer[length - 1] == 0x0A { length -= 1 }
    if length > 0, buffer[length - 1] == 0x0D { length -= 1 }
    return length
  }

  /// Hands out the first `end` bytes.
  private func cut(_ end: Int, _ bytesBefore: Int) -> RecordBatch {
    let rest = filled - end
    var next = pool.take(isAtEnd ? rest : max(limits.batchBytes + 1, rest))
    next.replaceSubrange(0..<rest, with: buffer[end..<filled])
    swap(&buffer, &next)
    filled = rest
    BufferPool.resize(&next, to: end)
    let batch = RecordBatch(
      kind: kind(of: end), bytes: next, source: input.source, firstLine: firstLine,
      byteOffset: byteOffset, lineOffset: lineOffset,
      name: context.file ?? FileName.last(of: input.path), bytesRead: bytesBefore + input.bytesRead)
    batch.bytes.withUnsafeBytes { countLines(in: $0, end) }
    byteOffset += end
    return batch
  }

  /// Moves on behind the first `end` bytes.
  private func countLines(in bytes: UnsafeRawBufferPointer, _ end: Int) {
    firstLine += NewlineScan.count(in: bytes, end)
    let last = NewlineScan.last(in: bytes, 0..<end)
    lineOffset = last.map { end - $0 - 1 } ?? lineOffset + end
  }

  private func kind(of count: Int) -> RecordBatch.Kind {
    if context.format == .jsonLines { return .jsonLines(file: context.file) }
    guard context.format.isOneDocument else { return .records(context) }
    let name = input.path == "-" ? "" : context.file ?? FileName.last(of: input.path)
    return .textFiles([TextFileEntry(path: name, format: context.format, range: 0..<count)])
  }

  /// Removes the first `end` bytes.
  private func drop(_ end: Int) {
    buffer.withUnsafeBytes { countLines(in: $0, end) }
    buffer.withUnsafeMutableBytes {
      $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[end..<filled]))
    }
    filled -= end
    byteOffset += end
  }

  /// Removes the first record, of which so many bytes were searched for its end in vain, reading on
  /// piece by piece.
  private func dropRecord(scanned: Int) {
    var scanned = scanned
    while true {
      let kept = min(scanned, Self.keptBytes)
      drop(scanned - kept)
      let before = filled
      fill(to: kept + min(max(limits.readBytes, 4096), max(buffer.count, 4096)))
      if let end = firstEnd(from: kept) { return drop(end) }
      scanned = filled
      if filled == before, isAtEnd { return drop(filled) }
    }
  }
}
