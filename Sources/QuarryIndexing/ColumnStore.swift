import QuarryFormat
import QuarryStorage

/// Keeps the values of all names of a segment inside a bounded memory until columns are built.
///
/// Values wait in memory name by name; when they are many, all are written to a spill file as one
/// *lot*: the number of names, each name's number and bytes, then the names' blocks. A block is what
/// a batch had of a name: its first document, its bytes, its entries as `ColumnPart` has them.
final class ColumnStore {
  /// What is known of a name before its column is built.
  private struct Name {
    let bytes: [UInt8]
    var documentCount = 0
    var pending: [UInt8] = []
  }

  /// The most bytes of a lot before its last block.
  static let lotBytes = 1 << 20
  /// The most names: those of metadata, and the words of the bodies.
  private static let maxNames = ColumnLayout.maxNames + 1

  private let folder: String
  private let lotBytes: Int
  private var numbers: [[UInt8]: Int] = [:]
  private var names: [Name] = []
  private var file: SpillFile?
  private var lotStarts: [Int] = []
  /// The bytes that wait in memory.
  private(set) var pendingBytes = 0

  /// - Parameter lotBytes: the bytes that wait in memory before they are spilled.
  init(folder: String, lotBytes: Int) {
    self.folder = folder
    self.lotBytes = lotBytes
    // However many names there are, these have their places.
    let made = [ColumnGatherer.wordCounts, ColumnGatherer.words, ColumnGatherer.language]
    for name in made { _ = number(of: name) }
  }

  /// Adds the parts of the next batch, whose first document in the segment is `firstDocument`.
  func append(_ parts: [ColumnPart], firstDocument: Int) throws(StorageError) {
    for part in parts {
      guard let number = number(of: part.name) else { continue }
      names[number].documentCount += part.documentCount
      let before = names[number].pending.count
      Varint.append(firstDocument, to: &names[number].pending)
      Varint.append(part.entries.count, to: &names[number].pending)
      names[number].pending += part.entries
      pendingBytes += names[number].pending.count - before
      if pendingBytes >= lotBytes { try spill() }
    }
  }

  /// Whether some document has a value under `name`.
  func has(_ name: [UInt8]) -> Bool { numbers[name] != nil }

  private func number(of name: [UInt8]) -> Int? {
    if let number = numbers[name] { return number }
    guard names.count < Self.maxNames else { return nil }
    numbers[name] = names.count
    names.append(Name(bytes: name))
    return names.count - 1
  }

  private func spill() throws(StorageError) {
    if file == nil { file = try SpillFile(folder: folder) }
    guard let file else { return }
    var head: [UInt8] = []
    var body: [UInt8] = []
    var count: UInt64 = 0
    for number in names.indices where !names[number].pending.isEmpty {
      ColumnCodes.append(UInt64(number), width: 4, to: &head)
      ColumnCodes.append(UInt64(names[number].pending.count), width: 4, to: &head)
      body += names[number].pending
      names[number].pending = []
      count += 1
    }
    lotStarts.append(file.count)
    var bytes: [UInt8] = []
    ColumnCodes.append(count, width: 4, to: &bytes)
    bytes += head
    try file.write(bytes.span.bytes)
    try file.write(body.span.bytes)
    pendingBytes = 0
  }

  // MARK: - Reading

  /// The names that become columns: those the program makes, then those with the most documents;
  /// by the bytes of the names. `others` are left out.
  ///
  /// The words of the bodies are left out without a trace where metadata has their name.
  func chosen() -> (names: [Int], others: [Int]) {
    let made = [ColumnGatherer.wordCounts, ColumnGatherer.language]
    let hasOwnWords = numbers[ColumnGatherer.words].map { names[$0].documentCount > 0 } ?? false
    let candidates = names.indices.filter {
      names[$0].documentCount > 0
        && !(hasOwnWords && names[$0].bytes == ColumnGatherer.wordCounts)
    }
    let order = candidates.sorted { a, b in
      let (first, second) = (names[a], names[b])
      let isMade = (made.contains(first.bytes), made.contains(second.bytes))
      if isMade.0 != isMade.1 { return isMade.0 }
      if first.documentCount != second.documentCount {
        return first.documentCount > second.documentCount
      }
      return first.bytes.lexicographicallyPrecedes(second.bytes)
    }
    func sorted(_ numbers: ArraySlice<Int>) -> [Int] {
      numbers.sorted { columnName($0).lexicographicallyPrecedes(columnName($1)) }
    }
    return (
      sorted(order.prefix(ColumnLayout.maxColumns)),
      sorted(order.dropFirst(ColumnLayout.maxColumns))
    )
  }

  /// A name as text.
  func name(_ number: Int) -> String { String(decoding: columnName(number), as: UTF8.self) }

  /// What the column of a name is called.
  private func columnName(_ number: Int) -> [UInt8] {
    let name = names[number].bytes
    return name == ColumnGatherer.wordCounts ? ColumnGatherer.words : name
  }

  /// The documents that have a value of a name.
  func documentCount(_ number: Int) -> Int { names[number].documentCount }

  /// Gives every value of a name with its document, in the order of documents, until `body` says
  /// false.
  func forEachValue(
    of number: Int,
    _ body: (_ document: Int, _ value: UnsafeBufferPointer<UInt8>) throws(StorageError) -> Bool
  ) throws(StorageError) {
    var bytes: [UInt8] = []
    if let file {
      for start in lotStarts {
        guard let range = try find(number, inLotAt: start, of: file) else { continue }
        bytes.removeAll(keepingCapacity: true)
        try file.read(at: range.lowerBound, limit: range.count, into: &bytes)
        guard try Self.forEachValue(in: bytes, body) else { return }
      }
    }
    _ = try Self.forEachValue(in: names[number].pending, body)
  }

  private func find(
    _ number: Int, inLotAt start: Int, of file: SpillFile
  ) throws(StorageError) -> Range<Int>? {
    var head: [UInt8] = []
    try file.read(at: start, limit: 4 + 8 * Self.maxNames, into: &head)
    func word(_ index: Int) -> Int {
      guard 4 * index + 4 <= head.count else { return 0 }
      return Int(ColumnCodes.load(head.span.bytes, at: 4 * index, width: 4))
    }
    let count = word(0)
    var offset = start + 4 + 8 * count
    for entry in 0..<min(count, Self.maxNames) {
      let length = word(2 + 2 * entry)
      if word(1 + 2 * entry) == number { return offset..<offset + length }
      offset += length
    }
    return nil
  }

  private static func forEachValue(
    in bytes: [UInt8],
    _ body: (_ document: Int, _ value: UnsafeBufferPointer<UInt8>) throws(StorageError) -> Bool
  ) throws(StorageError) -> Bool {
    try bytes.withUnsafeBufferPointer { bytes throws(StorageError) in
      var window = ByteWindow(bytes, offset: 0)
      while window.offset < bytes.count {
        var document = Int(window.varint())
        let length = Int(window.varint())
        let end = min(bytes.count, window.offset + length)
        while window.offset < end {
          document += Int(window.varint())
          let length = Int(window.varint())
          guard try body(document, window.take(length)) else { return false }
        }
      }
      return true
    }
  }
}
