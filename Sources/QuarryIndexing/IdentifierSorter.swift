import QuarryFormat
import QuarryStorage

/// Sorts the hashes of all identifiers inside a bounded memory.
///
/// They are written to a spill file in the order of documents; at the end it is read once for each
/// part of the hashes' range that fits into memory.
final class IdentifierSorter {
  private let file: SpillFile
  private var pending: [UInt8] = []
  private(set) var count = 0

  init(folder: String) throws(StorageError) {
    file = try SpillFile(folder: folder)
  }

  func append(_ hashes: [UInt64]) throws(StorageError) {
    for hash in hashes {
      for shift in stride(from: 0, to: 64, by: 8) {
        pending.append(UInt8(truncatingIfNeeded: hash >> UInt64(shift)))
      }
    }
    count += hashes.count
    if pending.count >= 1 << 18 { try flush() }
  }

  /// Gives all hashes in ascending order, equal ones by document, holding about `memory` bytes.
  func forEachSorted(
    memory: Int, _ body: (_ hash: UInt64, _ document: Int) throws(StorageError) -> Void
  ) throws(StorageError) {
    try flush()
    struct Entry {
      var hash: UInt64
      var document: UInt32
    }
    let passes = max(1, (count * 2 * MemoryLayout<Entry>.stride + memory - 1) / max(1, memory))
    var entries: [Entry] = []
    for pass in 0..<passes {
      entries.removeAll(keepingCapacity: true)
      try forEachHash { hash, document in
        if Int(hash.multipliedFullWidth(by: UInt64(passes)).high) == pass {
          entries.append(Entry(hash: hash, document: UInt32(truncatingIfNeeded: document)))
        }
      }
      entries.sort { $0.hash != $1.hash ? $0.hash < $1.hash : $0.document < $1.document }
      for entry in entries { try body(entry.hash, Int(entry.document)) }
    }
  }

  private func forEachHash(_ body: (UInt64, Int) -> Void) throws(StorageError) {
    var bytes: [UInt8] = []
    var offset = 0
    var document = 0
    while offset < file.count {
      bytes.removeAll(keepingCapacity: true)
      try file.read(at: offset, limit: 1 << 18, into: &bytes)
      offset += bytes.count
      let raw = bytes.span.bytes
      for start in stride(from: 0, to: bytes.count - 7, by: 8) {
        body(
          UInt64(littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: start, as: UInt64.self)),
          document)
        document += 1
      }
    }
  }

  private func flush() throws(StorageError) {
    var bytes: [UInt8] = []
    swap(&bytes, &pending)
    try file.write(bytes.span.bytes)
    bytes.removeAll(keepingCapacity: true)
    swap(&bytes, &pending)
  }
}
