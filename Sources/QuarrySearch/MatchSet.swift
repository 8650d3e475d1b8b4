import QuarryFormat

/// All documents that match a query: what is counted by facets and sorted by date or title.
struct MatchSet {
  let indexes: IndexSet
  /// By segment.
  private(set) var bits: [DocumentBits] = []
  let count: Int

  /// Evaluates `plan` without scores.
  init(_ plan: QueryPlan, _ context: SearchContext) throws(FormatError) {
    indexes = context.indexes
    var count = 0
    for segment in indexes.parts.indices {
      var evaluator = try SegmentEvaluator(plan, segment: segment, try context.reader(segment))
      let matches = try evaluator.matches()
      count += matches.count
      bits.append(matches)
    }
    self.count = count
  }

  /// Calls `body` with runs of documents of each segment, by the segment's own numbers, ascending.
  private func forEachRun(
    _ body: (_ segment: Int, Span<UInt32>) throws(FormatError) -> Void
  ) throws(FormatError) {
    var run: [UInt32] = []
    for (segment, bits) in bits.enumerated() {
      var document = bits.next(from: 0)
      while document != TermCursor.end {
        run.removeAll(keepingCapacity: true)
        while document != TermCursor.end, run.count < 4096 {
          run.append(UInt32(truncatingIfNeeded: document))
          document = bits.next(from: document + 1)
        }
        try body(segment, run.span)
      }
    }
  }

  // MARK: Counts

  /// How many documents have each value of `field`; nil where the indexes know no such field.
  func facet(_ field: String, limit: Int) throws(FormatError) -> Facet? {
    var counts: [String: Int] = [:]
    var missing = 0
    if let unit = TimelineUnit(rawValue: field), unit == .year || unit == .month {
      let line = try timeline(unit)
      for bin in line.bins where bin.count > 0 { counts[bin.label] = bin.count }
      missing = line.undatedCount
    } else {
      let name = field == "tag" ? "tags" : field
      let columns = indexes.parts.map { $0.segment.column(named: name) }
      guard columns.contains(where: { $0 != nil }) else { return nil }
      try forEachRun { (segment, run) throws(FormatError) in
        guard let column = columns[segment] else {
          missing += run.count
          return
        }
        try Self.add(column, run, to: &counts, &missing)
      }
    }
    let sorted = counts.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
    let values = sorted.prefix(max(limit, 0)).map { Facet.Value(value: $0.key, count: $0.value) }
    let rest = sorted.dropFirst(values.count).reduce(0) { $0 + $1.value }
    return Facet(field: field, values: values, otherCount: rest, missingCount: missing)
  }

  private static func add(
    _ column: Column, _ run: Span<UInt32>, to counts: inout [String: Int], _ missing: inout Int
  ) throws(FormatError) {
    let scan = try column.scan()
    switch column.kind {
    case .keyword:
      var byOrdinal = [Int](repeating: 0, count: column.valueCount)
      try scan.count(run, into: &byOrdinal)
      for (ordinal, count) in byOrdinal.enumerated() where count > 0 {
        counts[String(decoding: try column.value(ordinal), as: UTF8.self), default: 0] += count
      }
      var ordinals: [Int32] = []
      try scan.ordinals(of: run, into: &ordinals)
      missing += ordinals.count { $0 == ColumnScan.noOrdinal }
    case .integer, .date:
      var values: [Int64] = []
      try scan.integers(of: run, missing: .min, into: &values)
      let days = DateBins(unit: .day)
      for value in values {
        if value == .min {
          missing += 1
        } else {
          let text = column.kind == .date ? days.label(days.number(of: value)) : String(value)
          counts[text, default: 0] += 1
        }
      }
    case .real:
      var values: [Double] = []
      try scan.reals(of: run, into: &values)
      for value in values {
        if value.isNaN { missing += 1 } else { counts["\(value)", default: 0] += 1 }
      }
    }
  }

  /// How many documents are of each span of time.
  func timeline(_ unit: TimelineUnit) throws(FormatError) -> Timeline {
    let bins = DateBins(unit: unit)
    var counts: [Int: Int] = [:]
    var undated = 0
    try forEachDate { _, seconds in
      if let seconds { counts[bins.number(of: seconds), default: 0] += 1 } else { undated += 1 }
    }
    return Timeline(unit: unit, bins: bins.bins(counts), undatedCount: undated)
  }

  // MARK: Orders

  /// Calls `body` with each document, numbered through all indexes, and its date.
  private func forEachDate(_ body: (Int, Int64?) -> Void) throws(FormatError) {
    var dates: [Int64] = []
    try forEachRun { (segment, run) throws(FormatError) in
      let part = indexes.parts[segment]
      dates.removeAll(keepingCapacity: true)
      if let column = part.segment.column(named: "date"), column.kind == .date {
        try column.scan().integers(of: run, missing: .min, into: &dates)
      }
      for index in 0..<run.count {
        let date = index < dates.count && dates[index] != .min ? dates[index] : nil
        body(part.firstDocument + Int(run[index]), date)
      }
    }
  }

  /// The first `limit` documents by date.
  func sortedByDate(newestFirst: Bool, limit: Int) throws(FormatError) -> [Int] {
    // Dates moved to where all are positive and still exact as Double.
    let middle = Int64(1) << 51
    var top = TopDocuments(limit: limit)
    try forEachDate { document, date in
      guard let date else {
        top.insert(document, 0)
        return
      }
      let near = min(max(date, 1 - middle), middle - 1)
      top.insert(document, Double(newestFirst ? middle + near : middle - near))
    }
    return top.sorted().map(\.document)
  }
}
