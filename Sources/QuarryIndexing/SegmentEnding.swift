import QuarryAnalysis
import QuarryFormat
import QuarryStorage

/// Finishes the segments of an index: at once where nothing can be added to them any more, else at the
/// end, when all redirects are known and have become titles of their documents.
final class SegmentEnding {
  private let analyzer: AnalyzerSettings
  private let options: IndexingOptions
  private let folder: String
  private let runBudget: Int
  /// Segments whose documents may still get titles.
  private var waiting: [SegmentBuilder] = []
  /// Takes the titles of all batches.
  let joiner: RedirectJoiner
  private(set) var segments: [Catalog.Segment] = []
  private(set) var times = StageTimes()
  /// The words of the titles that were added.
  private(set) var addedWords = 0
  private(set) var redirects = RedirectJoiner.Counts()

  init(analyzer: AnalyzerSettings, options: IndexingOptions, plan: MemoryPlan, folder: String) {
    self.analyzer = analyzer
    self.options = options
    self.folder = folder
    runBudget = plan.runBudget
    joiner = RedirectJoiner(folder: folder, memory: min(1 << 20, plan.runBudget / 16))
  }

  /// Whether there is no segment yet.
  var isEmpty: Bool { segments.isEmpty && waiting.isEmpty }

  /// Ends a segment that is not the last one.
  func close(
    _ builder: SegmentBuilder, progress: (Double) -> Void
  ) throws(IndexingError) {
    if joiner.isEmpty { return try end(builder, adder: nil, progress: progress) }
    try storage { () throws(StorageError) in try builder.suspend() }
    waiting.append(builder)
  }

  /// Finishes all segments, the last of them `builder`.
  func finish(_ builder: SegmentBuilder?, progress: (Double) -> Void) throws(IndexingError) {
    if let builder {
      // The documents of the last segment are still being written.
      if !waiting.isEmpty { try storage { () throws(StorageError) in try builder.suspend() } }
      waiting.append(builder)
    }
    let open = waiting
    waiting = []
    var adder: TitleAdder?
    if !joiner.isEmpty {
      var clock = StageClock()
      let (titles, counts) = try storage { () throws(StorageError) in try joiner.join() }
      redirects = counts
      if titles.count > 0 {
        adder = try TitleAdder(
          titles, analyzer: analyzer, searchesTitles: options.searchesTitles, folder: folder,
          runBudget: runBudget)
      }
      clock.end(.merge)
      times.add(clock.times)
    }
    for builder in open { try end(builder, adder: adder, progress: progress) }
    let dropped = adder?.dropped ?? 0
    redirects.found -= dropped
    redirects.dropped += dropped
  }

  private func end(
    _ builder: SegmentBuilder, adder: TitleAdder?, progress: (Double) -> Void
  ) throws(IndexingError) {
    ResidentMemory.returnFreeMemory()
    let first = segments.reduce(0) { $0 + $1.documentCount }
    let facts = try storage { () throws(StorageError) in
      let added = try adder?.add(to: first..<first + builder.documentCount)
      addedWords += added?.words ?? 0
      return try builder.finish(added, progress: progress)
    }
    segments.append(facts)
    times.add(builder.times)
  }
}
