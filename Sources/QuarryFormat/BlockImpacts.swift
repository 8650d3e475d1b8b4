import QuarryStorage

/// The bounds of one page of a long list, block by block, to be held against its postings.
struct BlockImpacts {
  private let fieldCount: Int
  private(set) var lastDocuments: [UInt32] = []
  /// The pairs of each block and field, as many places as there may be pairs.
  private var pairs: [ImpactPair]
  private var counts: [Int]

  init(fieldCount: Int) {
    self.fieldCount = fieldCount
    let lists = fieldCount * BlockMetadata.pagePostings / BlockMetadata.blockPostings
    counts = [Int](repeating: 0, count: lists)
    pairs = [ImpactPair](
      repeating: ImpactPair(frequency: 0, length: 0), count: lists * BlockMetadata.maxPairs)
  }

  /// Replaces the bounds by those of page `index`.
  ///
  /// - Returns: where the page's entries end, counted as its `blocksOffset` is.
  mutating func read(page index: Int, of list: ListMetadata) throws(FormatError) -> Int {
    for place in counts.indices { counts[place] = 0 }
    var last: [UInt32] = []
    swap(&last, &lastDocuments)
    defer { lastDocuments = last }
    return try list.readBlocks(page: index, into: &last) { block, field, pair in
      let place = block * fieldCount + field
      pairs[place * BlockMetadata.maxPairs + counts[place]] = pair
      counts[place] += 1
    }
  }

  /// Whether every posting keeps to its block's last document, to a pair of its block and to the
  /// page's own bound.
  func bind(
    _ postings: borrowing PostingScratch, page index: Int, of list: ListMetadata,
    norms: Span<UInt8>, documentCount: Int
  ) -> Bool {
    let documents = postings.documents.span
    let frequencies = postings.frequencies.span
    for block in lastDocuments.indices {
      let start = block * BlockMetadata.blockPostings
      let end = min(start + BlockMetadata.blockPostings, documents.count)
      guard start < end, documents[end - 1] == lastDocuments[block] else { return false }
    }
    for field in 0..<fieldCount {
      let whole = list.bound(page: index, field: field)
      for posting in 0..<documents.count {
        let frequency = frequencies[posting * fieldCount + field]
        guard frequency > 0 else { continue }
        let length = norms[field * documentCount + Int(documents[posting])]
        guard frequency <= whole.frequency, length >= whole.length else { return false }
        let place = posting / BlockMetadata.blockPostings * fieldCount + field
        let first = place * BlockMetadata.maxPairs
        var isBound = false
        for pair in first..<first + counts[place] {
          isBound = isBound || frequency <= pairs[pair].frequency && length >= pairs[pair].length
        }
        guard isBound else { return false }
      }
    }
    return true
  }
}
