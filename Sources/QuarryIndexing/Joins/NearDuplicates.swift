import QuarryCorpus
import QuarryFormat
import QuarryStorage

/// Finds the near copies among the documents of a segment by their fingerprints: those that agree in a
/// group of bytes meet by sorting, in bounded memory, and are then compared as a whole.
///
/// The groups of bytes are banded as Leskovec, Rajaraman and Ullman describe it ("Mining of massive
/// datasets", 3.4, 2014). A document is compared with the one before it in each group and with the
/// group's first, so that the time is linear; copies of copies belong together.
final class NearDuplicates {
  /// The most documents that are told to have copies, whatever the memory is; more are left as they
  /// are.
  private static let most = 1 << 18

  private let fingerprints: SpillFile
  private let bands: ExternalSorter
  private var count = 0
  private var pending: [UInt8] = []
  /// For each document that has a copy the one that leads to the first of its cluster.
  private var parents: [Int: Int] = [:]

  /// - Parameter memory: what the sorter may hold.
  init(folder: String, memory: Int) throws(StorageError) {
    fingerprints = try SpillFile(folder: folder)
    bands = ExternalSorter(folder: folder, memory: memory)
  }

  /// Adds the fingerprints of the next documents, and the hashes of their identifiers.
  func append(_ bytes: [UInt8], identifiers: [UInt64]) throws(StorageError) {
    var record: [UInt8] = []
    for (index, identifier) in identifiers.enumerated() {
      let start = index * Fingerprint.recordBytes
      guard start + Fingerprint.recordBytes <= bytes.count else { break }
      let fingerprint = bytes[start..<start + Fingerprint.recordBytes]
      pending += fingerprint
      pending.appendBigEndian(identifier, 8)
      if fingerprint[start] != 0 {
        for band in 0..<Fingerprint.bands {
          record.removeAll(keepingCapacity: true)
          record.append(UInt8(band))
          let from = start + band * (Fingerprint.count / Fingerprint.bands)
          record += bytes[from..<from + Fingerprint.count / Fingerprint.bands]
          record.appendBigEndian(UInt64(count), 5)
          try bands.append(record.span)
        }
      }
      count += 1
    }
    if pending.count >= 1 << 16 { try flush() }
  }

  /// Puts on disk what is in memory.
  func flush() throws(StorageError) {
    let bytes = pending
    try fingerprints.write(bytes.span.bytes)
    pending.removeAll(keepingCapacity: true)
  }

  /// The column that tells near copies: for each document that has some, a number made from the
  /// identifier and the content of the first of them. Nil where there are none.
  func column() throws(StorageError) -> ColumnPart? {
    try flush()
    var sorted = try bands.sorted()
    var group: [UInt8] = []
    var first: (document: Int, bytes: [UInt8]) = (0, [])
    var last: (document: Int, bytes: [UInt8]) = (0, [])
    while try sorted.next() {
      let record = sorted.record
      let key = record.prefix(record.count - 5)
      let document = record.suffix(5).reduce(0) { $0 << 8 | Int($1) }
      if !key.elementsEqual(group) {
        group = Array(key)
        first = (document, [])
        last = first
        continue
      }
      if first.bytes.isEmpty {
        first.bytes = try fingerprint(first.document)
        last = first
      }
      let bytes = try fingerprint(document)
      if Fingerprint.areCopies(bytes, last.bytes) {
        join(document, last.document)
      } else if Fingerprint.areCopies(bytes, first.bytes) {
        join(document, first.document)
      }
      last = (document, bytes)
    }
    return try makeColumn()
  }

  private func makeColumn() throws(StorageError) -> ColumnPart? {
    guard !parents.isEmpty else { return nil }
    var part = ColumnPart(name: ColumnGatherer.nearDuplicate)
    var previous = 0
    for document in parents.keys.sorted() {
      let bytes = try fingerprint(root(document))
      // Of the content too, since other segments may have other documents of this identifier.
      let number = bytes.withUnsafeBytes { ContentHash.hash($0, seed: 0) }
      // Numbers of columns lie between -2^62 and 2^62.
      let text = Array(String(number >> 3).utf8)
      text.withUnsafeBufferPointer { part.append($0, document: document, last: &previous) }
    }
    return part
  }

  /// The fingerprint of a document with the hash of its identifier.
  private func fingerprint(_ document: Int) throws(StorageError) -> [UInt8] {
    var bytes: [UInt8] = []
    let length = Fingerprint.recordBytes + 8
    try fingerprints.read(at: document * length, limit: length, into: &bytes)
    guard bytes.count == length else { throw Run.cutOff }
    return bytes
  }

  /// The first document of a cluster.
  private func root(_ document: Int) -> Int {
    var root = document
    while let next = parents[root], next != root { root = next }
    // Every document on the way leads there at once from now on.
    var place = document
    while let next = parents[place], next != root, next != place {
      parents[place] = root
      place = next
    }
    return root
  }

  private func join(_ a: Int, _ b: Int) {
    guard parents.count + 2 <= Self.most || parents[a] != nil && parents[b] != nil else { return }
    let (x, y) = (root(a), root(b))
    parents[max(x, y)] = min(x, y)
    parents[min(x, y)] = min(x, y)
  }
}
