import CZlib

/// CRC-32 as zlib computes it (polynomial 0xEDB88320), the checksum of every byte in an index.
package enum Checksum {
  /// The checksum of `bytes`, continued from `seed` (0 at the start).
  package static func crc32(_ bytes: RawSpan, seed: UInt32 = 0) -> UInt32 {
    bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return seed }
      return UInt32(
        truncatingIfNeeded: crc32_z(
          uLong(seed), base.assumingMemoryBound(to: UInt8.self), buffer.count))
    }
  }
}
