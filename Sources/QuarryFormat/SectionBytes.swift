package import QuarryStorage

/// A section that is read in place: its bytes are checked as they are touched, and an error names it.
package struct SectionBytes: Sendable {
  package let kind: SectionKind
  private let checked: CheckedBytes

  package init(kind: SectionKind, checked: CheckedBytes) {
    self.kind = kind
    self.checked = checked
  }

  package var count: Int { checked.count }

  /// The bytes of `range`; throws where it is not inside or a checksum does not hold.
  package func bytes(_ range: Range<Int>) throws(FormatError) -> MappedBytes {
    do {
      return try checked.bytes(range)
    } catch {
      throw .damaged(kind, error)
    }
  }

  /// The little-endian 32-bit number at `offset`.
  func uint32(at offset: Int) throws(FormatError) -> Int {
    do {
      return Int(try checked.uint32(at: offset))
    } catch {
      throw .damaged(kind, error)
    }
  }

  /// The little-endian 64-bit number at `offset`.
  func uint64(at offset: Int) throws(FormatError) -> UInt64 {
    do {
      return try checked.uint64(at: offset)
    } catch {
      throw .damaged(kind, error)
    }
  }

  /// An error at `offset` of this section.
  func damage(at offset: Int, _ reason: String) -> FormatError {
    .damaged(kind, at: offset, reason)
  }
}
