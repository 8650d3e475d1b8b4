import QuarryStorage

/// The hash of each document's whole content, by which an update knows a document that has not
/// changed without reading it, also where texts are not stored.
package struct FingerprintTable: Sendable {
  /// The bytes of a fingerprint: one changed document in 2^40 passes for unchanged, and only if its
  /// identifier's hash agrees too.
  package static let entryBytes = 5
  /// The part of a 64-bit hash that is kept.
  package static let mask: UInt64 = 1 << UInt64(8 * entryBytes) - 1

  private let bytes: SectionBytes

  init(_ bytes: SectionBytes, documentCount: Int) throws(FormatError) {
    guard bytes.count == documentCount * Self.entryBytes else {
      throw bytes.damage(at: bytes.count, "it has the wrong size")
    }
    self.bytes = bytes
  }

  /// The fingerprint of a document of the segment.
  package func fingerprint(of document: Int) throws(FormatError) -> UInt64 {
    let start = document * Self.entryBytes
    let part = try bytes.bytes(start..<start + Self.entryBytes)
    let span = part.span
    var value: UInt64 = 0
    for index in 0..<Self.entryBytes {
      value |= UInt64(span.unsafeLoad(fromByteOffset: index, as: UInt8.self)) << UInt64(8 * index)
    }
    return value
  }

  /// Appends a fingerprint as the section has it.
  package static func append(_ hash: UInt64, to output: inout [UInt8]) {
    for index in 0..<entryBytes {
      output.append(UInt8(truncatingIfNeeded: hash >> UInt64(8 * index)))
    }
  }
}
