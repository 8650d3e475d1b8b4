import QuarryFormat
import QuarryStorage

/// Writes the documents of a source as an index of one segment, in the order that is asked for: what
/// `optimize` does to one index and `merge` to several.
///
/// Phases: identifiers and dates are read where they are needed; the order is found; records are
/// brought into it and compressed; lists are renumbered term by term.
struct IndexRewriter {
  private let source: OptimizationSource
  private let options: OptimizationOptions
  private let progress: @Sendable (OptimizationProgress) -> Void
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant
  /// The phases that are done, and the time that each took.
  private(set) var stages: [OptimizationSummary.Stage] = []

  /// - Parameter start: when the work began.
  init(
    _ source: OptimizationSource, options: OptimizationOptions, start: ContinuousClock.Instant,
    progress: @escaping @Sendable (OptimizationProgress) -> Void
  ) {
    self.source = source
    self.options = options
    self.progress = progress
    last = start
  }

  /// Writes all but the commit; gives the catalog that is to be committed.
  ///
  /// - Parameter given: what the catalog says of everything but segments.
  mutating func write(
    _ given: Catalog, to output: SectionOutput
  ) throws(OptimizationError) -> Catalog {
    let survey = try DocumentSurvey(source, order: options.order) { report(.reading, $0) }
    end(.reading)
    let numbers = try order(survey)
    end(.ordering)
    try writing { () throws(StorageError) in
      try output.file.write(Header.encode())
      try output.file.write([UInt8](repeating: 0, count: 2 * Header.pageBytes))
    }
    var rewriter = SegmentRewriter(source, numbers, output: output, level: options.level)
    var catalog = given
    catalog.presetDictionary = try rewriter.writeDocuments { report(.documents, $0) }
    end(.documents)
    catalog.segments = [try rewriter.writePostings { report(.postings, $0) }]
    catalog.program = "quarry \(ProgramVersion.text)"
    catalog.set(setting: "level", to: "\(options.level)")
    catalog.set(setting: "order", to: options.order.rawValue)
    end(.postings)
    return catalog
  }

  private func order(
    _ survey: consuming DocumentSurvey
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

  private mutating func end(_ phase: OptimizationProgress.Phase) {
    let now = clock.now
    stages.append(
      OptimizationSummary.Stage(name: phase.rawValue, seconds: (now - last) / .seconds(1)))
    last = now
    ResidentMemory.returnFreeMemory()
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
