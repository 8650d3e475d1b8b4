import QuarryStorage

/// Finds documents by identifier: a table of document numbers in the order of the identifiers'
/// hashes, in buckets of about eight by the hash's leading bits, each with a few further bits of the
/// hash so that almost no other document is read in vain.
///
/// Layout: `bucketBits` and `entryBytes` (a byte each), two zero bytes, the count (4 bytes); the
/// entries, `document | fingerprint << documentBits`; then 2^bucketBits + 1 starts of 4 bytes.
package struct IdentifierTable: Sendable {
  static let headerBytes = 8
  let bytes: SectionBytes
  let shape: Shape

  /// The sizes that follow from the number of documents.
  struct Shape: Sendable {
    let count: Int
    let documentBits: Int
    let entryBytes: Int
    let bucketBits: Int

    init(count: Int) {
      self.count = count
      documentBits = max(1, Int.bitWidth - max(0, count - 1).leadingZeroBitCount)
      entryBytes = (documentBits + 6 + 7) / 8
      let buckets = count / 8
      bucketBits = buckets == 0 ? 0 : Int.bitWidth - buckets.leadingZeroBitCount
    }

    func bucket(_ hash: UInt64) -> Int {
      bucketBits == 0 ? 0 : Int(hash >> UInt64(64 - bucketBits))
    }

    func fingerprint(_ hash: UInt64) -> UInt64 {
      (hash << UInt64(bucketBits)) >> UInt64(64 - (8 * entryBytes - documentBits))
    }
  }

  init(_ bytes: SectionBytes, documentCount: Int) throws(FormatError) {
    self.bytes = bytes
    shape = Shape(count: documentCount)
    let head = try bytes.uint32(at: 0)
    guard head == shape.bucketBits | shape.entryBytes << 8,
      try bytes.uint32(at: 4) == documentCount,
      bytes.count == Self.headerBytes + documentCount * shape.entryBytes
        + ((1 << shape.bucketBits) + 1) * 4
    else { throw FormatError.damaged(.identifiers, at: 0, "its head is impossible") }
  }

  /// The documents that may have the identifier whose hash is `hash`, ascending.
  package func candidates(_ hash: UInt64) throws(FormatError) -> [Int] {
    let starts = Self.headerBytes + shape.count * shape.entryBytes
    let bucket = shape.bucket(hash)
    let first = try bytes.uint32(at: starts + 4 * bucket)
    let end = try bytes.uint32(at: starts + 4 * bucket + 4)
    guard first <= end, end <= shape.count else {
      throw FormatError.damaged(.identifiers, at: starts + 4 * bucket, "a bucket is impossible")
    }
    var found: [Int] = []
    for entry in first..<end {
      let offset = Self.headerBytes + entry * shape.entryBytes
      let part = try bytes.bytes(offset..<offset + shape.entryBytes)
      var value: UInt64 = 0
      for index in 0..<shape.entryBytes {
        value |=
          UInt64(part.span.unsafeLoad(fromByteOffset: index, as: UInt8.self)) << UInt64(8 * index)
      }
      guard value >> UInt64(shape.documentBits) == shape.fingerprint(hash) else { continue }
      let document = Int(value & (1 << UInt64(shape.documentBits) - 1))
      guard document < shape.count else {
        throw FormatError.damaged(.identifiers, at: offset, "there is no such document")
      }
      found.append(document)
    }
    return found.sorted()
  }

  /// The hash of an identifier: 64-bit FNV-1a (Fowler, Noll, Vo 1991), its bits then mixed by the
  /// finaliser of SplitMix64, since FNV's leading bits are weak.
  package static func hash(_ identifier: Span<UInt8>) -> UInt64 {
    var value: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in 0..<identifier.count {
      value ^= UInt64(identifier[index])
      value = value &* 0x100_0000_01B3
    }
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

/// Writes what `IdentifierTable` reads; entries come in ascending order of hash, then document.
package struct IdentifierTableWriter {
  private let shape: IdentifierTable.Shape
  /// Bytes that are complete and wait to be taken.
  package var bytes: [UInt8] = []
  private var starts = ByteWriter()
  private var bucket = -1
  private var written = 0

  package init(documentCount: Int) {
    shape = IdentifierTable.Shape(count: documentCount)
    var head = ByteWriter()
    head.fixed(UInt64(shape.bucketBits) | UInt64(shape.entryBytes) << 8, 4)
    head.fixed(UInt64(documentCount), 4)
    bytes = head.bytes
    // Doubling it as it grows would take twice as much.
    starts.bytes.reserveCapacity(4 * (1 << shape.bucketBits + 1))
  }

  package mutating func append(hash: UInt64, document: Int) {
    open(upTo: shape.bucket(hash))
    let value = UInt64(document) | shape.fingerprint(hash) << UInt64(shape.documentBits)
    for index in 0..<shape.entryBytes {
      bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * index)))
    }
    written += 1
  }

  package mutating func finish() {
    open(upTo: 1 << shape.bucketBits)
    bytes += starts.bytes
  }

  private mutating func open(upTo last: Int) {
    while bucket < last {
      bucket += 1
      starts.fixed(UInt64(written), 4)
    }
  }
}
