import QuarryFormat
import QuarryStorage

/// Rewrites all lists in the documents' new order: workers read and sort batches of neighbouring
/// terms, the caller's thread cuts pages from them in the terms' order.
///
/// A list too long for its share of memory is read several times, each time for a range of new
/// numbers.
struct PostingsRewriter {
  private let source: OptimizationSource
  private let numbers: DocumentNumbers
  /// The fields of the new segment, by the catalog's numbers.
  private let fields: [Int]
  /// The jobs that were handed out, in order.
  private var jobs: [ListJob] = []
  private var inFlight = 0
  private let pool: OrderedPool<ListJob, RenumberedLists>
  private var chunk = PostingChunk()
  private var done = 0

  /// The parts that new numbers are divided into to find how a long list is cut.
  private static let slots = 1024

  init(
    _ source: OptimizationSource, _ numbers: DocumentNumbers, fields: [Int]
  ) throws(OptimizationError) {
    self.source = source
    self.numbers = numbers
    self.fields = fields
    pool = try writing { () throws(StorageError) in
      try OrderedPool(threads: source.poolThreads) {
        var renumberer = ListRenumberer(source, numbers, fields: fields)
        return { renumberer.process($0) }
      }
    }
  }

  /// Writes all terms.
  mutating func run(
    into writer: inout PostingsWriter, progress: (Double) -> Void
  ) throws(OptimizationError) {
    var merged = try reading { () throws(FormatError) in try MergedTerms(source.segments) }
    let total = max(1, source.segments.reduce(0) { $0 + $1.facts.postingCount })
    var job = ListJob()
    while try reading({ () throws(FormatError) in try merged.next() }) {
      let cost = merged.current.reduce(0) { $0 + ListJob.cost(of: merged.info($1)) }
      if job.cost > 0, job.cost + cost > source.jobBytes {
        try submit(job, into: &writer)
        job = ListJob()
        progress(min(1, Double(done) / Double(total)))
      }
      job.append(merged)
      guard cost > source.plan.listBytes else { continue }
      let (parts, frequency) = try parts(of: job)
      if frequency > 0 { job.terms[0].documentFrequency = frequency }
      for part in parts where frequency > 0 {
        var partial = job
        partial.part = part.numbers
        partial.cost = part.cost
        try submit(partial, into: &writer)
      }
      job = ListJob()
    }
    if !job.terms.isEmpty { try submit(job, into: &writer) }
    while !jobs.isEmpty { try takeOne(into: &writer) }
    try writing { () throws(StorageError) in try writer.finish() }
  }

  private mutating func submit(
    _ job: ListJob, into writer: inout PostingsWriter
  ) throws(OptimizationError) {
    while !jobs.isEmpty,
      jobs.count > 2 * source.plan.threads || inFlight + job.cost > 3 * source.plan.listBytes
    {
      try takeOne(into: &writer)
    }
    jobs.append(job)
    inFlight += job.cost
    pool.submit(job)
  }

  private mutating func takeOne(into writer: inout PostingsWriter) throws(OptimizationError) {
    guard let lists = pool.next() else { return }
    let job = jobs.removeFirst()
    inFlight -= job.cost
    if let failure = lists.failure { throw .source(failure) }
    source.release()
    try writing { () throws(StorageError) in try write(lists, of: job, into: &writer) }
  }

  private mutating func write(
    _ lists: RenumberedLists, of job: ListJob, into writer: inout PostingsWriter
  ) throws(StorageError) {
    var cut = ListCutter(lists, fieldCount: fields.count)
    var start = 0
    for (index, term) in job.terms.enumerated() {
      let forms = lists.formLists[index]
      // A term that only dropped documents held is dropped with them.
      if job.part == nil, lists.postingCounts[index] == 0 {
        start = term.bytesEnd
        continue
      }
      if job.part.map({ $0.lowerBound == 0 }) ?? true {
        let bytes = job.bytes.span.extracting(start..<term.bytesEnd)
        writer.begin(
          bytes,
          documentFrequency: job.part == nil
            ? lists.postingCounts[index] : term.documentFrequency,
          formNumbers: forms.numberCount)
      }
      try cut.append(
        lists.postingCounts[index], hasForms: forms.numberCount > 1, to: &chunk
      ) { chunk throws(StorageError) in try writer.append(chunk) }
      if job.part.map({ $0.upperBound == source.liveCount }) ?? true {
        if !chunk.documents.isEmpty { try writer.append(chunk) }
        chunk.removeAll()
        try writer.end(forms: forms)
      }
      start = term.bytesEnd
    }
    done += lists.documents.count
  }

  /// Ranges of new numbers, each of which has as much of the job's only list as may be held, and the
  /// list's postings that are kept.
  private func parts(
    of job: ListJob
  ) throws(OptimizationError) -> (parts: [(numbers: Range<Int>, cost: Int)], frequency: Int) {
    let count = source.liveCount
    var frequency = 0
    let slotDocuments = count / Self.slots + 1
    var costs = [Int](repeating: 0, count: Self.slots)
    let readers = ListReaders(source.segments)
    var chunk = PostingChunk()
    for (segment, info) in job.lists {
      let first = source.segments[segment].firstDocument
      for page in 0..<ListReader.pageCount(of: info) {
        try reading { () throws(FormatError) in
          try readers.read(segment, page: page, of: info, into: &chunk)
        }
        for index in chunk.documents.indices {
          guard let number = numbers.number(of: first + Int(chunk.documents[index])) else {
            continue
          }
          frequency += 1
          costs[number / slotDocuments] +=
            ListJob.postingBytes + ListJob.positionBytes * Int(chunk.positionLengths[index])
        }
      }
      source.release()
    }
    var parts: [(numbers: Range<Int>, cost: Int)] = []
    var start = 0
    var cost = 0
    for slot in 0..<Self.slots {
      let end = slot * slotDocuments
      // No part is empty: the last one ends a list.
      guard end < count else { break }
      if cost > 0, cost + costs[slot] > source.plan.listBytes {
        parts.append((start..<end, cost))
        start = end
        cost = 0
      }
      cost += costs[slot]
    }
    parts.append((start..<count, cost))
    return (parts, frequency)
  }
}

/// Cuts lists that stand side by side into the chunks that a `PostingsWriter` takes.
private struct ListCutter {
  private let lists: RenumberedLists
  private let fieldCount: Int
  private var posting = 0
  private var position = 0
  private var form = 0

  init(_ lists: RenumberedLists, fieldCount: Int) {
    self.lists = lists
    self.fieldCount = fieldCount
  }

  /// Appends the next `count` postings to `chunk`, and gives it to `body` whenever it is full and
  /// more are to come.
  mutating func append(
    _ count: Int, hasForms: Bool, to chunk: inout PostingChunk,
    _ body: (borrowing PostingChunk) throws(StorageError) -> Void
  ) throws(StorageError) {
    var left = count
    while left > 0 {
      if chunk.documents.count == BlockMetadata.pagePostings {
        try body(chunk)
        chunk.removeAll()
      }
      let part = min(left, BlockMetadata.pagePostings - chunk.documents.count)
      let end = posting + part
      chunk.documents += lists.documents[posting..<end]
      let frequencies = lists.frequencies[posting * fieldCount..<end * fieldCount]
      chunk.frequencies += frequencies
      var bytes = 0
      for length in lists.positionLengths[posting..<end] { bytes += Int(length) }
      chunk.positionLengths += lists.positionLengths[posting..<end]
      chunk.positions += lists.positions[position..<position + bytes]
      position += bytes
      if hasForms {
        let occurrences = frequencies.reduce(0) { $0 + Int($1) }
        let formsEnd = min(lists.forms.count, form + occurrences)
        chunk.forms += lists.forms[form..<formsEnd]
        form = formsEnd
      }
      posting = end
      left -= part
    }
  }
}
