/// Reads the documents of TREC's collections: `<DOC>` with `<DOCNO>`, a title and a text in
/// elements whose names differ from collection to collection.
///
/// Source: National Institute of Standards and Technology, TREC document formats (TIPSTER, .GOV).
struct TRECReader: RecordReader {
  func begin(_ context: DumpContext) {}

  func read(
    _ bytes: UnsafeRawBufferPointer, from start: Int, into document: inout DocumentBuffer
  ) -> ReadRecord {
    guard let open = ByteSearch.first("<DOC>", in: bytes, start..<bytes.count) else {
      return ReadRecord(next: bytes.count, outcome: .nothing)
    }
    guard let close = ByteSearch.first("</DOC>", in: bytes, open..<bytes.count) else {
      return ReadRecord(next: bytes.count, outcome: .skipped(byte: nil, reason: .cutOff))
    }
    let record = MarkedRecord(bytes: bytes, range: open..<close)
    var body = open + 5..<close
    if let id = record.content("<DOCNO", "</DOCNO>") {
      document.id = record.append(id, to: &document)
      body = min(id.upperBound, close)..<close
    }
    if let title = first(
      [
        ("<HEADLINE", "</HEADLINE>"), ("<TITLE", "</TITLE>"), ("<HEAD", "</HEAD>"),
        ("<HL", "</HL>"),
        ("<TTL", "</TTL>"), ("<TI", "</TI>"),
      ], record)
    {
      document.title = record.append(title, to: &document)
    }
    if let date = first(
      [
        ("<DATE_TIME", "</DATE_TIME>"), ("<DATE", "</DATE>"), ("<DATE1", "</DATE1>"),
        ("<PUBDATE", "</PUBDATE>"), ("<DD", "</DD>"),
      ], record)
    {
      let value = record.append(date, to: &document)
      if !value.isEmpty { document.addMetadata("date", value) }
    }
    if let author = first([("<BYLINE", "</BYLINE>"), ("<AUTHOR", "</AUTHOR>")], record) {
      let value = record.append(author, to: &document)
      if !value.isEmpty { document.addMetadata("author", value) }
    }
    appendText(record, body, &document)
    return ReadRecord(next: close + 6, outcome: .document)
  }

  /// Appends all elements of text one after the other, or, where there are none, the whole
  /// document.
  private func appendText(
    _ record: MarkedRecord, _ body: Range<Int>, _ document: inout DocumentBuffer
  ) {
    var rest = body
    var text: Range<Int>?
    while let part = record.content("<TEXT", "</TEXT>", in: rest) {
      if text != nil { _ = document.append("\n\n") }
      let range = record.append(part, to: &document)
      text = (text?.lowerBound ?? range.lowerBound)..<range.upperBound
      rest = min(part.upperBound, rest.upperBound)..<rest.upperBound
    }
    document.text = text ?? record.append(body, to: &document)
  }

  private func first(
    _ elements: [(StaticString, StaticString)], _ record: MarkedRecord
  ) -> Range<Int>? {
    for (open, close) in elements {
      if let content = record.content(open, close) { return content }
    }
    return nil
  }
}
