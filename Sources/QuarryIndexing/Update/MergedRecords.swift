import QuarryFormat
import QuarryStorage

/// The records of segments that become one, in their order: their pages are copied as they are
/// stored, since deflating a text anew is most of what a merge would cost.
///
/// Pages are made anew where a document of theirs is deleted or has got further titles, and where they
/// are much shorter than they could be, as in segments of very few documents.
struct MergedRecords: RecordBatches {
  /// Raw bytes of pages that are copied or made anew together, at least.
  private static let unitBytes = 128 << 10

  /// Documents that fill pages of a segment.
  struct Part: Sendable {
    var segment: Int
    var pages: Range<Int>
    /// Of the segment.
    var documents: Range<Int>
    /// Of the raw records.
    var lengths: [UInt32]
    /// By document, whether it is dropped; empty where none is.
    var isDropped: [Bool]

    /// The documents that are kept.
    var keptCount: Int { documents.count - isDropped.count { $0 } }
  }

  /// Documents that are worked on at a time.
  struct Batch: Sendable {
    /// The new number of the first one.
    var firstDocument: Int
    /// Whether pages are copied as they are.
    var isCopied: Bool
    var parts: [Part] = []
  }

  private let source: OptimizationSource
  private let isCompressed: Bool

  /// - Parameter isCompressed: whether pages are to be.
  init(_ source: OptimizationSource, isCompressed: Bool) {
    self.source = source
    self.isCompressed = isCompressed
  }

  /// Gives all batches in order.
  func forEachBatch(
    _ body: (Batch) throws(OptimizationError) -> Void
  ) throws(OptimizationError) {
    var batch = Batch(firstDocument: 0, isCopied: false)
    var (next, bytes) = (0, 0)
    for number in source.segments.indices {
      try forEachPart(of: number) { (part, isCopied, count) throws(OptimizationError) in
        if isCopied != batch.isCopied || bytes >= DocumentSorter.batchBytes {
          if !batch.parts.isEmpty { try body(batch) }
          batch = Batch(firstDocument: next, isCopied: isCopied)
          bytes = 0
        }
        next += part.keptCount
        bytes += count
        batch.parts.append(part)
      }
    }
    if !batch.parts.isEmpty { try body(batch) }
  }

  /// Gives the documents of a segment by groups of whole pages, whether these are copied, and their raw
  /// bytes.
  private func forEachPart(
    of number: Int, _ body: (Part, Bool, Int) throws(OptimizationError) -> Void
  ) throws(OptimizationError) {
    let store = source.segments[number].documents
    let deleted = source.deleted[number]
    var lengths: [UInt32] = []
    lengths.reserveCapacity(store.documentCount)
    try reading { () throws(FormatError) in
      try store.forEachLength { lengths.append(UInt32(truncatingIfNeeded: $0)) }
    }
    let isFull = store.rawCount / max(1, store.pageCount) >= DocumentStore.targetPageBytes / 4 * 3
    let isCopied = isFull && !store.addsTitles && store.isCompressed == isCompressed
    var (first, document) = (0, 0)
    var (start, end) = (0, 0)
    var page = 0
    for last in 0..<store.pageCount {
      let pageEnd = try reading { () throws(FormatError) in try store.rawEnd(ofPage: last) }
      guard pageEnd - start >= Self.unitBytes || last + 1 == store.pageCount else { continue }
      while document < lengths.count, end + Int(lengths[document]) <= pageEnd {
        end += Int(lengths[document])
        document += 1
      }
      // A document may go over several pages.
      guard end == pageEnd else { continue }
      let dropped = deleted.map { deleted in (first..<document).map { deleted.contains($0) } }
      let isDropped = dropped?.contains(true) == true ? dropped ?? [] : []
      let part = Part(
        segment: number, pages: page..<last + 1, documents: first..<document,
        lengths: Array(lengths[first..<document]), isDropped: isDropped)
      try body(part, isCopied && isDropped.isEmpty, end - start)
      (first, start, page) = (document, end, last + 1)
    }
    guard document == lengths.count, start == store.rawCount else {
      throw .source(Self.mismatch)
    }
  }

  static var mismatch: FormatError {
    .damaged(
      section: SectionKind.documents.name, offset: 0,
      reason: "the pages hold other bytes than the records' lengths say")
  }
}

extension MergedRecords.Batch {
  /// The records of the documents that are kept.
  ///
  /// - Parameter output: gets the pages, where they are copied.
  /// - Throws: where a page is damaged.
  func read(
    _ segments: [Segment], with inflater: Inflater, pages output: inout RecordWorker.Output
  ) throws(FormatError) -> DocumentSorter.Batch {
    var records: [UInt8] = []
    var ends: [Int] = []
    var raw: [UInt8] = []
    var page: [UInt8] = []
    for part in parts {
      let store = segments[part.segment].documents
      raw.removeAll(keepingCapacity: true)
      try store.read(pages: part.pages, with: inflater, page: &page, into: &raw)
      var start = 0
      for (place, length) in part.lengths.enumerated() {
        let end = start + Int(length)
        guard end <= raw.count else { throw MergedRecords.mismatch }
        if part.isDropped.isEmpty || !part.isDropped[place] {
          if store.addsTitles {
            let record = Array(raw[start..<end])
            records += try record.withUnsafeBufferPointer { record throws(FormatError) in
              try store.folded(record, of: part.documents.lowerBound + place)
            }
          } else {
            records += raw[start..<end]
          }
          ends.append(records.count)
        }
        start = end
      }
      guard start == raw.count else { throw MergedRecords.mismatch }
      guard isCopied else { continue }
      for number in part.pages {
        output.pageLengths.append(try store.append(page: number, to: &output.pages))
      }
    }
    return DocumentSorter.Batch(
      documents: firstDocument..<firstDocument + ends.count, records: records, ends: ends)
  }
}
