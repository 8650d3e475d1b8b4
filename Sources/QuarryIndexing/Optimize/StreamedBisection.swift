import QuarryFormat
import QuarryStorage

/// Bisects parts whose lists do not fit into memory: every round reads them from a file, in the
/// order of the documents. Parts that fit are handed to `Bisection`; the result is the same.
struct StreamedBisection {
  private let lengths: SharedBuffer<UInt32>
  private let starts: SharedBuffer<Int>
  private let documents: SharedBuffer<UInt32>
  private let keys: SharedBuffer<UInt64>
  /// By document, its place among `documents`.
  private let places: SharedBuffer<UInt32>
  private let costs = GapCosts()
  private let progress: BisectionProgress
  private let termCount: Int
  private let budget: Int
  private let threads: Int
  private let folder: String

  private static let windowBytes = 1 << 20

  /// - Parameters:
  ///   - lengths: how many terms each document has.
  ///   - budget: the bytes of lists that may be held.
  init(
    lengths: SharedBuffer<UInt32>, termCount: Int, budget: Int, threads: Int, folder: String,
    progress: BisectionProgress
  ) {
    self.lengths = lengths
    self.termCount = termCount
    self.budget = budget
    self.threads = threads
    self.folder = folder
    self.progress = progress
    let count = lengths.count
    starts = SharedBuffer(repeating: 0, count: count)
    documents = SharedBuffer(repeating: 0, count: count)
    keys = SharedBuffer(repeating: 0, count: count)
    places = SharedBuffer(repeating: 0, count: count)
    for document in 0..<count { documents[document] = UInt32(truncatingIfNeeded: document) }
  }

  /// The documents in their new order.
  func order(_ place: ForwardIndex.Place) throws(StorageError) -> SharedBuffer<UInt32> {
    let all = 0..<documents.count
    switch place {
    case .memory(let terms): orderInMemory(all, terms)
    case .file(let file): try order(all, file)
    }
    return documents
  }

  private func order(_ range: Range<Int>, _ file: consuming SpillFile) throws(StorageError) {
    guard range.count > Bisection.leafDocuments else { return }
    if file.count > budget {
      let halves = try split(range, file)
      for (half, file) in halves { try order(half, file) }
      return
    }
    let terms = SharedBuffer<UInt32>(repeating: 0, count: file.count / 4)
    var next = 0
    try forEachList(range.map { documents[$0] }, file) { _, list in
      for term in list {
        terms[next] = term
        next += 1
      }
    }
    orderInMemory(range, terms)
  }

  private func orderInMemory(_ range: Range<Int>, _ terms: SharedBuffer<UInt32>) {
    let lists = ForwardLists(
      terms, of: range.lazy.map { Int(documents[$0]) }, starts: starts, lengths: lengths)
    let bisection = Bisection(
      lists: lists, documents: documents, keys: keys, costs: costs, progress: progress)
    bisection.order(Bisection.Part(range: range, termCount: termCount), threads: threads)
  }

  /// Divides a part as `Bisection` does; gives the halves with files of their lists.
  private func split(
    _ range: Range<Int>, _ file: SpillFile
  ) throws(StorageError) -> [(Range<Int>, SpillFile)] {
    let middle = range.lowerBound + (range.count + 1) / 2
    let halves = [range.lowerBound..<middle, middle..<range.upperBound]
    let order = range.map { documents[$0] }
    for place in range { places[Int(documents[place])] = UInt32(truncatingIfNeeded: place) }
    let terms = TermSides(count: termCount)
    for _ in 0..<Bisection.rounds {
      terms.clear()
      try forEachList(order, file) { document, list in
        let counts = terms.counts(Int(places[document]) < middle ? 0 : 1)
        for term in list { counts[Int(term)] += 1 }
      }
      terms.fillGains(costs, threads: threads)
      try forEachList(order, file) { document, list in
        let place = Int(places[document])
        let gains = terms.gains(place < middle ? 0 : 1)
        var gain = 0
        for term in list { gain += Int(gains[Int(term)]) }
        keys[place] = GainKey.make(gain, place: place)
      }
      let sorted = keys
      Parallel.forEach(2, threads: threads) { sorted.elements[halves[$0]].sort() }
      let pairs = GainKey.pairs(keys, halves)
      for pair in 0..<pairs {
        let one = GainKey.place(keys[halves[0].lowerBound + pair])
        let other = GainKey.place(keys[halves[1].lowerBound + pair])
        documents.elements.swapAt(one, other)
        places[Int(documents[one])] = UInt32(truncatingIfNeeded: one)
        places[Int(documents[other])] = UInt32(truncatingIfNeeded: other)
      }
      if pairs == 0 { break }
    }
    for half in halves { documents.elements[half].sort() }
    progress.add(range.count)
    return try divide(file, order, halves, at: middle)
  }

  /// Writes the lists of either half to a file of its own.
  private func divide(
    _ file: SpillFile, _ order: [UInt32], _ halves: [Range<Int>], at middle: Int
  ) throws(StorageError) -> [(Range<Int>, SpillFile)] {
    try SpillFile.requireFree(file.count, in: folder)
    let files = [try SpillFile(folder: folder), try SpillFile(folder: folder)]
    var pending: [[UInt32]] = [[], []]
    try forEachList(order, file) { document, list throws(StorageError) in
      let side = Int(places[document]) < middle ? 0 : 1
      pending[side] += list
      if 4 * pending[side].count >= Self.windowBytes {
        let terms = pending[side]
        try files[side].write(terms.span.bytes)
        pending[side].removeAll()
      }
    }
    for side in 0...1 {
      let terms = pending[side]
      try files[side].write(terms.span.bytes)
    }
    return [(halves[0], files[0]), (halves[1], files[1])]
  }

  /// Gives the list of every document in `order`, which is the file's.
  private func forEachList(
    _ order: [UInt32], _ file: SpillFile,
    _ body: (Int, UnsafeBufferPointer<UInt32>) throws(StorageError) -> Void
  ) throws(StorageError) {
    var offset = 0
    var first = 0
    var bytes: [UInt8] = []
    while first < order.count {
      var end = first
      var count = 0
      while end < order.count, 4 * count < Self.windowBytes {
        count += Int(lengths[Int(order[end])])
        end += 1
      }
      bytes.removeAll(keepingCapacity: true)
      try file.read(at: offset, limit: 4 * count, into: &bytes)
      offset += 4 * count
      let terms = bytes.withUnsafeBytes { raw in
        (0..<raw.count / 4).map { raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self) }
      }
      try terms.withUnsafeBufferPointer { terms throws(StorageError) in
        var start = 0
        for document in order[first..<end] {
          let stop = min(terms.count, start + Int(lengths[Int(document)]))
          try body(Int(document), UnsafeBufferPointer(rebasing: terms[start..<stop]))
          start = stop
        }
      }
      first = end
    }
  }
}
