import QuarryFormat
import QuarryStorage

/// Compresses the pages that a `PostingsWriter` makes, on all threads, and brings them to their
/// sections in order.
///
/// Positions go straight to the file; everything else waits in spools, since sections are contiguous.
final class PageCompressor: PostingsSink {
  /// Raw pages on their way to a worker.
  struct Job: Sendable {
    var sections: [SectionKind] = []
    var bytes: [UInt8] = []
    var ends: [Int] = []
  }

  /// The same pages compressed, each with its checksum.
  struct Pages: Sendable {
    var sections: [SectionKind] = []
    var bytes: [UInt8] = []
    var ends: [Int] = []
    var rawLengths: [Int] = []
    var nanoseconds: UInt64 = 0
    var failure: StorageError?
  }

  private static let jobBytes = 1 << 18

  private let output: SectionOutput
  private let pool: OrderedPool<Job, Pages>
  private let limit: Int
  private var job = Job()
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

  func append(page: [UInt8], to section: SectionKind) throws(StorageError) {
    job.sections.append(section)
    job.bytes += page
    job.ends.append(job.bytes.count)
    if job.bytes.count >= Self.jobBytes { try submit() }
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
    try submit()
    while pool.outstanding > 0 { try takeOne() }
  }

  private func submit() throws(StorageError) {
    guard !job.sections.isEmpty else { return }
    pool.submit(job)
    job = Job()
    while pool.outstanding >= limit { try takeOne() }
  }

  private func takeOne() throws(StorageError) {
    guard let pages = pool.next() else { return }
    if let failure = pages.failure { throw failure }
    deflateNanoseconds += pages.nanoseconds
    var start = 0
    for (index, section) in pages.sections.enumerated() {
      let end = pages.ends[index]
      let page = Array(pages.bytes[start..<end])
      let raw = pages.rawLengths[index]
      switch section {
      case .shortPostings:
        shortPages.append(storedLength: page.count, rawLength: raw)
        try short.append(page)
      case .longPostings:
        longPages.append(storedLength: page.count, rawLength: raw)
        try long.append(page)
      case .forms:
        formsPages.append(storedLength: page.count, rawLength: raw)
        try forms.append(page)
      default:
        positionsPages.append(storedLength: page.count, rawLength: raw)
        try output.append(page)
      }
      start = end
    }
  }

  private static func compress(
    _ job: Job, _ deflater: Result<SmallestDeflater, StorageError>?
  ) -> Pages {
    let began = threadCPUNanoseconds()
    var pages = Pages()
    pages.sections = job.sections
    var start = 0
    do {
      let deflater = try deflater?.get()
      for end in job.ends {
        let first = pages.bytes.count
        if let deflater {
          try deflater.deflate(job.bytes.span.extracting(start..<end), into: &pages.bytes)
        } else {
          pages.bytes += job.bytes[start..<end]
        }
        pages.bytes.appendChecksum(from: first)
        pages.ends.append(pages.bytes.count)
        pages.rawLengths.append(end - start)
        start = end
      }
    } catch {
      pages.failure = error
    }
    pages.nanoseconds = threadCPUNanoseconds() - began
    return pages
  }
}
