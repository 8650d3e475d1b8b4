import Synchronization

/// Orders documents by recursive graph bisection: halves that share few terms, each halved again,
/// so that documents that share terms end up side by side and the gaps in postings small.
///
/// Dhulipala, Kabiljo, Karrer, Ottaviano, Pupyrev and Shalita, "Compressing graphs and indexes with
/// recursive graph bisection", KDD 2016. From Mackenzie, Petri and Moffat, "Faster index reordering
/// with bipartite graph partitioning", SIGIR 2021, come a table for the logarithms and lists that
/// lose the terms that decide nothing any more: those in one document of a part. Gains are whole
/// numbers, whose sums do not depend on the order of adding, and ties go by place, so that the
/// result depends on neither threads nor memory.
///
/// Halves begin in the documents' present order, which is a good guess where a dump has any order.
struct Bisection: Sendable {
  /// Documents that are not divided any more stay in their present order.
  static let leafDocuments = 32
  /// The most rounds of exchanges in a part.
  static let rounds = 20
  /// What a thread's chunk of a large part holds.
  private static let chunkDocuments = 4096

  /// A part of the documents, and how many terms its lists speak of.
  struct Part: Sendable {
    let range: Range<Int>
    let termCount: Int
  }

  /// The terms of each document.
  let lists: ForwardLists
  /// The documents in the order so far.
  let documents: SharedBuffer<UInt32>
  /// The gain of moving each document, to be sorted.
  let keys: SharedBuffer<UInt64>
  let costs: GapCosts
  let progress: BisectionProgress

  /// Orders the documents of `part`.
  func order(_ part: Part, threads: Int) {
    var parts = [part]
    // Large parts one after another with all threads, then many smaller ones side by side.
    while threads > 1, parts.count < 4 * threads {
      let large = parts.filter { $0.range.count > Self.chunkDocuments }
      guard !large.isEmpty else { break }
      let small = parts.filter { $0.range.count <= Self.chunkDocuments }
      parts = small + large.flatMap { split($0, threads: threads) }
    }
    let all = parts
    Parallel.forEach(all.count, threads: threads) { orderAlone(all[$0]) }
  }

  private func orderAlone(_ part: Part) {
    guard part.range.count > Self.leafDocuments else { return }
    for half in split(part, threads: 1) { orderAlone(half) }
  }

  /// Divides a part into halves and sorts each by document.
  private func split(_ part: Part, threads: Int) -> [Part] {
    let range = part.range
    let middle = range.lowerBound + (range.count + 1) / 2
    let halves = [range.lowerBound..<middle, middle..<range.upperBound]
    let termCount = renumber(part)
    let terms = TermSides(count: termCount)
    let lists = lists
    let documents = documents
    Parallel.forEach(2, threads: threads) { side in
      let counts = terms.counts(side)
      for place in halves[side] {
        for term in lists[Int(documents[place])] { counts[Int(term)] += 1 }
      }
    }
    let chunks = Self.chunks(range, at: middle)
    for _ in 0..<Self.rounds {
      terms.fillGains(costs, threads: threads)
      Parallel.forEach(chunks.count, threads: threads) { chunk in
        let gains = terms.gains(chunks[chunk].lowerBound < middle ? 0 : 1)
        for place in chunks[chunk] {
          var gain = 0
          for term in lists[Int(documents[place])] { gain += Int(gains[Int(term)]) }
          keys[place] = GainKey.make(gain, place: place)
        }
      }
      Parallel.forEach(2, threads: threads) { keys.elements[halves[$0]].sort() }
      guard exchange(halves, terms) else { break }
    }
    for half in halves { documents.elements[half].sort() }
    progress.add(range.count)
    return halves.map { Part(range: $0, termCount: termCount) }
  }

  /// Exchanges the documents that gain most by it, pair by pair; false where none does.
  private func exchange(_ halves: [Range<Int>], _ terms: TermSides) -> Bool {
    let (left, right) = (terms.counts(0), terms.counts(1))
    let pairs = GainKey.pairs(keys, halves)
    for pair in 0..<pairs {
      let one = GainKey.place(keys[halves[0].lowerBound + pair])
      let other = GainKey.place(keys[halves[1].lowerBound + pair])
      for term in lists[Int(documents[one])] {
        left[Int(term)] &-= 1
        right[Int(term)] &+= 1
      }
      for term in lists[Int(documents[other])] {
        right[Int(term)] &-= 1
        left[Int(term)] &+= 1
      }
      documents.elements.swapAt(one, other)
    }
    return pairs > 0
  }

  /// Takes terms that only one document of the part has out of its lists and numbers the others
  /// closely, so that their counts stay in the cache.
  private func renumber(_ part: Part) -> Int {
    var numbers = [UInt32](repeating: 0, count: part.termCount)
    return numbers.withUnsafeMutableBufferPointer { numbers in
      for place in part.range {
        for term in lists[Int(documents[place])] { numbers[Int(term)] &+= 1 }
      }
      var count: UInt32 = 0
      for term in numbers.indices {
        if numbers[term] < 2 {
          numbers[term] = .max
        } else {
          numbers[term] = count
          count += 1
        }
      }
      for place in part.range {
        let document = Int(documents[place])
        let list = lists[document]
        var kept = 0
        for term in list {
          let number = numbers[Int(term)]
          guard number != .max else { continue }
          list[kept] = number
          kept += 1
        }
        lists.shorten(document, to: kept)
      }
      return Int(count)
    }
  }

  private static func chunks(_ range: Range<Int>, at middle: Int) -> [Range<Int>] {
    var chunks: [Range<Int>] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let limit = start < middle ? middle : range.upperBound
      let end = min(limit, start + chunkDocuments)
      chunks.append(start..<end)
      start = end
    }
    return chunks
  }
}

/// What moving a document to the other half gains, with its place, as a number that is the less the
/// more it gains; ties go by place.
enum GainKey {
  private static let most = 1 << 30

  @inline(__always)
  static func make(_ gain: Int, place: Int) -> UInt64 {
    let bounded = max(-most, min(most, gain >> 4))
    return UInt64(UInt32(truncatingIfNeeded: most - bounded)) << 32
      | UInt64(UInt32(truncatingIfNeeded: place))
  }

  /// How many documents of the two halves, whose keys are sorted, gain by changing places.
  static func pairs(_ keys: SharedBuffer<UInt64>, _ halves: [Range<Int>]) -> Int {
    var count = 0
    while count < halves[1].count,
      gain(keys[halves[0].lowerBound + count]) + gain(keys[halves[1].lowerBound + count]) > 0
    {
      count += 1
    }
    return count
  }

  private static func gain(_ key: UInt64) -> Int { most - Int(key >> 32) }

  @inline(__always)
  static func place(_ key: UInt64) -> Int { Int(UInt32(truncatingIfNeeded: key)) }
}

/// How much of a bisection is done.
final class BisectionProgress: Sendable {
  private let done = Atomic<Int>(0)
  private let total: Int
  private let report: @Sendable (Double) -> Void

  init(documentCount: Int, report: @escaping @Sendable (Double) -> Void) {
    var levels = 1
    var count = documentCount
    while count > Bisection.leafDocuments {
      count = (count + 1) / 2
      levels += 1
    }
    total = max(1, documentCount * levels)
    self.report = report
  }

  /// Counts documents whose part was divided.
  func add(_ count: Int) {
    let now = done.wrappingAdd(count, ordering: .relaxed).newValue
    if count > 1000 { report(min(1, Double(now) / Double(total))) }
  }
}
