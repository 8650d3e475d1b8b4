import QuarryFormat

/// How many documents match where any clause may, without scores: bits over one window of documents
/// after another.
extension SegmentEvaluator {
  private static var windowShift: Int { 16 }

  /// Counts the documents of the segment.
  mutating func countAny() throws(FormatError) -> Int {
    if clauses.count == 1, clauses[0].leaves.count == 1, excluded.isEmpty, allowed == nil,
      leaves[clauses[0].leaves.lowerBound].matcher < 0,
      leaves[clauses[0].leaves.lowerBound].tree < 0
    {
      return cursors[leaves[clauses[0].leaves.lowerBound].lead].documentFrequency
    }
    let window = 1 << Self.windowShift
    var bits = [UInt64](repeating: 0, count: window / 64)
    var total = 0
    var start = 0
    while start < reader.segment.documentCount {
      try reader.timeLimit.check()
      for index in bits.indices { bits[index] = 0 }
      for clause in clauses {
        for leaf in clause.leaves { try mark(leaf, start, start + window - 1, true, &bits) }
      }
      for leaf in excluded { try mark(leaf, start, start + window - 1, false, &bits) }
      for (place, word) in bits.enumerated() {
        total += (word & (allowed?.word(start >> 6 + place) ?? .max)).nonzeroBitCount
      }
      start += window
    }
    return total
  }

  /// As many postings of other terms are marked in the time that one is looked for among them.
  private static var postingsPerLookup: Int { 24 }

  /// Whether marking all postings of the required terms is the quickest way to count the documents
  /// that hold all of them.
  var isCountedByBits: Bool {
    guard isDecidedByCursors, excluded.isEmpty else { return false }
    var least = Int.max
    var sum = 0
    var count = 0
    for clause in clauses where clause.isRequired {
      guard clause.leaves.count == 1 else { return false }
      let leaf = leaves[clause.leaves.lowerBound]
      guard leaf.tree < 0, leaf.cursors.count == 1 else { return false }
      least = min(least, clause.cost)
      sum += clause.cost
      count += 1
    }
    return count > 1 && sum / Self.postingsPerLookup < least
  }

  /// Counts the documents of the segment that hold all required terms; only where `isCountedByBits`.
  mutating func countAll() throws(FormatError) -> Int {
    let window = 1 << Self.windowShift
    let required = clauses.filter(\.isRequired).sorted { $0.cost < $1.cost }
    var bits = [UInt64](repeating: 0, count: window / 64)
    var common = bits
    var total = 0
    var start = 0
    while start < reader.segment.documentCount {
      try reader.timeLimit.check()
      for index in common.indices {
        common[index] = allowed?.word(start >> 6 + index) ?? .max
      }
      for clause in required {
        for index in bits.indices { bits[index] = 0 }
        try mark(clause.leaves.lowerBound, start, start + window - 1, true, &bits)
        var isAny: UInt64 = 0
        for index in bits.indices {
          common[index] &= bits[index]
          isAny |= common[index]
        }
        if isAny == 0 { break }
      }
      for word in common { total += word.nonzeroBitCount }
      start += window
    }
    return total
  }

  /// Sets or clears the bits of the documents of a leaf.
  private mutating func mark(
    _ leaf: Int, _ start: Int, _ end: Int, _ value: Bool, _ bits: inout [UInt64]
  ) throws(FormatError) {
    let lead = leaves[leaf].lead
    if leaves[leaf].matcher >= 0 || lead < 0 {
      var document = try seek(leaf, start)
      while document <= end {
        let place = document - start
        let bit: UInt64 = 1 << UInt64(place & 63)
        if (bits[place >> 6] & bit != 0) != value, try isMatch(leaf, document) {
          bits[place >> 6] ^= bit
        }
        document = try seek(leaf, document + 1)
      }
      return
    }
    try cursors[lead].seek(start)
    while cursors[lead].document <= end, let page = cursors[lead].page {
      var position = cursors[lead].position
      let count = page.count
      let documents = page.documents
      var ready = 0
      while position < count {
        if position >= ready { ready = page.open(at: position) }
        let place = Int(documents[position]) - start
        if place > end - start { break }
        let bit: UInt64 = 1 << UInt64(place & 63)
        if value { bits[place >> 6] |= bit } else { bits[place >> 6] &= ~bit }
        position += 1
      }
      try cursors[lead].move(to: position)
    }
  }
}
