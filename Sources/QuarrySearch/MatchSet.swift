import QuarryFormat

/// All documents that match a query: what is counted by facets and sorted by date or title.
struct MatchSet {
  let indexes: IndexSet
  /// By segment.
  private(set) var bits: [DocumentBits] = []
  let count: Int
  private let timeLimit: TimeLimit

  /// Evaluates `plan` without scores; where the time is over before, these are some of the documents.
  init(_ plan: QueryPlan, _ context: SearchContext) throws(FormatError) {
    indexes = context.indexes
    timeLimit = context.timeLimit
    var count = 0
    for segment in indexes.parts.indices {
      var matches = DocumentBits(documentCount: indexes.parts[segment].segment.documentCount)
      _ = try FormatError.inTime { () throws(FormatError) in
        var evaluator = try SegmentEvaluator(plan, segment: segment, try context.reader(segment))
        try evaluator.addMatches(to: &matches)
      }
      count += matches.count
      bits.append(matches)
    }
    self.count = count
  }

  /// Calls `body` with runs of the documents of a segment, by its own numbers, ascending.
  private func forEachRun(
    of segment: Int, _ body: (Span<UInt32>) throws(FormatError) -> Void
  ) throws(FormatError) {
    let bits = bits[segment]
    var run: [UInt32] = []
    var document = bits.next(from: 0)
    while document != TermCursor.end {
      run.removeAll(keepingCapacity: true)
      while document != TermCursor.end, run.count < 4096 {
        run.append(UInt32(truncatingIfNeeded: document))
        document = bits.next(from: document + 1)
      }
      try body(run.span)
    }
  }

  // MARK: Counts

  /// How many documents have each value of `field`; nil where the indexes know no such field.
  ///
  /// - Throws: where the index is damaged or the time is over.
  func facet(_ field: String, limit: Int) throws(FormatError) -> Facet? {
    var counts: [String: Int] = [:]
    var missing = 0
    if let unit = TimelineUnit(rawValue: field), unit == .year || unit == .month {
      let line = try timeline(unit)
      for bin in line.bins where bin.count > 0 { counts[bin.label] = bin.count }
      missing = line.undatedCount
    } else {
      let name = indexes.metadataName(field)
      let columns = indexes.parts.map { $0.segment.column(named: name) }
      guard columns.contains(where: { $0 != nil }) else { return nil }
      for (segment, column) in columns.enumerated() {
        if let column {
          try add(column, of: segment, to: &counts, &missing)
        } else {
          missing += bits[segment].count
        }
      }
    }
    let sorted = counts.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
    let values = sorted.prefix(max(limit, 0)).map { Facet.Value(value: $0.key, count: $0.value) }
    let rest = sorted.dropFirst(values.count).reduce(0) { $0 + $1.value }
    return Facet(field: field, values: values, otherCount: rest, missingCount: missing)
  }

  /// Counts a segment's values; their names are made once each.
  private func add(
    _ column: Column, of segment: Int, to counts: inout [String: Int], _ missing: inout Int
  ) throws(FormatError) {
    let scan = try column.scan()
    var without = 0
    switch column.kind {
    case .keyword:
      var byOrdinal = [Int](repeating: 0, count: column.valueCount)
      var ordinals: [Int32] = []
      try forEachRun(of: segment) { run throws(FormatError) in
        try timeLimit.check()
        try scan.count(run, into: &byOrdinal)
        if column.documentCount == bits[segment].documentCount { return }
        try scan.ordinals(of: run, into: &ordinals)
        without += ordinals.count { $0 == ColumnScan.noOrdinal }
      }
      for (ordinal, count) in byOrdinal.enumerated() where count > 0 {
        counts[String(decoding: try column.value(ordinal), as: UTF8.self), default: 0] += count
      }
    case .date:
      // The column's own dates: a field of another name may hold dates too.
      let bins = DateBins(unit: .day)
      let (byDay, undated) = try days(of: segment, in: column)
      without = undated
      for (day, count) in byDay.entries { counts[bins.label(day), default: 0] += count }
    case .integer:
      let range = column.integerRange ?? 0...0
      var byNumber = NumberCounts(Int(range.lowerBound)...Int(range.upperBound))
      var values: [Int64] = []
      try forEachRun(of: segment) { run throws(FormatError) in
        try timeLimit.check()
        try scan.integers(of: run, missing: .min, into: &values)
        for value in values {
          if value == .min { without += 1 } else { byNumber.add(Int(value)) }
        }
      }
      for (number, count) in byNumber.entries { counts[String(number), default: 0] += count }
    case .real:
      var byPattern: [UInt64: Int] = [:]
      var values: [Double] = []
      try forEachRun(of: segment) { run throws(FormatError) in
        try timeLimit.check()
        try scan.reals(of: run, into: &values)
        for value in values {
          if value.isNaN { without += 1 } else { byPattern[value.bitPattern, default: 0] += 1 }
        }
      }
      for (pattern, count) in byPattern {
        counts["\(Double(bitPattern: pattern))", default: 0] += count
      }
    }
    missing += without
  }

  /// How many documents of a segment are of each day, and how many have no date.
  private func days(
    of segment: Int, in column: Column?
  ) throws(FormatError) -> (NumberCounts, undated: Int) {
    let bins = DateBins(unit: .day)
    guard let column, column.kind == .date, let range = column.integerRange
    else { return (NumberCounts(0...0), bits[segment].count) }
    let scan = try column.scan()
    var counts = NumberCounts(bins.number(of: range.lowerBound)...bins.number(of: range.upperBound))
    var undated = 0
    var dates: [Int64] = []
    try forEachRun(of: segment) { run throws(FormatError) in
      try timeLimit.check()
      try scan.integers(of: run, missing: .min, into: &dates)
      for date in dates {
        if date == .min { undated += 1 } else { counts.add(bins.number(of: date)) }
      }
    }
    return (counts, undated)
  }

  /// How many documents are of each span of time.
  func timeline(_ unit: TimelineUnit) throws(FormatError) -> Timeline {
    let bins = DateBins(unit: unit)
    var counts: [Int: Int] = [:]
    var undated = 0
    for segment in bits.indices {
      let (byDay, without) = try days(
        of: segment, in: indexes.parts[segment].segment.column(named: "date"))
      undated += without
      for (day, count) in byDay.entries {
        counts[bins.number(ofDay: day), default: 0] += count
      }
    }
    return Timeline(unit: unit, bins: bins.bins(counts), undatedCount: undated)
  }

  // MARK: Orders

  /// Calls `body` with each document, numbered through all indexes, and its date.
  private func forEachDate(_ body: (Int, Int64?) -> Void) throws(FormatError) {
    var dates: [Int64] = []
    for segment in bits.indices {
      let part = indexes.parts[segment]
      let column = part.segment.column(named: "date")
      let scan = column?.kind == .date ? try column?.scan() : nil
      try forEachRun(of: segment) { run throws(FormatError) in
        dates.removeAll(keepingCapacity: true)
        try scan?.integers(of: run, missing: .min, into: &dates)
        for index in 0..<run.count {
          let date = index < dates.count && dates[index] != .min ? dates[index] : nil
          body(part.firstDocument + Int(run[index]), date)
        }
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
