import QuarryFormat
import QuarryStorage

/// Writes several indexes as one, of one segment, their documents one index after the other unless
/// another order is asked for.
///
/// Lists are joined term by term, so that texts are not analysed again. Of documents with the same
/// identifier the last stays, as if each index were a dump that is added to those before. The new file
/// appears at the end, all at once; the indexes stay as they are.
package struct IndexMerger {
  private let paths: [String]
  private let target: String
  private let options: OptimizationOptions
  /// Whether pages are compressed at the level of the first index.
  private let keepsLevel: Bool
  private let progress: @Sendable (OptimizationProgress) -> Void

  /// - Parameters:
  ///   - options: `output` says where the new index is put.
  ///   - keepsLevel: whether the level is that of the first index, whatever the options say.
  /// - Throws: where the options make no sense.
  package init(
    paths: [String], options: OptimizationOptions, keepsLevel: Bool = false,
    progress: (@Sendable (OptimizationProgress) -> Void)? = nil
  ) throws(OptimizationError) {
    self.paths = paths
    self.options = options
    self.keepsLevel = keepsLevel
    self.progress = progress ?? { _ in }
    try options.check()
    guard paths.count > 1 else { throw .refused("merging takes two indexes or more") }
    guard let output = options.output else { throw .refused("merging needs a file to merge into") }
    target = output
  }

  /// Merges them.
  package func run() throws(OptimizationError) -> MergeSummary {
    do throws(OptimizationError) {
      return try merged()
    } catch {
      guard case .source(let error) = error else { throw error }
      throw .refused(
        "\(paths.joined(separator: ", ")): one of them is damaged: \(error); "
          + "quarry verify tells which, quarry repair salvages what is left of it")
    }
  }

  private func merged() throws(OptimizationError) -> MergeSummary {
    ResidentMemory.returnFreedBlocks()
    let clock = ContinuousClock()
    let start = clock.now
    let place = try OptimizationTarget(
      target, mayReplace: options.replaces, option: "--into")
    // One of the indexes may be replaced; what is committed to it meanwhile must not be lost.
    let lock = try writing { () throws(StorageError) in
      place.replaces ? try WriteLock(path: target, waits: false) : nil
    }
    defer { withExtendedLifetime(lock) {} }
    var files: [IndexFile] = []
    for path in paths { files.append(try open(path)) }
    for file in files.dropFirst() { try Self.requireAlike(files[0], file) }
    var options = options
    if keepsLevel, let level = files[0].catalog.settings.first(where: { $0.name == "level" }) {
      options.level = Int(level.value).map { min(max($0, 0), 9) } ?? options.level
    }
    let output = SectionOutput(
      file: try writing { () throws(StorageError) in try OutputFile(path: target) })
    var source = try OptimizationSource(files, options: options)
    try place.requireFree(files.reduce(0) { $0 + $1.root.extent }, at: output.file.path)
    let before = source.liveCount
    try dropReplaced(&source)
    var rewriter = IndexRewriter(source, options: options, start: start, progress: progress)
    let catalog = try rewriter.write(Self.catalog(of: files), to: output)
    guard lock?.isCurrent ?? true else {
      throw .refused(
        "\(target): another file was put in its place meanwhile; nothing was replaced, try again")
    }
    try writing { () throws(StorageError) in
      try output.commit(catalog, replacing: place.replaces)
    }
    return MergeSummary(
      inputs: files.map { file in
        MergeSummary.Input(
          path: file.path, documents: file.catalog.documentCount - file.deletedCount,
          fileBytes: file.root.extent)
      },
      documents: source.liveCount, replaced: before - source.liveCount, order: options.order,
      level: options.level, fileBytes: output.file.count, stages: rewriter.stages,
      elapsedSeconds: (clock.now - start) / .seconds(1),
      peakMemoryBytes: ResidentMemory.peakBytes())
  }

  private func open(_ path: String) throws(OptimizationError) -> IndexFile {
    do {
      return try IndexFile(path: path, recovers: true)
    } catch {
      throw .input(path: path, error)
    }
  }

  /// Throws where the terms or texts of two indexes are not of a kind.
  private static func requireAlike(
    _ first: IndexFile, _ other: IndexFile
  ) throws(OptimizationError) {
    func require(_ what: String, _ value: (Catalog) -> String) throws(OptimizationError) {
      let (one, another) = (value(first.catalog), value(other.catalog))
      guard one != another else { return }
      throw .refused(
        "\(other.path): \(what) \(another), but \(first.path) \(what) \(one); build one of them "
          + "again as the other")
    }
    try require("was analysed by") { $0.analyzer }
    try require("has the fields") { $0.fields.map(\.name).joined(separator: ", ") }
    try require("was built with") { $0.texts.option }
    try require("has the places of words:") { $0.hasPlaces ? "yes" : "no" }
    guard first.catalog.texts != .external else {
      throw .refused(
        "\(first.path): its texts are in the dumps it was built from; build one index of all dumps")
    }
  }

  /// What the new index says of itself: ranking and settings of the first, and the sources of all.
  private static func catalog(of files: [IndexFile]) -> Catalog {
    var catalog = files[0].catalog
    catalog.sources = IndexUpdate.remembered(files.flatMap(\.catalog.sources), catalog.texts)
    // It would tell that one input is all that there is.
    catalog.settings.removeAll { $0.name == IndexUpdate.syncedSetting }
    return catalog
  }

  /// Drops the documents that a later one of the same identifier replaces.
  private func dropReplaced(_ source: inout OptimizationSource) throws(OptimizationError) {
    let replaced = try writing { () throws(StorageError) in
      try ReplacedDocuments(folder: source.temporaryFolder)
    }
    // By place among the documents that are not deleted, where each stands among all.
    var live: [UInt32] = []
    live.reserveCapacity(source.liveCount)
    let present = source
    let report: (Double) -> Void = {
      progress(OptimizationProgress(phase: .reading, fraction: $0))
    }
    try RecordStream(present).forEachRecord(progress: report) {
      (document, bytes) throws(OptimizationError) in
      guard !present.isDeleted(document) else { return }
      let record = try reading { () throws(FormatError) in
        try DocumentRecord(decoding: Array(bytes), at: 0)
      }
      let span = record.bytes.span
      let identity = DocumentIdentity(span.extracting(record.identifier))
      try writing { () throws(StorageError) in try replaced.append([identity]) }
      live.append(UInt32(truncatingIfNeeded: document))
    }
    var dropped: [UInt32] = []
    try writing { () throws(StorageError) in
      try replaced.forEachReplaced { dropped.append(live[$0]) }
    }
    for document in dropped { source.drop(Int(document)) }
  }
}

extension TextStorage {
  /// The option of `index` that leads to it.
  fileprivate var option: String {
    switch self {
    case .none: "--store none"
    case .stored: "--store text"
    case .external: "--store external"
    }
  }
}
