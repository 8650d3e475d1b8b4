internal import QuarryStorage

/// Gathers the files of a folder into batches: the longest run of whole files that fits in the batch
/// size, or one larger file alone; a file that holds several records is cut like an input of its own.
final class FolderBatcher {
  /// So many files at most are in a batch, however small they are.
  private static let maxFiles = 4096

  private let source: SourceID
  private let prefix: String
  private let limits: SourceLimits
  private let options: ReadingOptions
  private let takesOnlyText: Bool
  private let pool: BufferPool
  /// Lines of text files that are dropped.
  private let recurring: RecurringLines?
  private var walk: FileWalk
  private var buffer: [UInt8]
  private var filled = 0
  private var entries: [TextFileEntry] = []
  private var firstFile = 1
  private var byteOffset = 0
  /// Bytes of the files that are read to their ends.
  private var finishedBytes = 0
  /// The file of several records whose turn it is, or is next once the files before it are handed out.
  private var dump: RecordBatcher?
  /// An archive in the folder whose turn it is, or is next.
  private var inner: FolderBatcher?
  /// The files that broke off.
  private(set) var problems: [InputProblem] = []

  /// - Parameters:
  ///   - prefix: put before every path to make an id, so that equal paths in several folders stay
  ///     apart; empty for a folder that is the only input.
  ///   - takesOnlyText: whether files that are not plain text are left out.
  init(
    walk: FileWalk, prefix: String, source: SourceID, limits: SourceLimits,
    options: ReadingOptions, takesOnlyText: Bool, pool: BufferPool,
    recurring: RecurringLines? = nil
  ) {
    self.recurring = recurring
    self.prefix = prefix
    self.pool = pool
    self.walk = walk
    self.source = source
    self.limits = limits
    self.options = options
    self.takesOnlyText = takesOnlyText
    buffer = pool.take(limits.batchBytes + 1)
  }

  /// Bytes of files, as they stand on disk, that were read so far.
  var bytesRead: Int {
    if let archive = walk.archive { return archive.bytesRead }
    return finishedBytes + (dump?.input.bytesRead ?? inner?.bytesRead ?? 0)
  }

  /// The next batch, or nil at the end; files that cannot be read go to `skipped`.
  ///
  /// - Parameter bytesBefore: what was read of the inputs before this one.
  func next(
    bytesBefore: Int, skipped: (SkippedRecord) -> Void
  ) -> RecordBatch? {
    while true {
      if let dump {
        guard entries.isEmpty else { return cut(entries.count, bytesBefore) }
        if let batch = dump.next(bytesBefore: bytesBefore + finishedBytes, skipped: skipped) {
          return batch
        }
        finishedBytes += dump.input.bytesRead
        if let problem = dump.input.problem { problems.append(problem) }
        self.dump = nil
        firstFile += 1
      }
      if let inner {
        guard entries.isEmpty else { return cut(entries.count, bytesBefore) }
        let before = bytesBefore + finishedBytes
        if let batch = inner.next(bytesBefore: before, skipped: skipped) { return batch }
        finishedBytes += inner.bytesRead
        problems += inner.problems
        self.inner = nil
        firstFile += 1
      }
      // A file carried over from the last batch may be a batch of its own.
      if filled > limits.batchBytes || entries.count >= Self.maxFiles {
        return cut(entries.count, bytesBefore)
      }
      guard let step = walk.next() else {
        if !entries.isEmpty { return cut(entries.count, bytesBefore) }
        if let problem = walk.archive?.problem, !problems.contains(problem) {
          problems.append(problem)
        }
        return nil
      }
      switch step {
      case .skipped(let path, let reason): skipped(skip(path, reason))
      case .file(let path, let size):
        if let reason = take(path, size) { skipped(skip(path, reason)) }
        if filled > limits.batchBytes, entries.count > 1 {
          return cut(entries.count - 1, bytesBefore)
        }
      }
    }
  }

  private func skip(_ path: String, _ reason: SkipReason) -> SkippedRecord {
    SkippedRecord(
      source: source, file: prefix + path, line: firstFile + entries.count, byte: nil,
      reason: reason)
  }

  /// Finds out what a file is, and reads it, or makes it the dump that is next; why it has to be left
  /// out, or nil.
  private func take(_ path: String, _ size: Int) -> SkipReason? {
    do throws(StorageError) {
      let input = try walk.open(path, source: source, readBytes: limits.readBytes)
      switch input.packing {
      case .other(let format, _): return .notRead("is \(format), which is not read")
      case .tool(let tool) where tool.program == nil:
        return .unreadable(
          "is \(tool.rawValue), for which no program is installed (apt install \(tool.package))")
      default: break
      }
      if takesOnlyText, input.packing != .plain {
        return .notRead("is compressed; --store external leaves texts in plain files only")
      }
      let first = input.lookAhead()
      if options.format == nil {
        if let title = ForeignDocument.title(ofFirst: first.bytes) {
          return .notRead("is \(title), which is not read")
        }
        if let kind = ArchiveKind(ofFirst: first.bytes) {
          if takesOnlyText { return .notRead(CorpusError.notLeft(in: "an archive")) }
          return open(kind, input, path)
        }
      }
      let name = FileName.last(of: path)
      if takesOnlyText, let reason = faultOfText(first, name) { return reason }
      guard
        let detection = Detection(
          first, name: name, packing: input.packing,
          options: takesOnlyText ? .plainText : options, isInFolder: true)
      else { return .notRead("is in no known format") }
      // A small dump is read like one document, so that many of them share a batch.
      let isSmall = input.packing == .plain && size <= limits.batchBytes / 4
      guard detection.format.isOneDocument || isSmall else {
        dump = RecordBatcher(
          input: input, detection: detection, file: prefix + path, limits: limits, pool: pool)
        return nil
      }
      return read(input, detection, path, size)
    } catch {
      return .unreadable(error.reason)
    }
  }

  /// Why a file is not plain text, in which alone texts of a folder can be left; nil where it is.
  private func faultOfText(
    _ first: (bytes: [UInt8], isWhole: Bool), _ name: String
  ) -> SkipReason? {
    let look = FirstLook(bytes: [], isWhole: true, name: name)
    if options.format == nil, look.isNamed(".txt", ".text") { return nil }
    let detection = Detection(
      first, name: name, packing: .plain, options: options, isInFolder: true)
    guard let format = detection?.format, format != .text else { return nil }
    guard format != .jsonLines else {
      return .notRead(
        "is JSON lines, in which --store external leaves texts only outside of a folder; "
          + "name the file itself, or use --store text")
    }
    return .notRead(CorpusError.notLeft(in: format.title))
  }

  /// Makes an archive in the folder the next; why it is left out, or nil.
  private func open(_ kind: ArchiveKind, _ input: ByteSource, _ path: String) -> SkipReason? {
    guard walk.archive == nil else {
      return .notRead("is an archive in an archive, which is not read")
    }
    guard kind == .tar || input.packing == .plain else {
      return .notRead("is \(kind.title) that is compressed again, which is not read")
    }
    let archive: any Archive
    do throws(CorpusError) {
      archive = try kind.open(path: input.path, source: source) ?? TarArchive(input: input)
    } catch {
      // The path stands before it already.
      return .unreadable(String(error.description.dropFirst(input.path.utf8.count + 2)))
    }
    inner = FolderBatcher(
      walk: .archive(archive, path: input.path), prefix: "\(prefix)\(path)/", source: source,
      limits: limits, options: options, takesOnlyText: false, pool: pool)
    return nil
  }

  /// Reads a file that is one document or a small dump behind what is in the buffer; why it is left
  /// out, or nil.
  private func read(
    _ input: ByteSource, _ detection: Detection, _ path: String, _ size: Int
  ) -> SkipReason? {
    defer { finishedBytes += input.bytesRead }
    let isDump = !detection.format.isOneDocument
    let limit = isDump ? limits.batchBytes : limits.maxDocumentBytes
    let most = filled + limit
    // What a PDF holds beside its text does not count.
    let isText = detection.format != .pdf
    guard size <= limit || !isText else { return .tooLong(limit: limit) }
    let size = isText ? size : 0
    input.decode(from: detection.encoding)
    var end = filled
    while end <= most {
      if end == buffer.count || buffer.count < filled + size {
        BufferPool.resize(&buffer, to: max(filled + size + 1, end + 4096))
      }
      let count = input.read(into: &buffer, end..<min(buffer.count, most + 1))
      end += count
      guard count == 0 else { continue }
      if let problem = input.problem {
        guard end > filled else { return .unreadable(problem.what) }
        problems.append(isDump ? problem : problem.keeping(end - filled))
      }
      var entry = TextFileEntry(
        path: prefix + path, prefixLength: prefix.utf8.count, format: detection.format,
        range: filled..<end)
      if isDump {
        entry.dump = DumpContext(detection, file: entry.path)
      } else {
        entry.facts = walk.archive?.facts
      }
      entries.append(entry)
      filled = end
      return nil
    }
    return isDump ? .unreadable("has grown while it was read") : .tooLong(limit: limit)
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
    var batch = RecordBatch(
      kind: .textFiles(files), bytes: next, source: source, firstLine: firstFile,
      byteOffset: byteOffset, bytesRead: bytesBefore + bytesRead)
    batch.recurring = recurring
    entries.removeFirst(count)
    for index in entries.indices {
      let range = entries[index].range
      entries[index].range = range.lowerBound - end..<range.upperBound - end
    }
    filled = rest
    firstFile += count
    byteOffset += end
    return batch
  }
}

extension ReadingOptions {
  /// Everything is plain text in UTF-8.
  fileprivate static var plainText: ReadingOptions {
    var options = ReadingOptions()
    options.format = .text
    options.encoding = .utf8
    return options
  }
}
