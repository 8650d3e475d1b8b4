/// Reads the stories of Reuters-21578: `<REUTERS … NEWID="1">` with date, topics, title and body.
///
/// Source: David D. Lewis, "Reuters-21578 text categorization test collection", README, 1997.
struct ReutersReader: RecordReader {
  func begin(_ context: DumpContext) {}

  func read(
    _ bytes: UnsafeRawBufferPointer, from start: Int, into document: inout DocumentBuffer
  ) -> ReadRecord {
    guard let open = ByteSearch.first("<REUTERS", in: bytes, start..<bytes.count) else {
      return ReadRecord(next: bytes.count, outcome: .nothing)
    }
    guard let close = ByteSearch.first("</REUTERS>", in: bytes, open..<bytes.count) else {
      return ReadRecord(next: bytes.count, outcome: .skipped(byte: nil, reason: .cutOff))
    }
    let record = MarkedRecord(bytes: bytes, range: open..<close)
    let next = close + 10
    guard let whole = record.content("<TEXT", "</TEXT>") else {
      return ReadRecord(
        next: next, outcome: .skipped(byte: nil, reason: .malformed("has no element <TEXT>")))
    }
    if let id = record.attribute(" NEWID=\"") { document.id = record.append(id, to: &document) }
    if let title = record.content("<TITLE", "</TITLE>", in: whole) {
      document.title = record.append(title, to: &document)
    }
    if let body = record.content("<BODY", "</BODY>", in: whole) {
      document.text = record.append(body, to: &document)
    } else {
      // Unformatted and brief stories: what stands beside the title.
      let titleEnd =
        record.content("<TITLE", "</TITLE>", in: whole).map { $0.upperBound } ?? whole.lowerBound
      document.text = record.append(titleEnd..<whole.upperBound, to: &document)
    }
    add("date", record.content("<DATE", "</DATE>"), record, &document)
    add("author", record.content("<AUTHOR", "</AUTHOR>", in: whole), record, &document)
    add("dateline", record.content("<DATELINE", "</DATELINE>", in: whole), record, &document)
    addList("tags", record.content("<TOPICS", "</TOPICS>"), record, &document)
    addList("places", record.content("<PLACES", "</PLACES>"), record, &document)
    addList("people", record.content("<PEOPLE", "</PEOPLE>"), record, &document)
    addList("orgs", record.content("<ORGS", "</ORGS>"), record, &document)
    addList("exchanges", record.content("<EXCHANGES", "</EXCHANGES>"), record, &document)
    addList("companies", record.content("<COMPANIES", "</COMPANIES>"), record, &document)
    return ReadRecord(next: next, outcome: .document)
  }

  private func add(
    _ name: StaticString, _ content: Range<Int>?, _ record: MarkedRecord,
    _ document: inout DocumentBuffer
  ) {
    guard let content else { return }
    let value = record.append(content, to: &document)
    if !value.isEmpty { document.addMetadata(name, value) }
  }

  /// Adds the values of a list, each in a `<D>` of its own.
  private func addList(
    _ name: StaticString, _ content: Range<Int>?, _ record: MarkedRecord,
    _ document: inout DocumentBuffer
  ) {
    guard var rest = content else { return }
    while let value = record.content("<D", "</D>", in: rest) {
      add(name, value, record, &document)
      rest = min(value.upperBound, rest.upperBound)..<rest.upperBound
    }
  }
}
