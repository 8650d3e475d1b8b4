import QuarryFormat
import QuarryStorage

/// Compresses the pages that a `PostingsWriter` makes, on all threads, and brings them to their
/// sections in order.
///
/// Positions go straight to the file; everything else waits in spools, since sections are contiguous.
final class PageCompressor: PostingsSink {
  /// Raw pages of a section on their way to a worker.
  struct Job: Sendable {
    let section: SectionKind
    var bytes: [UInt8] = []
    var ends: [Int] = []
  }

  /// The same pages compressed, each with its checksum, side by side.
  struct Pages: Sendable {
    let section: SectionKind
    var bytes: [UInt8] = []
    var lengths: [(stored: Int, raw: Int)] = []
    var nanoseconds: UInt64 = 0
    var failure: StorageError?
  }

  private static let jobBytes = 1 << 17

  private let output: SectionOutput
  private let pool: OrderedPool<Job, Pages>
  private let limit: Int
  /// What each section gathers.
  private var jobs: [Job] = []
  private(set) var deflateNanoseconds: UInt64 = 0

  let short: SectionSpool
  let long: SectionSpool
  let forms: SectionSpool
  let blocks: SectionSpool
  let terms: SectionSpool
  let termIndex: SectionSpool
  private(set) var shortPages: PageDirectory.Writer
  private(set) var longPages: PageDirectory.Writer
  private(set) var positionsPages: PageDirectory.Writer
  private(set) var formsPages: PageDirectory.Writer

  /// Compresses unless `isRaw`; `output` has begun the positions section.
  ///
  /// - Parameter strategies: what is tried on each page, of which the smallest is kept.
  init(
    output: SectionOutput, isRaw: Bool, threads: Int, temporaryFolder: String,
    strategies: [DeflateStrategy] = [.huffmanOnly]
  ) throws(StorageError) {
    self.output = output
    limit = 2 * threads + 1
    short = try SectionSpool(kind: .shortPostings, folder: temporaryFolder)
    long = try SectionSpool(kind: .longPostings, folder: temporaryFolder)
    forms = try SectionSpool(kind: .forms, folder: temporaryFolder)
    blocks = try SectionSpool(kind: .blocks, folder: temporaryFolder)
    terms = try SectionSpool(kind: .terms, folder: temporaryFolder)
    termIndex = try SectionSpool(kind: .termIndex, folder: temporaryFolder)
    let codec: PageCodec = isRaw ? .raw : .deflate
    shortPages = PageDirectory.Writer(codec: codec, fixedBytes: PostingsWriter.shortPageBytes)
    longPages = PageDirectory.Writer(codec: codec)
    positionsPages = PageDirectory.Writer(
      codec: codec, fixedBytes: PostingsWriter.positionsPageBytes)
    formsPages = PageDirectory.Writer(codec: codec, fixedBytes: PostingsWriter.formsPageBytes)
    pool = try OrderedPool(threads: threads) {
      let deflater =
        isRaw ? nil : Result { () throws(StorageError) in try SmallestDeflater(strategies) }
      return { PageCompressor.compress($0, deflater) }
    }
  }

  func append(page: Span<UInt8>, to section: SectionKind) throws(StorageError) {
    let index: Int
    if let known = jobs.firstIndex(where: { $0.section == section }) {
      index = known
    } else {
      index = jobs.count
      jobs.append(Job(section: section))
    }
    page.withUnsafeBufferPointer { jobs[index].bytes.append(contentsOf: $0) }
    jobs[index].ends.append(jobs[index].bytes.count)
    if jobs[index].bytes.count >= Self.jobBytes { try submit(jobs.remove(at: index)) }
  }

  func append(bytes: [UInt8], to section: SectionKind) throws(StorageError) {
    switch section {
    case .blocks: try blocks.append(bytes)
    case .terms: try terms.append(bytes)
    default: try termIndex.append(bytes)
    }
  }

  /// Waits for all pages to be compressed and written.
  func finish() throws(StorageError) {
    for job in jobs { try submit(job) }
    jobs = []
    while pool.outstanding > 0 { try takeOne() }
  }

  private func submit(_ job: consuming Job) throws(StorageError) {
    pool.submit(job)
    while pool.outstanding >= limit { try takeOne() }
  }

  private func takeOne() throws(StorageError) {
    guard let pages = pool.next() else { return }
    if let failure = pages.failure { throw failure }
    deflateNanoseconds += pages.nanoseconds
    switch pages.section {
    case .shortPostings:
      shortPages.append(pages.lengths)
      try short.append(pages.bytes)
    case .longPostings:
      longPages.append(pages.lengths)
      try long.append(pages.bytes)
    case .forms:
      formsPages.append(pages.lengths)
      try forms.append(pages.bytes)
    default:
      positionsPages.append(pages.lengths)
      try output.append(pages.bytes)
    }
  }

  private static func compress(
    _ job: Job, _ deflater: Result<SmallestDeflater, StorageError>?
  ) -> Pages {
    let began = threadCPUNanoseconds()
    var pages = Pages(section: job.section)
    var start = 0
    do {
      let deflater = try deflater?.get()
      pages.bytes.reserveCapacity(job.bytes.count + 8 * job.ends.count + (1 << 16))
      for end in job.ends {
        let first = pages.bytes.count
        if let deflater {
          try deflater.deflate(job.bytes.span.extracting(start..<end), into: &pages.bytes)
        } else {
          pages.bytes += job.bytes[start..<end]
        }
        pages.bytes.appendChecksum(from: first)
        pages.lengths.append((pages.bytes.count - first, end - start))
        start = end
      }
    } catch {
      pages.failure = error
    }
    pages.nanoseconds = threadCPUNanoseconds() - began
    return pages
  }
}

extension PageDirectory.Writer {
  /// Adds the next pages.
  fileprivate mutating func append(_ lengths: [(stored: Int, raw: Int)]) {
    for page in lengths { append(storedLength: page.stored, rawLength: page.raw) }
  }
}
