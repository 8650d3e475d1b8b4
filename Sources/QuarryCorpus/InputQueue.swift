internal import QuarryStorage

/// The inputs that are still to be read, the one whose turn it is, and what went wrong so far.
struct InputQueue {
  /// So many skipped records are kept; the others are only counted.
  private static let maxSkipped = 1000

  /// The input whose turn it is.
  private enum Current {
    case none
    case records(RecordBatcher)
    case folder(FolderBatcher)
  }

  /// The bytes of all inputs as they stand on disk; nil where they are not known.
  let totalBytes: Int?
  private(set) var skipped: [SkippedRecord] = []
  private(set) var skippedCount = 0
  private(set) var brokenInputs: [InputProblem] = []
  /// What each input turned out to be; nil for a folder.
  let detections: [Detection?]
  /// What kind of archive each input is.
  let archives: [ArchiveKind?]

  private let inputs: [String]
  private let limits: SourceLimits
  private let options: ReadingOptions
  private let isReadLater: Bool
  private let pool: BufferPool
  /// The inputs whose turn comes; nil for one that cannot be indexed.
  private var waiting: ArraySlice<CheckedInput?>
  private var current = Current.none
  private var finishedBytes = 0

  /// Checks every input; throws what the first one deserves that is named wrongly, or the first of all
  /// where none can be indexed. Of several, one whose content is unfit counts as broken.
  init(
    inputs: [String], limits: SourceLimits, options: ReadingOptions, isReadLater: Bool,
    pool: BufferPool
  ) throws(CorpusError) {
    guard !inputs.isEmpty else { throw CorpusError(input: "", reason: .noInput) }
    var checked: [CheckedInput?] = []
    var total: Int? = 0
    var seen: Set<String> = []
    var unfit: CorpusError?
    for (source, input) in inputs.enumerated() {
      do {
        let found = try CheckedInput(
          input, source: source, isRepeated: !seen.insert(input).inserted,
          isReadLater: isReadLater, limits: limits, options: options)
        checked.append(found)
        total = if let sum = total, let size = found.size { sum &+ size } else { nil }
      } catch {
        guard error.isOfContent else { throw error }
        checked.append(nil)
        unfit = unfit ?? error
        brokenInputs.append(
          InputProblem(
            source: source, path: input, byteOffset: 0, reason: .unfit(error.detail)))
      }
    }
    if let unfit, checked.allSatisfy({ $0 == nil }) { throw unfit }
    self.inputs = inputs
    self.limits = limits
    self.options = options
    self.isReadLater = isReadLater
    self.pool = pool
    totalBytes = total
    waiting = checked[...]
    detections = checked.map { $0?.detection }
    archives = checked.map { $0?.archive }
  }

  /// Bytes of all inputs, as they stand on disk, that were read so far.
  var bytesRead: Int {
    switch current {
    case .none: finishedBytes
    case .records(let records): finishedBytes + records.input.bytesRead
    case .folder(let folder): finishedBytes + folder.bytesRead
    }
  }

  /// The next batch of the present input, or else of the next one; nil after the last.
  mutating func next() throws(CorpusError) -> RecordBatch? {
    while true {
      switch current {
      case .none:
        guard try openNext() else { return nil }
      case .records(let records):
        if let batch = records.next(bytesBefore: finishedBytes, skipped: { note($0) }) {
          return batch
        }
        finishedBytes += records.input.bytesRead
        if let problem = records.input.problem { brokenInputs.append(problem) }
        current = .none
      case .folder(let folder):
        if let batch = folder.next(bytesBefore: finishedBytes, skipped: { note($0) }) {
          return batch
        }
        finishedBytes += folder.bytesRead
        brokenInputs += folder.problems
        current = .none
      }
    }
  }

  private mutating func note(_ record: SkippedRecord) {
    skippedCount += 1
    if skipped.count < Self.maxSkipped { skipped.append(record) }
  }

  /// What stands before the paths of a folder that is not the only input: its own name.
  private func folderPrefix(_ source: SourceID) -> String {
    guard inputs.count > 1 else { return "" }
    let name = inputs[source].split(separator: "/").last { $0 != "." }
    return name.map { "\($0)/" } ?? ""
  }

  /// Opens the next input; false where there is none.
  private mutating func openNext() throws(CorpusError) -> Bool {
    let source = waiting.startIndex
    guard let checked = waiting.popFirst() else { return false }
    guard let next = checked else { return true }
    let path = inputs[source]
    if case .archive(let kind) = next.access,
      let archive = try kind.open(path: path, source: source)
    {
      current = .folder(batcher(.archive(archive, path: path), source))
      return true
    }
    do throws(StorageError) {
      switch next.access {
      case .stream(let input, let detection):
        current = .records(
          RecordBatcher(input: input, detection: detection, limits: limits, pool: pool))
      case .file(let detection):
        let input = try ByteSource(path: path, source: source, readBytes: limits.readBytes)
        current = .records(
          RecordBatcher(input: input, detection: detection, limits: limits, pool: pool))
      case .tarStream(let input):
        current = .folder(batcher(.archive(TarArchive(input: input), path: path), source))
      case .archive:
        let input = try ByteSource(path: path, source: source, readBytes: limits.readBytes)
        current = .folder(batcher(.archive(TarArchive(input: input), path: path), source))
      case .folder:
        let walk = try FolderWalk(root: path)
        // Texts that stay in their files are read from there as they are.
        let survey = FolderSurvey(limits: limits, options: options)
        let recurring = isReadLater ? nil : survey.recurringLines(walk)
        current = .folder(batcher(.folder(walk), source, recurring))
      }
    } catch {
      throw CorpusError(input: path, reason: .unreadable(error.reason))
    }
    return true
  }

  private func batcher(
    _ walk: FileWalk, _ source: SourceID, _ recurring: RecurringLines? = nil
  ) -> FolderBatcher {
    FolderBatcher(
      walk: walk, prefix: folderPrefix(source), source: source, limits: limits, options: options,
      takesOnlyText: isReadLater, pool: pool, recurring: recurring)
  }
}
