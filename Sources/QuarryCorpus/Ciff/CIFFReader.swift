internal import QuarryStorage

/// Reads an inverted index in the Common Index File Format, by which engines exchange indexes (Lin et al.,
/// "Supporting interoperability between open-source search engines with the Common Index File Format",
/// 2020): a header, the lists of all terms, the documents, each a message of Protocol Buffers behind its
/// length.
///
/// Nothing is held but the part that is being read. What is read is asked for in the file's order:
/// `nextList` and `nextPosting` for all lists, or `skipLists`, then `nextDocument`.
package final class CIFFReader {
  /// What the file says of itself.
  package struct Header: Sendable, Hashable {
    package fileprivate(set) var version = 0
    package fileprivate(set) var listCount = 0
    package fileprivate(set) var documentCount = 0
    /// The words of the collection that the index is of, which may be more than the file has.
    package fileprivate(set) var wordCount = 0
    package fileprivate(set) var description = ""
  }

  /// A document.
  package struct Document: Sendable, Hashable {
    package fileprivate(set) var number = 0
    package fileprivate(set) var identifier: [UInt8] = []
    /// Its words.
    package fileprivate(set) var length = 0
  }

  /// The longest text that is read: a name or a term.
  private static let mostTextBytes = 1 << 16

  package private(set) var header = Header()
  /// The term of the list that is read.
  package private(set) var term: [UInt8] = []
  /// Its postings, as the file says before it gives them.
  package private(set) var documentFrequency = 0

  private let input: CIFFBytes
  private var listsRead = 0
  private var documentsRead = 0
  /// Where the message that is read ends.
  private var messageEnd = 0
  private var collectionFrequency = 0
  private var postings = 0
  private var occurrences = 0
  private var lastDocument = -1

  /// Opens the file and reads its header.
  ///
  /// - Throws: a `CIFFError` where it cannot be read or is something else.
  package init(path: String) throws(CIFFError) {
    input = try CIFFBytes(path: path)
    guard !(try input.isAtEnd()) else { throw input.fault("is empty", at: nil) }
    var header = Header()
    do throws(CIFFError) {
      try message { (field, type) throws(CIFFError) in
        switch (field, type) {
        case (1, .number): header.version = try input.number()
        case (2, .number): header.listCount = try input.number()
        case (3, .number): header.documentCount = try input.number()
        case (6, .number): header.wordCount = try input.number()
        case (8, .bytes):
          header.description = String(decoding: try text("the description"), as: UTF8.self)
        default: return false
        }
        return true
      }
    } catch {
      throw error.byte == nil ? error : notCIFF(error)
    }
    guard header.version == 1 else {
      throw header.version == 0
        ? notCIFF(nil)
        : input.fault("is version \(header.version) of CIFF; this quarry reads version 1", at: nil)
    }
    guard header.documentCount <= Int(Int32.max), header.listCount <= Int(Int32.max) else {
      throw input.fault("the header's counts are too large", at: 0)
    }
    self.header = header
  }

  private func notCIFF(_ error: CIFFError?) -> CIFFError {
    let detail = error.map { " (byte \($0.byte ?? 0): \($0.reason))" } ?? ""
    return input.fault("is no index in the Common Index File Format\(detail)", at: nil)
  }

  /// The bytes that were read, decompressed.
  package var bytesRead: Int { input.offset }

  /// A fault at the present place.
  package func fault(_ reason: String) -> CIFFError { input.fault(reason, at: input.offset) }

  // MARK: - Lists

  /// Goes behind all lists without looking at them.
  package func skipLists() throws(CIFFError) {
    while listsRead < header.listCount {
      try input.skip(try input.length())
      listsRead += 1
    }
  }

  /// Goes to the next list, of which `term` and `documentFrequency` are then known; false behind the last.
  package func nextList() throws(CIFFError) -> Bool {
    guard listsRead < header.listCount else { return false }
    listsRead += 1
    let length = try input.length()
    messageEnd = input.offset + length
    (documentFrequency, collectionFrequency, postings, occurrences) = (0, 0, 0, 0)
    lastDocument = -1
    term = []
    while input.offset < messageEnd {
      let start = input.offset
      let (field, type) = try input.tag()
      switch (field, type) {
      case (1, .bytes): term = try text("a term")
      case (2, .number): documentFrequency = try input.number()
      case (3, .number): collectionFrequency = try input.number()
      case (4, .bytes):
        guard !term.isEmpty, documentFrequency > 0 else {
          throw input.fault("a list's term and document frequency are not before it", at: start)
        }
        guard documentFrequency <= header.documentCount else {
          throw input.fault("a list is of more documents than there are", at: start)
        }
        try begin(postingAt: start)
        return true
      default: try input.skip(type, before: messageEnd)
      }
    }
    throw fault("a list has no postings")
  }

  private var postingEnd = 0

  private func begin(postingAt start: Int) throws(CIFFError) {
    postingEnd = try input.length() + input.offset
    guard postingEnd <= messageEnd else {
      throw input.fault("a posting goes beyond its list", at: start)
    }
  }

  /// The next posting of the list, or nil behind the last.
  ///
  /// - Throws: where documents do not ascend or there is none of the number, a frequency is 0, or the
  ///   list's counts are not those of its postings.
  package func nextPosting() throws(CIFFError) -> (document: UInt32, frequency: UInt32)? {
    guard postingEnd > 0 else { return nil }
    let start = input.offset
    var gap = 0
    var frequency = 0
    while input.offset < postingEnd {
      switch try input.tag() {
      case (1, .number): gap = try input.number()
      case (2, .number): frequency = try input.number()
      case (_, let type): try input.skip(type, before: postingEnd)
      }
    }
    guard input.offset == postingEnd else {
      throw input.fault("a posting is longer than it says", at: start)
    }
    guard gap > 0 || lastDocument < 0, gap < header.documentCount,
      max(lastDocument, 0) + gap < header.documentCount
    else { throw input.fault("a posting has an impossible document", at: start) }
    guard frequency > 0, frequency <= Int(Int32.max) else {
      throw input.fault("a posting has the frequency \(frequency)", at: start)
    }
    lastDocument = max(lastDocument, 0) + gap
    postings += 1
    occurrences += frequency
    postingEnd = 0
    while input.offset < messageEnd {
      let start = input.offset
      let (field, type) = try input.tag()
      if field == 4, type == .bytes {
        try begin(postingAt: start)
        break
      }
      guard field > 3 else {
        throw input.fault("a list's term and counts are not before its postings", at: start)
      }
      try input.skip(type, before: messageEnd)
    }
    if postingEnd == 0 { try checkCounts() }
    return (UInt32(truncatingIfNeeded: lastDocument), UInt32(truncatingIfNeeded: frequency))
  }

  private func checkCounts() throws(CIFFError) {
    guard input.offset == messageEnd, postings == documentFrequency,
      collectionFrequency == 0 || collectionFrequency == occurrences
    else {
      throw fault(
        "a list of \(postings) postings with \(occurrences) occurrences says that it has "
          + "\(documentFrequency) and \(collectionFrequency)")
    }
  }

  // MARK: - Documents

  /// The next document, or nil behind the last, where the file must end.
  package func nextDocument() throws(CIFFError) -> Document? {
    guard documentsRead < header.documentCount else {
      guard try input.isAtEnd() else { throw fault("bytes are left behind the last document") }
      return nil
    }
    documentsRead += 1
    var document = Document()
    try message { (field, type) throws(CIFFError) in
      switch (field, type) {
      case (1, .number): document.number = try input.number()
      case (2, .bytes): document.identifier = try text("a document's identifier")
      case (3, .number): document.length = try input.number()
      default: return false
      }
      return true
    }
    guard document.length <= Int(Int32.max) else {
      throw fault("a document of \(document.length) words is too long")
    }
    return document
  }

  /// Reads a message, whose fields `body` takes or leaves.
  private func message(
    _ body: (Int, CIFFBytes.FieldType) throws(CIFFError) -> Bool
  ) throws(CIFFError) {
    let length = try input.length()
    let end = input.offset + length
    while input.offset < end {
      let (field, type) = try input.tag()
      if try !body(field, type) { try input.skip(type, before: end) }
    }
    guard input.offset == end else { throw fault("a message is longer than it says") }
  }

  private func text(_ what: String) throws(CIFFError) -> [UInt8] {
    let length = try input.length()
    guard length <= Self.mostTextBytes else {
      throw fault("\(what) of \(length) bytes is too long")
    }
    let bytes = try input.bytes(length)
    guard (try? UTF8Span(validating: bytes.span)) != nil else {
      throw fault("\(what) is no UTF-8")
    }
    return bytes
  }
}
