import QuarryFormat
import QuarryStorage

/// The hash of a document's identifier with the document.
struct IdentifierEntry: SpillEntry {
  var hash: UInt64
  var document: UInt32

  static var byteCount: Int { 12 }

  static func precedes(_ a: IdentifierEntry, _ b: IdentifierEntry) -> Bool {
    a.hash != b.hash ? a.hash < b.hash : a.document < b.document
  }
}

extension IdentifierEntry {
  init(_ bytes: RawSpan, at place: Int) {
    hash = bytes.number(at: place)
    document = bytes.number(at: place + 8)
  }

  func append(to bytes: inout [UInt8]) {
    bytes.append(number: hash)
    bytes.append(number: document)
  }
}

/// Sorts the hashes of all identifiers of a segment.
typealias IdentifierSorter = SpillSorter<IdentifierEntry>

extension IdentifierSorter {
  /// Adds the hashes of the next documents.
  func append(_ hashes: [UInt64]) throws(StorageError) {
    for hash in hashes {
      try append(IdentifierEntry(hash: hash, document: UInt32(truncatingIfNeeded: count)))
    }
  }
}

extension RawSpan {
  /// The little-endian number at `place`, all of whose bytes are there.
  func number<Number: FixedWidthInteger & BitwiseCopyable>(at place: Int) -> Number {
    Number(littleEndian: unsafeLoadUnaligned(fromByteOffset: place, as: Number.self))
  }
}

extension [UInt8] {
  /// Appends a number, little-endian.
  mutating func append<Number: FixedWidthInteger>(number: Number) {
    for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: number >> Number(shift)))
    }
  }
}
