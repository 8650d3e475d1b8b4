import QuarryFormat
import QuarryStorage

/// Rewrites an index as one segment whose documents stand in another order.
///
/// Phases: identifiers and dates are read where they are needed; the order is found; records are
/// brought into it and compressed; lists are renumbered term by term. Identifiers, metadata, texts
/// and scores stay as they are. The new file takes the old one's place at the end, or none does.
package struct IndexOptimizer {
  private let path: String
  private let options: OptimizationOptions
  private let target: String
  private let progress: @Sendable (OptimizationProgress) -> Void

  /// - Throws: where the options make no sense.
  package init(
    path: String, options: OptimizationOptions,
    progress: (@Sendable (OptimizationProgress) -> Void)? = nil
  ) throws(OptimizationError) {
    self.path = path
    self.options = options
    self.progress = progress ?? { _ in }
    target = options.output ?? path
    guard (0...9).contains(options.level) else {
      throw .refused("--level \(options.level) is not between 0 and 9")
    }
    guard options.threads > 0 else {
      throw .refused("--threads \(options.threads) is not a number of threads; give at least 1")
    }
  }

  /// Rewrites the index.
  package func run() throws(OptimizationError) -> OptimizationSummary {
    ResidentMemory.returnFreedBlocks()
    let clock = ContinuousClock()
    let start = clock.now
    // What is replaced must not be written to meanwhile, nor what was committed be overlooked.
    let replaces = try checkTarget()
    let lock = try writing { () throws(StorageError) in
      options.output == nil && replaces ? try WriteLock(path: path, waits: false) : nil
    }
    defer { withExtendedLifetime(lock) {} }
    let file = try reading { () throws(FormatError) in
      try IndexFile(path: path, recovers: lock != nil)
    }
    // Made first, so that a folder that takes no file is reported before the work.
    let output = SectionOutput(
      file: try writing { () throws(StorageError) in try OutputFile(path: target) })
    let source = try open(file, outputPath: output.file.path)
    let isInPlace =
      replaces && (options.output == nil || FileIdentity(path: target) == file.identity)
    var stages: [OptimizationSummary.Stage] = []
    var last = start
    func end(_ phase: OptimizationProgress.Phase) {
      let now = clock.now
      stages.append(
        OptimizationSummary.Stage(name: phase.rawValue, seconds: (now - last) / .seconds(1)))
      last = now
      ResidentMemory.returnFreeMemory()
    }
    let survey = try DocumentSurvey(source, order: options.order) { report(.reading, $0) }
    end(.reading)
    let numbers = try order(source, survey)
    end(.ordering)
    try writing { () throws(StorageError) in
      try output.file.write(Header.encode())
      try output.file.write([UInt8](repeating: 0, count: 2 * Header.pageBytes))
    }
    var rewriter = SegmentRewriter(source, numbers, output: output, level: options.level)
    var catalog = file.catalog
    catalog.presetDictionary = try rewriter.writeDocuments { report(.documents, $0) }
    end(.documents)
    catalog.segments = [try rewriter.writePostings { report(.postings, $0) }]
    catalog.program = "quarry \(ProgramVersion.text)"
    catalog.set(setting: "level", to: "\(options.level)")
    catalog.set(setting: "order", to: options.order.rawValue)
    let finished = catalog
    guard !isInPlace || FileIdentity(path: target) == file.identity else {
      throw .refused(
        "\(target): was changed while it was optimized; nothing was replaced, run optimize again")
    }
    try writing { () throws(StorageError) in try output.commit(finished, replacing: replaces) }
    end(.postings)
    return try summary(
      of: file, stages: stages, seconds: (clock.now - start) / .seconds(1))
  }

  /// Makes sure that the new index may be put at its place; whether it replaces a file there.
  private func checkTarget() throws(OptimizationError) -> Bool {
    switch FileKind(path: target) {
    case .absent: return false
    case .other: throw .refused("\(target): is no file; name a file for the index")
    case .file:
      guard options.output == nil || options.replaces else {
        throw .refused("\(target): exists already; give --force to replace it")
      }
      guard FileFacts.isWritable(target) else {
        throw .refused(
          "\(target): may not be written; change its permissions, or give --output FILE")
      }
      return true
    }
  }

  /// - Parameter outputPath: the file that is written in the end, links followed.
  private func open(
    _ file: IndexFile, outputPath: String
  ) throws(OptimizationError) -> OptimizationSource {
    let source = try OptimizationSource(file, file.segments.indices, options: options)
    let folder = OutputFile.folder(of: outputPath)
    if let free = SpillFile.freeBytes(in: folder), free < file.root.extent {
      throw .refused(
        "\(target): cannot write: \(free >> 20) MiB are free and about "
          + "\((file.root.extent - 1) >> 20 + 1) MiB are needed; "
          + "free some space, or give --output FILE")
    }
    return source
  }

  private func order(
    _ source: OptimizationSource, _ survey: consuming DocumentSurvey
  ) throws(OptimizationError) -> DocumentNumbers {
    func numbers(
      _ order: some Sequence<UInt32>, _ hashes: [UInt64]
    ) -> DocumentNumbers {
      DocumentNumbers(
        order.lazy.filter { !source.isDeleted(Int($0)) }, of: source.documentCount,
        live: source.liveCount, hashes: hashes)
    }
    switch options.order {
    case .none: return numbers(0..<UInt32(source.documentCount), [])
    case .id: return numbers(survey.orderByIdentifier(), survey.hashes)
    case .date: return numbers(survey.orderByDate(), survey.hashes)
    case .bisection: break
    }
    let forward = try ForwardIndex(source, budget: source.plan.forwardBudget)
    let progress = progress
    let bisection = StreamedBisection(
      lengths: forward.lengths, termCount: forward.selection.termCount,
      budget: source.plan.forwardBudget / 2, threads: source.plan.threads,
      folder: source.temporaryFolder,
      progress: BisectionProgress(documentCount: source.documentCount) {
        progress(OptimizationProgress(phase: .ordering, fraction: $0))
      })
    let order = try writing { () throws(StorageError) in try bisection.order(forward.place) }
    return numbers((0..<order.count).lazy.map { order[$0] }, survey.hashes)
  }

  private func report(_ phase: OptimizationProgress.Phase, _ fraction: Double) {
    progress(OptimizationProgress(phase: phase, fraction: fraction))
  }

  private func summary(
    of old: IndexFile, stages: [OptimizationSummary.Stage], seconds: Double
  ) throws(OptimizationError) -> OptimizationSummary {
    let before = IndexStatistics(old)
    let new = try reading { () throws(FormatError) in try IndexFile(path: target) }
    let after = IndexStatistics(new)
    func bytes(_ statistics: IndexStatistics, _ kind: SectionKind) -> Int {
      statistics.parts.first { $0.kind == kind }?.bytes ?? 0
    }
    return OptimizationSummary(
      documents: after.documentCount, segmentsBefore: before.segmentCount, order: options.order,
      level: options.level, postings: after.postingCount,
      bitsPerPostingBefore: before.bitsPerPosting, bitsPerPostingAfter: after.bitsPerPosting,
      fileBytesBefore: before.fileBytes, fileBytesAfter: after.fileBytes,
      sections: SectionKind.allCases.compactMap { kind in
        let section = OptimizationSummary.Section(
          name: kind.name, before: bytes(before, kind), after: bytes(after, kind))
        return section.before + section.after > 0 ? section : nil
      },
      stages: stages, elapsedSeconds: seconds, peakMemoryBytes: ResidentMemory.peakBytes())
  }
}

extension Catalog {
  /// Gives a setting a value.
  fileprivate mutating func set(setting name: String, to value: String) {
    if let place = settings.firstIndex(where: { $0.name == name }) {
      settings[place].value = value
    } else {
      settings.append(Setting(name: name, value: value))
    }
  }
}
