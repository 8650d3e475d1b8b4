internal import QuarryStorage

/// Gathers the text files of a folder into batches: the longest run of whole files that fits in the
/// batch size, or one larger file alone.
final class FolderBatcher {
  /// So many files at most are in a batch, however small they are.
  private static let maxFiles = 4096

  private let source: SourceID
  private let prefix: String
  private let limits: SourceLimits
  private let pool: BufferPool
  private var walk: FolderWalk
  private var buffer: [UInt8]
  private var filled = 0
  private var entries: [TextFileEntry] = []
  private var firstFile = 1
  private var byteOffset = 0
  /// Bytes of files read so far.
  private(set) var bytesRead = 0

  /// - Parameter prefix: put before every path to make an id, so that equal paths in several folders
  ///   stay apart; empty for a folder that is the only input.
  init(
    walk: FolderWalk, prefix: String, source: SourceID, limits: SourceLimits, pool: BufferPool
  ) {
    self.prefix = prefix
    self.pool = pool
    self.walk = walk
    self.source = source
    self.limits = limits
    buffer = pool.take(limits.batchBytes + 1)
  }

  /// The next batch, or nil at the end; files that cannot be read go to `skipped`.
  ///
  /// - Parameter bytesBefore: what was read of the inputs before this one.
  func next(
    bytesBefore: Int, skipped: (SkippedRecord) -> Void
  ) -> RecordBatch? {
    // A file carried over from the last batch may be a batch of its own.
    while filled <= limits.batchBytes, entries.count < Self.maxFiles {
      guard let step = walk.next() else {
        return entries.isEmpty ? nil : cut(entries.count, bytesBefore)
      }
      switch step {
      case .skipped(let path, let reason): skipped(skip(path, reason))
      case .file(let path, let size):
        do throws(StorageError) {
          let file = try InputFile(path: walk.fullPath(path))
          guard let end = try read(file, sizeHint: size) else {
            skipped(skip(path, .tooLong(limit: limits.maxDocumentBytes)))
            continue
          }
          let start = filled
          entries.append(
            TextFileEntry(
              path: prefix + path, prefixLength: prefix.utf8.count, range: start..<end))
          filled = end
          if filled > limits.batchBytes, entries.count > 1 {
            return cut(entries.count - 1, bytesBefore)
          }
        } catch {
          skipped(skip(path, .unreadable(error.reason)))
        }
      }
    }
    return cut(entries.count, bytesBefore)
  }

  private func skip(_ path: String, _ reason: SkipReason) -> SkippedRecord {
    SkippedRecord(
      source: source, file: path, line: firstFile + entries.count, byte: nil, reason: reason)
  }

  /// Reads a file behind what is in the buffer; where it ends there, or nil where it is over the
  /// limit.
  private func read(
    _ file: consuming InputFile, sizeHint: Int
  ) throws(StorageError) -> Int? {
    let most = filled + limits.maxDocumentBytes
    guard sizeHint <= limits.maxDocumentBytes else { return nil }
    var end = filled
    while end <= most {
      if end == buffer.count || buffer.count < filled + sizeHint {
        BufferPool.resize(&buffer, to: max(filled + sizeHint + 1, end + 4096))
      }
      let stop = min(buffer.count, most + 1, end + limits.readBytes)
      let count = try buffer.withUnsafeMutableBufferPointer { bytes throws(StorageError) in
        try file.read(
          into: UnsafeMutableRawBufferPointer(
            UnsafeMutableBufferPointer(rebasing: bytes[end..<stop])))
      }
      bytesRead += count
      end += count
      if count == 0 { return end }
    }
    return nil
  }

  /// Hands out the first `count` files.
  private func cut(
    _ count: Int, _ bytesBefore: Int
  ) -> RecordBatch {
    let files = Array(entries[..<count])
    let end = files.last?.range.upperBound ?? 0
    let rest = filled - end
    var next = pool.take(max(limits.batchBytes + 1, rest))
    next.replaceSubrange(0..<rest, with: buffer[end..<filled])
    swap(&buffer, &next)
    BufferPool.resize(&next, to: end)
    let batch = RecordBatch(
      kind: .textFiles(files), bytes: next, source: source, firstLine: firstFile,
      byteOffset: byteOffset, bytesRead: bytesBefore + bytesRead)
    entries = entries[count...].map {
      TextFileEntry(
        path: $0.path, prefixLength: $0.prefixLength,
        range: ($0.range.lowerBound - end)..<($0.range.upperBound - end))
    }
    filled = rest
    firstFile += count
    byteOffset += end
    return batch
  }
}
