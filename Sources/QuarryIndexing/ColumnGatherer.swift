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
}

/// Gathers the metadata of a batch by name, as columns are made of them.
struct ColumnGatherer: ~Copyable {
  private var names = WordTable(capacity: 64)
  private var parts: [ColumnPart] = []
  /// The last document of each part.
  private var lastDocuments: [Int] = []

  /// The names whose values are made by the program; metadata of these names is only shown.
  static let words = Array("words".utf8)
  static let language = Array("lang".utf8)

  /// Begins a batch.
  mutating func begin() {
    names.removeAll()
    parts = []
    lastDocuments.removeAll(keepingCapacity: true)
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
    if parts[number].entries.isEmpty || lastDocuments[number] != document {
      parts[number].documentCount += 1
    }
    Varint.append(document - lastDocuments[number], to: &parts[number].entries)
    Varint.append(value.count, to: &parts[number].entries)
    parts[number].entries.append(contentsOf: value)
    lastDocuments[number] = document
  }

  /// Adds a number of `document`.
  mutating func add(_ name: [UInt8], number: Int, document: Int) {
    add(name, text: Array(String(number).utf8), document: document)
  }

  /// Adds a text of `document`.
  mutating func add(_ name: [UInt8], text: [UInt8], document: Int) {
    name.withUnsafeBufferPointer { name in
      text.withUnsafeBufferPointer { add(name, $0, document: document) }
    }
  }

  /// The parts of the batch, in the order in which their names were met.
  mutating func finish() -> [ColumnPart] {
    var finished: [ColumnPart] = []
    swap(&finished, &parts)
    finished.removeAll { $0.entries.isEmpty }
    return finished
  }
}
