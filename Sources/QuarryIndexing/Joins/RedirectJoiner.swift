import QuarryFormat
import QuarryStorage

/// What a batch knows of titles by which documents refer to each other.
struct TitleLinks: Sendable {
  /// A document that others can lead to, counted in its batch.
  struct Title: Sendable {
    var document: Int
    var key: UInt64
    var language: UInt8
  }

  /// A title that leads to a document somewhere else; it ends at `end` of `texts`.
  struct Redirect: Sendable {
    var key: UInt64
    var target: UInt64
    var end: Int
  }

  var titles: [Title] = []
  var redirects: [Redirect] = []
  /// The titles of the redirects side by side.
  var texts: [UInt8] = []
}

/// Finds for every redirect the document to which it leads, wherever both stand in the inputs: keys of
/// titles are sorted and joined in bounded memory, once more for every redirect in a row.
///
/// A redirect may lead to another, up to `mostSteps` in all. Of documents with the same title the last
/// one counts, as it does of those with the same id.
final class RedirectJoiner {
  /// The redirects that are followed in a row.
  static let mostSteps = 5

  /// What became of all redirects.
  struct Counts: Sendable {
    var found = 0
    /// The target is in no input, or of a namespace that is not read.
    var missing = 0
    /// They lead in a circle, or over too many others.
    var circular = 0
    /// Their document has very many already.
    var dropped = 0

    /// Those that became titles of no document.
    var lost: Int { missing + circular + dropped }
  }

  /// By key: documents as `key, 0, document, language`, redirects as `key, 1, key of the target`.
  private let titles: ExternalSorter
  /// By key of the target: `key, title`.
  private var wanted: ExternalSorter
  private let folder: String
  private let memory: Int

  /// - Parameter memory: what each of three sorters may hold.
  init(folder: String, memory: Int) {
    self.folder = folder
    self.memory = memory
    titles = ExternalSorter(folder: folder, memory: memory)
    wanted = ExternalSorter(folder: folder, memory: memory)
  }

  /// Whether there is anything to be joined so far.
  var isEmpty: Bool { titles.count == 0 }

  /// Adds what a batch knows, whose first document is the index's `firstDocument`.
  func append(_ links: TitleLinks, firstDocument: Int) throws(StorageError) {
    var record: [UInt8] = []
    for title in links.titles {
      record.removeAll(keepingCapacity: true)
      record.appendBigEndian(title.key, 8)
      record.append(0)
      record.appendBigEndian(UInt64(firstDocument + title.document), 5)
      record.append(title.language)
      try titles.append(record.span)
    }
    var start = 0
    for redirect in links.redirects {
      record.removeAll(keepingCapacity: true)
      record.appendBigEndian(redirect.key, 8)
      record.append(1)
      record.appendBigEndian(redirect.target, 8)
      try titles.append(record.span)
      record.removeAll(keepingCapacity: true)
      record.appendBigEndian(redirect.target, 8)
      record += links.texts[start..<redirect.end]
      start = redirect.end
      try wanted.append(record.span)
    }
  }

  /// Joins everything.
  ///
  /// - Returns: the alternative titles in the order of their documents, as `AddedTitle` reads them.
  func join() throws(StorageError) -> (titles: ExternalSorter, counts: Counts) {
    let found = ExternalSorter(folder: folder, memory: memory)
    var counts = Counts()
    for _ in 0..<Self.mostSteps where wanted.count > 0 {
      let next = ExternalSorter(folder: folder, memory: memory)
      counts.missing += try join(wanted, into: found, next: next)
      wanted = next
    }
    counts.circular = wanted.count
    counts.found = found.count
    return (found, counts)
  }

  /// What a key of a title stands for.
  private enum Target {
    case document(ArraySlice<UInt8>)
    case redirect(ArraySlice<UInt8>)
  }

  private func join(
    _ wanted: ExternalSorter, into found: ExternalSorter, next: ExternalSorter
  ) throws(StorageError) -> Int {
    var missing = 0
    var links = try wanted.sorted()
    var titles = try self.titles.sorted()
    var hasTitle = try titles.next()
    var key: [UInt8] = []
    var target: Target?
    var record: [UInt8] = []
    while try links.next() {
      let link = links.record
      if !link.prefix(8).elementsEqual(key) {
        key = Array(link.prefix(8))
        target = nil
        while hasTitle, titles.record.prefix(8).lexicographicallyPrecedes(key) {
          hasTitle = try titles.next()
        }
        while hasTitle, titles.record.prefix(8).elementsEqual(key) {
          let title = titles.record
          if title[title.startIndex + 8] == 0 {
            target = .document(ArraySlice(Array(title.dropFirst(9))))
          } else if target == nil {
            target = .redirect(ArraySlice(Array(title.dropFirst(9))))
          }
          hasTitle = try titles.next()
        }
      }
      record.removeAll(keepingCapacity: true)
      switch target {
      case nil: missing += 1
      case .document(let place):
        record += place
        record += link.dropFirst(8)
        try found.append(record.span)
      case .redirect(let place):
        record += place
        record += link.dropFirst(8)
        try next.append(record.span)
      }
    }
    return missing
  }
}

/// An alternative title that a redirect gave to a document.
struct AddedTitle {
  /// The number of the document in the whole index.
  let document: Int
  /// The number of its language.
  let language: UInt8
  let title: ArraySlice<UInt8>

  /// Reads one as `RedirectJoiner` writes it: the document in five bytes, its language, the title.
  init?(_ record: ArraySlice<UInt8>) {
    guard record.count > 6 else { return nil }
    document = record.prefix(5).reduce(0) { $0 << 8 | Int($1) }
    language = record[record.startIndex + 5]
    title = record.dropFirst(6)
  }
}

extension [UInt8] {
  /// Appends the lowest `count` bytes of a number, the highest first, so that bytes sort as numbers do.
  mutating func appendBigEndian(_ value: UInt64, _ count: Int) {
    for shift in stride(from: 8 * (count - 1), through: 0, by: -8) {
      append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
    }
  }
}
