import QuarryFormat
import QuarryStorage

/// Rewrites an index as one segment whose documents stand in another order.
///
/// Identifiers, metadata, texts and scores stay as they are. The new file takes the old one's place at
/// the end, or none does.
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
    try options.check()
  }

  /// Rewrites the index.
  package func run() throws(OptimizationError) -> OptimizationSummary {
    ResidentMemory.returnFreedBlocks()
    let clock = ContinuousClock()
    let start = clock.now
    // What is replaced must not be written to meanwhile, nor what was committed be overlooked.
    let place = try OptimizationTarget(
      target, mayReplace: options.output == nil || options.replaces, option: "--output")
    let lock = try writing { () throws(StorageError) in
      place.replaces ? try WriteLock(path: target, waits: false) : nil
    }
    defer { withExtendedLifetime(lock) {} }
    let file = try reading { () throws(FormatError) in
      try IndexFile(path: path, recovers: lock != nil && options.output == nil)
    }
    // Made first, so that a folder that takes no file is reported before the work.
    let output = SectionOutput(
      file: try writing { () throws(StorageError) in try OutputFile(path: target) })
    let source = try OptimizationSource(file, options: options)
    try place.requireFree(file.root.extent, at: output.file.path)
    let isInPlace =
      place.replaces && (options.output == nil || FileIdentity(path: target) == file.identity)
    var rewriter = IndexRewriter(source, options: options, start: start, progress: progress)
    let finished = try rewriter.write(file.catalog, to: output)
    guard !isInPlace || FileIdentity(path: target) == file.identity else {
      throw .refused(
        "\(target): was changed while it was optimized; nothing was replaced, run optimize again")
    }
    try writing { () throws(StorageError) in
      try output.commit(finished, replacing: place.replaces)
    }
    return try summary(
      of: file, stages: rewriter.stages, seconds: (clock.now - start) / .seconds(1))
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
