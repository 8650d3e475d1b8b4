import QuarryFormat
import QuarryStorage

/// By what documents of one identifier are known to have it: two hashes, of which one is keyed anew in
/// every process, so that no input can be made to have equal ones for different identifiers.
struct DocumentIdentity: Sendable {
  /// Keyed; it differs from process to process and is written to no index.
  let key: UInt64
  /// As in the table of identifiers.
  let hash: UInt64
  /// Whether the document is left out, since the index that is added to has it as it is.
  var isUnchanged = false

  init(_ identifier: Span<UInt8>) {
    var hasher = Hasher()
    identifier.withUnsafeBytes { hasher.combine(bytes: $0) }
    key = UInt64(bitPattern: Int64(hasher.finalize()))
    hash = IdentifierTable.hash(identifier)
  }
}

/// Finds the documents that a later one of the same identifier replaces, in a bounded memory.
final class ReplacedDocuments {
  /// A document by its identity and its place in the input.
  private struct Entry: SpillEntry {
    let key: UInt64
    let hash: UInt64
    /// Twice the number of the document and 1; of one that was left out, twice the next one's number.
    let place: UInt64

    static var byteCount: Int { 24 }

    init(key: UInt64, hash: UInt64, place: UInt64) {
      self.key = key
      self.hash = hash
      self.place = place
    }

    init(_ bytes: RawSpan, at place: Int) {
      key = bytes.number(at: place)
      hash = bytes.number(at: place + 8)
      self.place = bytes.number(at: place + 16)
    }

    func append(to bytes: inout [UInt8]) {
      bytes.append(number: key)
      bytes.append(number: hash)
      bytes.append(number: place)
    }

    static func precedes(_ a: Entry, _ b: Entry) -> Bool {
      (a.key, a.hash, a.place) < (b.key, b.hash, b.place)
    }
  }

  private let sorter: SpillSorter<Entry>
  private var documents: UInt64 = 0

  init(folder: String) throws(StorageError) {
    sorter = try SpillSorter(folder: folder)
  }

  /// Adds the next documents in the order of the input.
  func append(_ identities: [DocumentIdentity]) throws(StorageError) {
    for identity in identities {
      let place = documents << 1 | (identity.isUnchanged ? 0 : 1)
      try sorter.append(Entry(key: identity.key, hash: identity.hash, place: place))
      if !identity.isUnchanged { documents += 1 }
    }
  }

  /// Calls `body` with the number of every document that another one follows, those left out not
  /// counted.
  func forEachReplaced(_ body: (Int) -> Void) throws(StorageError) {
    var last: Entry?
    try sorter.forEachSorted { entry throws(StorageError) in
      if let last, last.key == entry.key, last.hash == entry.hash, last.place & 1 == 1 {
        body(Int(last.place >> 1))
      }
      last = entry
    }
  }
}
