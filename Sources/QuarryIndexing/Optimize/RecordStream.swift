import QuarryFormat
import QuarryStorage

/// Gives the raw records of all documents in their present order; workers inflate the pages.
struct RecordStream {
  private struct Pages: Sendable {
    var segment: Int
    var range: Range<Int>
  }

  private struct Bytes: Sendable {
    var bytes: [UInt8] = []
    var failure: FormatError?
  }

  /// The pages of a job, about a megabyte.
  private static let jobPages = 64

  private let source: OptimizationSource

  init(_ source: OptimizationSource) {
    self.source = source
  }

  /// Calls `body` with the number and the bytes of every record.
  ///
  /// - Parameter progress: called with the share that is done.
  func forEachRecord(
    progress: (Double) -> Void,
    _ body: (Int, UnsafeBufferPointer<UInt8>) throws(OptimizationError) -> Void
  ) throws(OptimizationError) {
    let segments = source.segments
    let pool = try writing { () throws(StorageError) in
      try OrderedPool<Pages, Bytes>(threads: source.poolThreads) { Self.worker(segments) }
    }
    var document = 0
    for (number, segment) in segments.enumerated() {
      var lengths: [UInt32] = []
      try reading { () throws(FormatError) in
        try segment.documents.forEachLength { lengths.append(UInt32(truncatingIfNeeded: $0)) }
      }
      var next = 0
      // Raw bytes of which the record is not whole yet.
      var rest: [UInt8] = []
      var page = 0
      let pageCount = segment.documents.pageCount
      while page < pageCount || pool.outstanding > 0 {
        while page < pageCount, pool.outstanding <= source.plan.threads {
          let end = min(pageCount, page + Self.jobPages)
          pool.submit(Pages(segment: number, range: page..<end))
          page = end
        }
        guard let result = pool.next() else { break }
        if let failure = result.failure { throw .source(failure) }
        source.release()
        rest += result.bytes
        var start = 0
        try rest.withUnsafeBufferPointer { bytes throws(OptimizationError) in
          while next < lengths.count, bytes.count - start >= Int(lengths[next]) {
            let end = start + Int(lengths[next])
            let record = UnsafeBufferPointer(rebasing: bytes[start..<end])
            if segment.documents.addsTitles {
              let place = next
              let folded = try reading { () throws(FormatError) in
                try segment.documents.folded(record, of: place)
              }
              try folded.withUnsafeBufferPointer { record throws(OptimizationError) in
                try body(document, record)
              }
            } else {
              try body(document, record)
            }
            start = end
            next += 1
            document += 1
          }
        }
        rest.removeFirst(start)
        progress(Double(document) / Double(max(1, source.documentCount)))
      }
      guard next == lengths.count, rest.isEmpty else {
        throw .source(
          .damaged(
            section: SectionKind.documents.name, offset: 0,
            reason: "the pages hold other bytes than the records' lengths say"))
      }
    }
  }

  private static func worker(_ segments: [Segment]) -> (Pages) -> Bytes {
    let inflater = Inflater()
    var page: [UInt8] = []
    return { job in
      var result = Bytes()
      do throws(FormatError) {
        try segments[job.segment].documents.read(
          pages: job.range, with: inflater, page: &page, into: &result.bytes)
      } catch {
        result.failure = error
      }
      return result
    }
  }
}
