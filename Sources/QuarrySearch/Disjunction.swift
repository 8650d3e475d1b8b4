import QuarryFormat

/// The best documents where any clause may match: MaxScore (Turtle and Flood, 1995) over intervals
/// of documents, with bounds by page and by block (Ding and Suel, 2011; Mallia, Siedlaczek and
/// Suel, 2017).
///
/// Leaves are ordered by what they can add at most. Those that together cannot lift a document over
/// the threshold are looked at only for documents that the others, the essential ones, bring up.
extension SegmentEvaluator {
  /// The leaves of an interval, in ascending order of their bounds.
  struct Split {
    var order: [Int] = []
    /// The sums of the bounds of the first leaves: one entry more than there are leaves.
    var sums: [Double] = [0]
    /// The first essential leaf's place in the order.
    var first = 0

    mutating func set(_ bounds: [(leaf: Int, bound: Double)]) {
      order.removeAll(keepingCapacity: true)
      sums.removeAll(keepingCapacity: true)
      sums.append(0)
      var sum = 0.0
      for entry in bounds {
        order.append(entry.leaf)
        sum += entry.bound * Scoring.margin
        sums.append(sum)
      }
      first = 0
    }

    /// Moves leaves to the side of those that are not essential; false where none is left.
    mutating func raise(_ threshold: Double) -> Bool {
      while first < order.count, sums[first + 1] <= threshold { first += 1 }
      return first < order.count
    }
  }

  /// Adds the documents of the segment to `top`.
  mutating func findAny(_ top: inout WindowTop) throws(FormatError) {
    try prime(&top)
    var probe = hold(&top)
    defer { top.held = nil }
    var window: DenseWindow?
    let base = reader.firstDocument
    let last = reader.segment.documentCount - 1
    var bounds: [(leaf: Int, bound: Double)] = []
    for clause in clauses {
      for leaf in clause.leaves { bounds.append((leaf, leaves[leaf].bound)) }
    }
    bounds.sort { $0.bound < $1.bound }
    var whole = Split()
    whole.set(bounds)
    var split = Split()
    var start = 0
    while start <= last, whole.raise(top.threshold) {
      // The interval: up to the first end of a page of a leaf that is essential anywhere.
      var end = last
      var isLeft = false
      for place in whole.first..<whole.order.count {
        let pageEnd = shallowEnd(whole.order[place], from: start)
        if pageEnd != TermCursor.end { isLeft = true }
        end = min(end, pageEnd)
      }
      if !isLeft { break }
      bounds.removeAll(keepingCapacity: true)
      for leaf in whole.order {
        let bound = shallowBound(leaf, start, end)
        if let bound { bounds.append((leaf, bound)) }
      }
      bounds.sort { $0.bound < $1.bound }
      split.set(bounds)
      if split.raise(top.threshold) {
        for place in split.first..<split.order.count {
          end = min(end, shallowEnd(split.order[place], from: start))
        }
        try findAny(in: start...end, &split, base: base, &window, &top)
        try Self.settle(&top, &probe, isEnd: false)
      }
      start = end + 1
    }
    try Self.settle(&top, &probe, isEnd: true)
  }

  /// Looks at an interval in which each essential leaf has one page, block by block.
  private mutating func findAny(
    in interval: ClosedRange<Int>, _ split: inout Split, base: Int, _ window: inout DenseWindow?,
    _ top: inout WindowTop
  ) throws(FormatError) {
    var start = interval.lowerBound
    var scan: DenseScan?
    while start <= interval.upperBound, split.raise(top.threshold) {
      var end = interval.upperBound
      var sum = 0.0
      for place in split.first..<split.order.count {
        let leaf = split.order[place]
        guard leaves[leaf].bounding.contains(leaves[leaf].lead) else {
          sum += shallowBound(leaf, start, interval.upperBound) ?? 0
          continue
        }
        let block = try cursors[leaves[leaf].lead].blockBound(at: start)
        end = min(end, block.end)
        sum += leaves[leaf].weight * Double(block.bound)
      }
      if sum * Scoring.margin + split.sums[split.first] > top.threshold {
        if let open = scan, !open.window.hasRoom(upTo: end) {
          try finish(&scan, split, base: base, &top)
          guard split.raise(top.threshold) else { return }
        }
        if isDense(start, end, split, top) {
          if scan == nil {
            let made = window ?? DenseWindow()
            window = made
            scan = try denseScan(made, split, start, interval.upperBound)
          }
          scan?.addUp(start, end)
        } else {
          try finish(&scan, split, base: base, &top)
          try look(start, end, split, base: base, &top)
        }
      }
      start = end + 1
    }
    try finish(&scan, split, base: base, &top)
  }

  /// Whether adding up the bounds of all documents from `start` to `end` is quicker than merging.
  private func isDense(_ start: Int, _ end: Int, _ split: Split, _ top: WindowTop) -> Bool {
    let isSeveral = split.first < split.order.count - 1 || top.held != nil && split.first > 0
    guard isSeveral, end - start < DenseWindow.width,
      top.threshold - split.sums[split.first] > Self.leastDense
    else { return false }
    return split.order[split.first...].allSatisfy { leaves[$0].cursors.count == 1 }
  }

  /// Looks at the documents from `start` to `end`, which is in one block of each essential leaf.
  private mutating func look(
    _ start: Int, _ end: Int, _ split: Split, base: Int, _ top: inout WindowTop
  ) throws(FormatError) {
    let isPlain = split.order[split.first...].allSatisfy { leaves[$0].cursors.count == 1 }
    if isPlain, split.first == split.order.count - 1 {
      try scanOne(start, end, split, base: base, &top)
    } else if isPlain {
      try scanTerms(start, end, split, base: base, &top)
    } else {
      try scanSeveral(start, end, split, base: base, &top)
    }
  }

  /// Looks at the documents of a block of the only essential leaf, a term.
  private mutating func scanOne(
    _ start: Int, _ end: Int, _ split: Split, base: Int, _ top: inout WindowTop
  ) throws(FormatError) {
    let leaf = split.order[split.first]
    let lead = leaves[leaf].lead
    let weight = leaves[leaf].weight * Scoring.margin
    let rest = split.sums[split.first]
    try cursors[lead].seek(start)
    guard cursors[lead].document <= end, let page = cursors[lead].page else { return }
    let documents = page.documents
    let impacts = page.impacts
    var position = cursors[lead].position
    // What is looked at ends with the block.
    let count = page.score(at: position)
    if split.first == 0, isHeldAtOnce(top) {
      while position < count, Int(documents[position]) <= end {
        let upper = weight * Double(impacts[position])
        if upper > top.threshold { top.hold(Int(documents[position]), upper) }
        position += 1
      }
      cursors[lead].park(at: max(position - 1, cursors[lead].position))
      return
    }
    while position < count, Int(documents[position]) <= end {
      if weight * Double(impacts[position]) + rest > top.threshold {
        cursors[lead].park(at: position)
        try consider(
          Int(documents[position]), weight * Double(impacts[position]), split,
          from: split.first, base: base, &top)
      }
      position += 1
    }
    cursors[lead].park(at: position)
  }

  /// Looks at the documents of several essential terms from `start` to `end`, which is in one block
  /// of each.
  private mutating func scanTerms(
    _ start: Int, _ end: Int, _ split: Split, base: Int, _ top: inout WindowTop
  ) throws(FormatError) {
    let rest = split.sums[split.first]
    var union = TermUnion()
    for place in split.first..<split.order.count {
      let leaf = leaves[split.order[place]]
      try cursors[leaf.lead].seek(start)
      guard cursors[leaf.lead].document <= end, let page = cursors[leaf.lead].page else { continue }
      union.add(
        page, from: cursors[leaf.lead].position, weight: leaf.weight * Scoring.margin,
        cursor: leaf.lead)
    }
    while let document = union.next(upTo: end, over: top.threshold - rest) {
      union.park(&cursors)
      try consider(document, union.upper, split, from: split.first, base: base, &top)
    }
    union.park(&cursors)
  }

  /// Looks at the documents of the essential leaves from `start` to `end` one after another.
  private mutating func scanSeveral(
    _ start: Int, _ end: Int, _ split: Split, base: Int, _ top: inout WindowTop
  ) throws(FormatError) {
    let rest = split.sums[split.first]
    var next = start
    while true {
      var document = TermCursor.end
      for place in split.first..<split.order.count {
        document = min(document, try seek(split.order[place], next))
      }
      if document > end { return }
      var upper = 0.0
      for place in split.first..<split.order.count {
        let leaf = split.order[place]
        if try seek(leaf, next) == document { upper += upperShare(leaf, document) }
      }
      upper *= Scoring.margin
      if upper + rest > top.threshold {
        try consider(document, upper, split, from: split.first, base: base, &top)
      }
      next = document + 1
    }
  }

  /// Adds what the other leaves can give to a document, and scores it if that may be enough.
  ///
  /// - Parameter first: how many of the first leaves in the order `upper` does not hold.
  mutating func consider(
    _ document: Int, _ upper: Double, _ split: Split, from first: Int, base: Int,
    _ top: inout WindowTop
  ) throws(FormatError) {
    if let allowed, !allowed.contains(document) { return }
    var upper = upper
    var place = first
    while place > 0 {
      if upper + split.sums[place] <= top.threshold { return }
      place -= 1
      let leaf = split.order[place]
      let lead = leaves[leaf].lead
      if leaves[leaf].bounding.contains(lead), cursors[lead].document < document {
        // The block's bound may spare the page's decoding.
        cursors[lead].moveShallow(to: document)
        let block = try cursors[lead].blockBound(at: document)
        let most = leaves[leaf].weight * Double(block.bound) * Scoring.margin
        if upper + most + split.sums[place] <= top.threshold { return }
      }
      if try seek(leaf, document) == document {
        upper += upperShare(leaf, document) * Scoring.margin
      }
    }
    guard upper > top.threshold else { return }
    if top.held != nil {
      if try !isExcluded(document) { top.hold(document, upper) }
    } else if let score = try score(document) {
      top.insert(base + document, score)
    }
  }
}
