import QuarryFormat

/// The values of one name in the documents of a batch.
///
/// An entry a value: the distance to the document of the entry before (the first counts from 0), the
/// value's length and its bytes, both numbers varints.
struct ColumnPart: Sendable {
  var name: [UInt8]
  /// The documents that have a value.
  var documentCount = 0
  var entries: [UInt8] = []

  /// Adds a value of `document`; `last` is the document of the entry before.
  mutating func append(_ value: UnsafeBufferPointer<UInt8>, document: Int, last: inout Int) {
    if entries.isEmpty || last != document { documentCount += 1 }
    Varint.append(document - last, to: &entries)
    Varint.append(value.count, to: &entries)
    entries.append(contentsOf: value)
    last = document
  }
}

/// Gathers the metadata of a batch by name, as columns are made of them.
struct ColumnGatherer: ~Copyable {
  private var names = WordTable(capacity: 64)
  private var parts: [ColumnPart] = []
  /// The last document of each part.
  private var lastDocuments: [Int] = []
  /// The words of the bodies, apart from what metadata may call so.
  private var wordCounts = ColumnPart(name: wordCounts)
  private var lastCounted = 0

  /// The name of the column of the words of the bodies, where no metadata has it.
  static let words = Array("words".utf8)
  /// What the words of the bodies are called until then; no name of metadata is empty.
  static let wordCounts: [UInt8] = []
  /// The name of the documents' languages, given or found.
  static let language = Array("lang".utf8)

  /// The name of the column that tells near copies of a document.
  static let nearDuplicate = Array(NearCopies.column.utf8)

  /// Begins a batch.
  mutating func begin() {
    names.removeAll()
    parts = []
    lastDocuments.removeAll(keepingCapacity: true)
    wordCounts = ColumnPart(name: Self.wordCounts)
    lastCounted = 0
    // However many names there are, these have their places.
    for name in [Self.words, Self.language] {
      name.withUnsafeBufferPointer { _ = names.number(of: $0, 0..<$0.count, kind: 0) }
      parts.append(ColumnPart(name: name))
      lastDocuments.append(0)
    }
  }

  /// Adds a value of `document`, whose number is not less than the one before.
  ///
  /// Empty names and values are nothing; those longer than a column takes are left out, and so are
  /// names beyond as many as a segment looks at.
  mutating func add(
    _ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>, document: Int
  ) {
    let limit = ColumnLayout.maxTextBytes
    guard !name.isEmpty, !value.isEmpty, name.count <= limit, value.count <= limit else { return }
    let (number, isNew) = names.number(of: name, 0..<name.count, kind: 0)
    guard number < ColumnLayout.maxNames else { return }
    if isNew {
      parts.append(ColumnPart(name: Array(name)))
      lastDocuments.append(0)
    }
    parts[number].append(value, document: document, last: &lastDocuments[number])
  }

  /// Adds the number of words in the body of `document`.
  mutating func add(wordCount: Int, document: Int) {
    let text = Array(String(wordCount).utf8)
    text.withUnsafeBufferPointer {
      wordCounts.append($0, document: document, last: &lastCounted)
    }
  }

  /// Adds a text of `document`.
  mutating func add(_ name: [UInt8], text: [UInt8], document: Int) {
    name.withUnsafeBufferPointer { name in
      text.withUnsafeBufferPointer { add(name, $0, document: document) }
    }
  }

  /// The parts of the batch, in the order in which their names were met, the words of the bodies last.
  mutating func finish() -> [ColumnPart] {
    var finished: [ColumnPart] = []
    swap(&finished, &parts)
    finished.append(wordCounts)
    finished.removeAll { $0.entries.isEmpty }
    return finished
  }
}
