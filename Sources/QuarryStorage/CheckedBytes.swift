import Synchronization

/// Bytes read in place whose checksum, one CRC-32 for every 4 KiB granule, is checked when a
/// granule is first touched.
///
/// So opening an index stays free of cost, and no byte is believed before its checksum was seen to
/// hold. Which granules were checked is remembered in bits shared by all threads; two threads that
/// meet check twice, which is harmless.
package struct CheckedBytes: Sendable {
  package static let granule = 4096

  /// The bytes without their checksums.
  private let data: MappedBytes
  /// One little-endian CRC-32 a granule.
  private let checksums: MappedBytes
  private let checked: GranuleBits

  /// The number of bytes, checksums not counted.
  package var count: Int { data.count }

  /// The number of granules that `count` bytes make.
  package static func granules(_ count: Int) -> Int {
    count / granule + (count % granule == 0 ? 0 : 1)
  }

  /// Takes `data` and its table of checksums, which its caller has checked; nil where the table
  /// has the wrong size.
  package init?(data: MappedBytes, checksums: MappedBytes) {
    let granules = Self.granules(data.count)
    guard checksums.count == granules * 4 else { return nil }
    self.data = data
    self.checksums = checksums
    checked = GranuleBits(count: granules)
  }

  /// The bytes of `range`, after every granule they lie in was checked.
  ///
  /// - Throws: the offset of a granule whose checksum does not hold, or of a range that is not
  ///   inside.
  package func bytes(_ range: Range<Int>) throws(ChecksumMismatch) -> MappedBytes {
    guard let part = data.slice(offset: range.lowerBound, length: range.count) else {
      throw ChecksumMismatch(offset: range.lowerBound)
    }
    if !range.isEmpty {
      let first = range.lowerBound / Self.granule
      let last = (range.upperBound - 1) / Self.granule
      if last > first, !checked.contains(first) || !checked.contains(last) { part.prefetch() }
      for index in first...last where !checked.contains(index) { try check(index) }
    }
    return part
  }

  /// The little-endian 32-bit number at `offset`.
  package func uint32(at offset: Int) throws(ChecksumMismatch) -> UInt32 {
    guard offset >= 0, offset <= count - 4 else { throw ChecksumMismatch(offset: offset) }
    let part = try bytes(offset..<offset + 4)
    return UInt32(littleEndian: part.span.unsafeLoadUnaligned(as: UInt32.self))
  }

  /// The little-endian 64-bit number at `offset`.
  package func uint64(at offset: Int) throws(ChecksumMismatch) -> UInt64 {
    guard offset >= 0, offset <= count - 8 else { throw ChecksumMismatch(offset: offset) }
    let part = try bytes(offset..<offset + 8)
    return UInt64(littleEndian: part.span.unsafeLoadUnaligned(as: UInt64.self))
  }

  /// All the bytes, every granule checked.
  package func all() throws(ChecksumMismatch) -> MappedBytes {
    try bytes(0..<count)
  }

  private func check(_ index: Int) throws(ChecksumMismatch) {
    let start = index * Self.granule
    let length = min(Self.granule, data.count - start)
    guard let part = data.slice(offset: start, length: length),
      let sum = checksums.slice(offset: index * 4, length: 4)
    else { throw ChecksumMismatch(offset: start) }
    let expected = UInt32(littleEndian: sum.span.unsafeLoadUnaligned(as: UInt32.self))
    guard Checksum.crc32(part.span) == expected else { throw ChecksumMismatch(offset: start) }
    checked.insert(index)
  }
}

/// A granule or page whose bytes are not those that were written.
package struct ChecksumMismatch: Error, Sendable, Hashable {
  /// Where it begins, counted from the start of its section.
  package let offset: Int

  package init(offset: Int) {
    self.offset = offset
  }
}

/// Bits that several threads may set, none may clear.
package final class GranuleBits: Sendable {
  // Safe: the words are atomics, allocated in init and freed in deinit.
  nonisolated(unsafe) private let words: UnsafeMutablePointer<Atomic<UInt64>>
  private let count: Int

  /// - Parameter count: how many there are, all clear.
  package init(count: Int) {
    self.count = (count + 63) / 64
    words = .allocate(capacity: max(1, self.count))
    for index in 0..<self.count { (words + index).initialize(to: Atomic(0)) }
  }

  deinit {
    words.deinitialize(count: count)
    words.deallocate()
  }

  package func contains(_ index: Int) -> Bool {
    guard index >= 0, index >> 6 < count else { return false }
    return words[index >> 6].load(ordering: .relaxed) >> (index & 63) & 1 == 1
  }

  package func insert(_ index: Int) {
    guard index >= 0, index >> 6 < count else { return }
    words[index >> 6].bitwiseOr(1 << (index & 63), ordering: .relaxed)
  }
}
