import QuarryFormat

/// A page of postings as one query goes through it: documents and saturations as arrays, filled in
/// block by block as they are asked for. For one thread.
final class OpenPage {
  private static let hasDocuments: UInt8 = 1
  private static let hasImpacts: UInt8 = 2

  let page: PostingsPage
  private let scorer: BlockScorer
  private let counter: WorkCounter
  let count: Int
  // Safe: room for `count` numbers each, and a number and a byte a block, in memory that init allocates and deinit
  // frees; who keeps the pointers keeps the page. What stands in a block is there only after it was
  // opened.
  private let memory: UnsafeMutableRawPointer
  private let ownDocuments: UnsafeMutablePointer<UInt32>
  private let ownImpacts: UnsafeMutablePointer<Float>
  private let states: UnsafeMutablePointer<UInt8>
  /// The last document of each block, beside the rest so that looking for one counts no reference.
  private let lasts: UnsafeMutablePointer<UInt32>
  private let blockCount: Int

  init(_ page: PostingsPage, _ scorer: BlockScorer, _ counter: WorkCounter) {
    self.counter = counter
    self.page = page
    self.scorer = scorer
    count = page.count
    let blocks = page.blockLasts.count
    let room = blocks << PostingsPage.blockShift
    memory = .allocate(byteCount: room * 8 + blocks * 5 + 1, alignment: 8)
    ownDocuments = memory.bindMemory(to: UInt32.self, capacity: room)
    ownImpacts = (memory + 4 * room).bindMemory(to: Float.self, capacity: room)
    lasts = (memory + 8 * room).bindMemory(to: UInt32.self, capacity: blocks)
    for block in 0..<blocks { (lasts + block).initialize(to: page.blockLasts[block]) }
    blockCount = blocks
    states = (memory + 8 * room + 4 * blocks).bindMemory(to: UInt8.self, capacity: blocks + 1)
    states.initialize(repeating: 0, count: blocks + 1)
  }

  deinit {
    memory.deallocate()
  }

  /// Frequencies and the place of positions.
  var postings: DecodedPostings { page.postings }

  /// The documents of blocks that were opened.
  var documents: UnsafePointer<UInt32> { UnsafePointer(ownDocuments) }

  /// The saturations of blocks that were scored.
  var impacts: UnsafePointer<Float> { UnsafePointer(ownImpacts) }

  /// Unpacks the documents of the block that holds posting `position`, which is below `count`.
  ///
  /// - Returns: where the block ends.
  @inline(__always)
  @discardableResult
  func open(at position: Int) -> Int {
    let block = position >> PostingsPage.blockShift
    if states[block] & Self.hasDocuments == 0 { unpack(block) }
    return min((block + 1) << PostingsPage.blockShift, count)
  }

  /// Makes the documents and the saturations of the block of posting `position`, which is below
  /// `count`, ready.
  ///
  /// - Returns: where the block ends.
  @inline(__always)
  @discardableResult
  func score(at position: Int) -> Int {
    let end = open(at: position)
    let block = position >> PostingsPage.blockShift
    if states[block] & Self.hasImpacts == 0 { score(block) }
    return end
  }

  private func unpack(_ block: Int) {
    page.unpack(block: block, into: ownDocuments + block << PostingsPage.blockShift)
    states[block] |= Self.hasDocuments
    counter.work.blocksOpened += 1
  }

  private func score(_ block: Int) {
    let start = block << PostingsPage.blockShift
    let length = page.postingCount(block: block)
    if page.isConstant {
      (ownImpacts + start).initialize(repeating: 1, count: length)
    } else {
      scorer.score(
        page.postings, block: block, documents + start, length, into: ownImpacts + start)
    }
    states[block] |= Self.hasImpacts
    counter.work.postingsScored += length
  }

  /// The document of posting `position`, which is below `count`.
  @inline(__always)
  func document(_ position: Int) -> UInt32 {
    open(at: position)
    return ownDocuments[position]
  }

  /// The saturation of posting `position`, which is below `count`.
  @inline(__always)
  func impact(_ position: Int) -> Float {
    if states[position >> PostingsPage.blockShift] & Self.hasImpacts != 0 {
      return ownImpacts[position]
    }
    return impactAlone(position)
  }

  /// The exact x of posting `position`, which is below `count`, of `document`.
  func strength(_ position: Int, document: Int) -> Double {
    scorer.strength(page.postings, position, document: document)
  }

  private func impactAlone(_ position: Int) -> Float {
    page.isConstant
      ? 1 : scorer.impact(page.postings, position, document: Int(document(position)))
  }

  /// The number of the first posting from `start` on whose document is not less than `target`;
  /// `count` where there is none. The block it is in is open then.
  ///
  /// Steps double, so that near postings are found in few of them (Bentley and Yao, 1976).
  func position(of target: UInt32, from start: Int) -> Int {
    guard start < count else { return count }
    let lasts = UnsafeBufferPointer(start: lasts, count: blockCount)
    var block = start >> PostingsPage.blockShift
    var low = start
    if lasts[block] < target {
      block = Self.first(in: lasts, from: block + 1, notLess: target)
      guard block < lasts.count else { return count }
      low = block << PostingsPage.blockShift
    }
    var high = open(at: low)
    let documents = ownDocuments
    var step = 1
    var probe = low
    while probe < high, documents[probe] < target {
      low = probe + 1
      probe += step
      step += step
    }
    high = min(probe, high)
    while low < high {
      let middle = (low + high) >> 1
      if documents[middle] < target { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private static func first(
    in lasts: UnsafeBufferPointer<UInt32>, from start: Int, notLess target: UInt32
  ) -> Int {
    var low = start
    var step = 1
    var high = low
    while high < lasts.count, lasts[high] < target {
      low = high + 1
      high += step
      step += step
    }
    high = min(high, lasts.count)
    while low < high {
      let middle = (low + high) >> 1
      if lasts[middle] < target { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
