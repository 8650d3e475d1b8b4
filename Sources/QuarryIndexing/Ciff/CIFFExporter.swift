package import QuarryFormat
import QuarryStorage

/// Writes the inverted index in the Common Index File Format (Lin et al., 2020; see `CIFFReader`).
///
/// Deleted documents are left out and the others numbered through. A posting's frequency counts all fields
/// together, and so does a document's length, which is exact up to 40 words a field: longer ones are told
/// as closely as ranking knows them. Keys of titles, which are no words, are left out.
package struct CIFFExporter {
  private let file: IndexFile
  private let segments: [Segment]
  private let deleted: [DeletedDocuments?]
  /// By segment, the number of its first document in the export.
  private var firsts: [Int] = []
  private var documentCount = 0

  /// Terms between two releases of the mapped file, which would count as the program's memory.
  private static let termsBetweenReleases = 1 << 12
  private static let pieceBytes = 1 << 18

  /// - Throws: where the index is damaged.
  package init(_ file: IndexFile) throws(FormatError) {
    self.file = file
    segments = file.segments
    deleted = try segments.map { segment throws(FormatError) in try segment.deletedDocuments() }
    for segment in segments {
      firsts.append(documentCount)
      documentCount += segment.documentCount - segment.deletedCount
    }
  }

  /// Gives the file piece by piece.
  ///
  /// - Parameter write: whatever it throws ends the export.
  /// - Throws: a `FormatError` where the index is damaged, or what `write` throws.
  package func run(write: ([UInt8]) throws -> Void) throws {
    let numbers = LiveNumbers(segments, deleted, firsts)
    let lengths = try lengths(numbers)
    let words = lengths.reduce(0) { $0 + Int($1) }
    // The header tells how many lists follow, so they are counted before.
    let lists = try countLists(numbers)
    var pieces = ProtocolBuffer()
    pieces.message { header in
      header.number(1, 1)
      header.number(2, lists)
      header.number(3, documentCount)
      header.number(4, lists)
      header.number(5, documentCount)
      header.number(6, words)
      header.double(7, documentCount > 0 ? Double(words) / Double(documentCount) : 0)
      header.bytes(
        8, Array("quarry \(ProgramVersion.text), analyzer \(file.catalog.analyzer)".utf8))
    }
    var walk = try ListWalk(segments, numbers)
    while try walk.next() {
      releaseSometimes(walk)
      if walk.postings.isEmpty { continue }
      pieces.list(walk.term, walk.postings)
      if pieces.bytes.count >= Self.pieceBytes { try write(pieces.take()) }
    }
    try writeDocuments(lengths, to: &pieces, write)
    try write(pieces.take())
  }

  private func writeDocuments(
    _ lengths: [UInt32], to pieces: inout ProtocolBuffer, _ write: ([UInt8]) throws -> Void
  ) throws {
    var number = 0
    for (place, segment) in segments.enumerated() {
      var walk = DocumentWalk(segment.documents)
      for document in 0..<segment.documentCount
      where !(deleted[place]?.contains(document) ?? false) {
        let record = try walk.read(document)
        pieces.message { message in
          message.number(1, number)
          message.bytes(2, Array(record.bytes[record.identifier]))
          message.number(3, Int(lengths[number]))
        }
        number += 1
        if pieces.bytes.count >= Self.pieceBytes { try write(pieces.take()) }
      }
    }
  }

  /// The terms that some document has, which takes reading the lists only where documents are deleted.
  private func countLists(_ numbers: LiveNumbers) throws(FormatError) -> Int {
    var walk = try ListWalk(segments, numbers)
    walk.readsPostings = deleted.contains { $0 != nil }
    var count = 0
    while try walk.next() {
      releaseSometimes(walk)
      if walk.isWord, !walk.readsPostings || !walk.postings.isEmpty { count += 1 }
    }
    return count
  }

  /// Lets go of what was mapped, now and then.
  private func releaseSometimes(_ walk: borrowing ListWalk) {
    if walk.termCount % Self.termsBetweenReleases == 0 { file.releaseResident() }
  }

  /// The postings of a term.
  struct Posting {
    var document: UInt32
    var frequency: UInt32
  }

  /// The words of each document that is exported, in all fields.
  private func lengths(_ numbers: LiveNumbers) throws(FormatError) -> [UInt32] {
    var lengths = [UInt32](repeating: 0, count: documentCount)
    for (place, segment) in segments.enumerated() {
      for field in segment.fields.indices {
        let given = try FieldLengths(segment, field: field)
        for document in 0..<segment.documentCount {
          guard let number = numbers.number(of: document, in: place) else { continue }
          let sum = Int(lengths[number]) + (try given.words(in: document).count)
          lengths[number] = UInt32(min(sum, Int(Int32.max)))
        }
      }
    }
    return lengths
  }
}

/// Goes through the terms of some segments, each with all its postings.
private struct ListWalk: ~Copyable {
  private(set) var term: [UInt8] = []
  /// In the order of the documents' numbers; none where all are deleted, or the term is no word.
  private(set) var postings: [CIFFExporter.Posting] = []
  private(set) var termCount = 0
  var readsPostings = true
  private let segments: [Segment]
  private let numbers: LiveNumbers
  private let readers: ListReaders
  private var terms: MergedTerms
  private var chunk = PostingChunk()

  init(_ segments: [Segment], _ numbers: LiveNumbers) throws(FormatError) {
    self.segments = segments
    self.numbers = numbers
    readers = ListReaders(segments)
    terms = try MergedTerms(segments)
  }

  var isWord: Bool { term.first != Schema.titleSign }

  mutating func next() throws(FormatError) -> Bool {
    guard try terms.next() else { return false }
    termCount += 1
    term.removeAll(keepingCapacity: true)
    terms.appendTerm(to: &term)
    postings.removeAll(keepingCapacity: true)
    guard isWord, readsPostings else { return true }
    for segment in terms.current {
      let info = terms.info(segment)
      let fieldCount = segments[segment].fields.count
      for page in 0..<ListReader.pageCount(of: info) {
        try readers.read(segment, page: page, of: info, into: &chunk)
        for (index, document) in chunk.documents.enumerated() {
          guard let number = numbers.number(of: Int(document), in: segment) else { continue }
          var sum = 0
          for field in index * fieldCount..<(index + 1) * fieldCount {
            sum += Int(chunk.frequencies[field])
          }
          postings.append(
            CIFFExporter.Posting(
              document: UInt32(truncatingIfNeeded: number),
              frequency: UInt32(min(sum, Int(Int32.max)))))
        }
      }
    }
    return true
  }
}
