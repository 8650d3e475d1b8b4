import QuarryFormat
import QuarryStorage

/// Turns the lists of an index inside out: from the documents of each term come the terms of each
/// document, from which bisection finds an order.
///
/// Only terms that say something of nearness are taken: those in few documents have little to gain,
/// those in very many are everywhere. Which ones depends on the index alone, so that the order does
/// not depend on memory.
struct ForwardIndex {
  /// The terms that are taken.
  struct Selection {
    var frequencies: ClosedRange<Int>
    var termCount = 0
    /// The postings of those terms.
    var entryCount = 0

    /// Terms of fewer documents are left out.
    static let leastFrequency = 4
    /// Terms of more than one document in so many are left out.
    static let mostShare = 4
    /// No more terms are taken, so that their counts fit into the least memory: the rarest are left
    /// out.
    static let mostTerms = 1 << 20

    /// Takes the most frequent terms there is room for.
    ///
    /// - Parameter counts: by document frequency, how many terms have it.
    init(_ counts: [Int: Int], most: Int) {
      frequencies = Int.max...Int.max
      for (frequency, count) in counts.sorted(by: { $0.key > $1.key }) {
        guard termCount + count <= Self.mostTerms else { break }
        termCount += count
        entryCount += frequency * count
        frequencies = frequency...most
      }
    }
  }

  /// The lists of all documents, in memory or in a file, where each term takes four bytes.
  enum Place {
    case memory(SharedBuffer<UInt32>)
    case file(SpillFile)
  }

  let selection: Selection
  let lengths: SharedBuffer<UInt32>
  let place: Place

  /// - Parameter budget: the bytes that may be held in memory.
  init(_ source: OptimizationSource, budget: Int) throws(OptimizationError) {
    let selection = try Self.select(source)
    let lengths = SharedBuffer<UInt32>(repeating: 0, count: source.documentCount)
    self.selection = selection
    self.lengths = lengths
    var pairs = TermPairs(
      documentCount: source.documentCount, pairCount: selection.entryCount, budget: budget / 2,
      folder: source.temporaryFolder)
    try Self.collect(selection, source, into: &pairs)
    if 4 * selection.entryCount <= budget / 2 {
      let terms = SharedBuffer<UInt32>(repeating: 0, count: selection.entryCount)
      var start = 0
      try writing { () throws(StorageError) in
        try pairs.forEachBucket(lengths) { bucket in
          for term in bucket {
            terms[start] = term
            start += 1
          }
        }
      }
      place = .memory(terms)
    } else {
      place = try writing { () throws(StorageError) in
        try SpillFile.requireFree(4 * selection.entryCount, in: source.temporaryFolder)
        let file = try SpillFile(folder: source.temporaryFolder)
        try pairs.forEachBucket(lengths) { bucket throws(StorageError) in
          try file.write(bucket.span.bytes)
        }
        return .file(file)
      }
    }
  }

  private static func select(_ source: OptimizationSource) throws(OptimizationError) -> Selection {
    let most = max(Selection.leastFrequency, source.documentCount / Selection.mostShare)
    var counts: [Int: Int] = [:]
    try reading { () throws(FormatError) in
      var merged = try MergedTerms(source.segments)
      while try merged.next() {
        let frequency = merged.documentFrequency
        if frequency >= Selection.leastFrequency, frequency <= most {
          counts[frequency, default: 0] += 1
        }
      }
    }
    return Selection(counts, most: most)
  }

  private static func collect(
    _ selection: Selection, _ source: OptimizationSource, into pairs: inout TermPairs
  ) throws(OptimizationError) {
    let segments = source.segments
    let pool = try writing { () throws(StorageError) in
      try OrderedPool<ListJob, DocumentLists>(threads: source.poolThreads) {
        DocumentLists.worker(segments)
      }
    }
    var term: UInt32 = 0
    var entries = 0
    var merged = try reading { () throws(FormatError) in try MergedTerms(source.segments) }
    var job = ListJob()
    while true {
      let isMore = try reading { () throws(FormatError) in try merged.next() }
      if isMore, selection.frequencies.contains(merged.documentFrequency) { job.append(merged) }
      if job.cost > source.jobBytes || !isMore {
        pool.submit(job)
        job = ListJob()
        source.release()
      }
      while pool.outstanding > (isMore ? 2 * source.poolThreads : 0), let lists = pool.next() {
        if let failure = lists.failure { throw .source(failure) }
        var start = 0
        for end in lists.ends {
          entries += end - start
          // What is made of the pairs has room for no more than was counted.
          guard term < selection.termCount, entries <= selection.entryCount else {
            throw .source(
              .damaged(
                section: SectionKind.terms.name, offset: 0,
                reason: "there are other terms than were counted"))
          }
          try writing { () throws(StorageError) in
            try pairs.append(lists.documents[start..<end], term: term)
          }
          term += 1
          start = end
        }
      }
      if !isMore { return }
    }
  }
}

/// The documents of some terms, by their numbers in the whole index.
private struct DocumentLists: Sendable {
  var documents: [UInt32] = []
  var ends: [Int] = []
  var failure: FormatError?

  /// A worker's function.
  static func worker(_ segments: [Segment]) -> (ListJob) -> DocumentLists {
    let readers = ListReaders(segments)
    return { job in
      var lists = DocumentLists()
      do throws(FormatError) {
        var page: [UInt32] = []
        var next = 0
        for term in job.terms {
          while next < term.listsEnd {
            let (segment, info) = job.lists[next]
            let first = UInt32(truncatingIfNeeded: segments[segment].firstDocument)
            for number in 0..<ListReader.pageCount(of: info) {
              try readers.readDocuments(segment, page: number, of: info, into: &page)
              for document in page { lists.documents.append(first + document) }
            }
            next += 1
          }
          lists.ends.append(lists.documents.count)
        }
      } catch {
        lists.failure = error
      }
      return lists
    }
  }
}

/// A worker's readers of all segments, made when they are first needed.
final class ListReaders {
  private final class Box {
    var reader: ListReader
    init(_ segment: Segment) { reader = ListReader(segment.postings) }
  }

  private let segments: [Segment]
  private var boxes: [Int: Box] = [:]
  /// Of many segments no more readers are kept.
  private static let most = 64

  init(_ segments: [Segment]) {
    self.segments = segments
  }

  private func box(_ segment: Int) -> Box {
    if let box = boxes[segment] { return box }
    if boxes.count >= Self.most { boxes.removeAll() }
    let box = Box(segments[segment])
    boxes[segment] = box
    return box
  }

  func readDocuments(
    _ segment: Int, page: Int, of info: TermInfo, into documents: inout [UInt32]
  ) throws(FormatError) {
    try box(segment).reader.readDocuments(page: page, of: info, into: &documents)
  }

  func read(
    _ segment: Int, page: Int, of info: TermInfo, into chunk: inout PostingChunk
  ) throws(FormatError) {
    try box(segment).reader.read(page: page, of: info, into: &chunk)
  }
}
