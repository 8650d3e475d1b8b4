import QuarryFormat
import QuarryStorage

/// Pairs of a document and a term that come by terms and are wanted by documents: they wait in
/// buckets of neighbouring documents, in memory or, once there are many, in a file.
struct TermPairs {
  private let documentCount: Int
  private let shift: Int
  private let budget: Int
  private let folder: String
  /// In each pair the document within its bucket stands above the term.
  private var pending: [[UInt64]]
  private var pendingCount = 0
  private var file: SpillFile?
  private var spilled: [[(offset: Int, count: Int)]]

  /// Buckets there are where all fits.
  private static let usualBuckets = 512
  private static let mostBuckets = 1 << 16
  /// What a pair takes while its bucket is brought into order.
  private static let pairBytes = 28

  /// - Parameter pairCount: how many pairs there will be at the most.
  init(documentCount: Int, pairCount: Int, budget: Int, folder: String) {
    self.documentCount = documentCount
    self.budget = budget
    self.folder = folder
    // Documents are not equally long: a bucket of the mean length takes an eighth of the budget.
    let wanted = pairCount / max(1, budget / (8 * Self.pairBytes))
    let buckets = min(Self.mostBuckets, max(Self.usualBuckets, wanted))
    var shift = 0
    while documentCount >> shift >= buckets { shift += 1 }
    self.shift = shift
    let bucketCount = documentCount >> shift + 1
    pending = Array(repeating: [], count: bucketCount)
    spilled = Array(repeating: [], count: bucketCount)
  }

  /// Adds the documents of a term; terms come in ascending order.
  mutating func append(_ documents: ArraySlice<UInt32>, term: UInt32) throws(StorageError) {
    let mask: UInt32 = 1 << UInt32(shift) - 1
    for document in documents {
      pending[Int(document >> UInt32(shift))].append(
        UInt64(document & mask) << 32 | UInt64(term))
    }
    pendingCount += documents.count
    // Arrays that grow have as much room again.
    if 16 * pendingCount > budget { try spill() }
  }

  private mutating func spill() throws(StorageError) {
    try SpillFile.requireFree(8 * pendingCount, in: folder)
    if file == nil { file = try SpillFile(folder: folder) }
    guard let file else { return }
    for bucket in pending.indices where !pending[bucket].isEmpty {
      let pairs = pending[bucket]
      spilled[bucket].append((file.count, pairs.count))
      try file.write(pairs.span.bytes)
      pending[bucket] = []
    }
    pendingCount = 0
  }

  /// Gives the terms of all documents, bucket after bucket, side by side; `lengths` gets how many
  /// each document has.
  mutating func forEachBucket(
    _ lengths: SharedBuffer<UInt32>, _ body: ([UInt32]) throws(StorageError) -> Void
  ) throws(StorageError) {
    for bucket in pending.indices {
      var pairs: [UInt64] = []
      pairs.reserveCapacity(
        spilled[bucket].reduce(pending[bucket].count) { $0 + $1.count })
      for (offset, count) in spilled[bucket] {
        var bytes: [UInt8] = []
        try file?.read(at: offset, limit: 8 * count, into: &bytes)
        let raw = bytes.span.bytes
        for index in 0..<raw.byteCount / 8 {
          pairs.append(raw.unsafeLoadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
        }
      }
      pairs += pending[bucket]
      pending[bucket] = []
      let first = bucket << shift
      var starts = [Int](repeating: 0, count: 1 << shift + 1)
      for pair in pairs { starts[Int(pair >> 32) + 1] += 1 }
      for document in 0..<1 << shift where first + document < documentCount {
        lengths[first + document] = UInt32(truncatingIfNeeded: starts[document + 1])
      }
      for document in 0..<1 << shift { starts[document + 1] += starts[document] }
      var terms = [UInt32](repeating: 0, count: pairs.count)
      for pair in pairs {
        let document = Int(pair >> 32)
        terms[starts[document]] = UInt32(truncatingIfNeeded: pair)
        starts[document] += 1
      }
      try body(terms)
    }
    file = nil
  }
}
