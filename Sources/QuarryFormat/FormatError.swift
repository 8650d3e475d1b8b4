package import QuarryStorage

/// Why a file cannot be read as an index.
package enum FormatError: Error, Sendable, Hashable {
  /// The file does not begin as an index does.
  case notAnIndex
  /// The file was written by a later program.
  case newerVersion(UInt32)
  /// Bytes that are not what was written: the section, the offset in it, and what is wrong.
  case damaged(section: String, offset: Int, reason: String)
  /// A document's text is in a dump that is not as it was indexed; the text is a whole message.
  case dump(String)
  /// The system refused.
  case storage(StorageError)
  /// The time for reading was over before it was done.
  case outOfTime

  /// Damage of `section` found by a checksum.
  static func damaged(_ section: SectionKind, _ mismatch: ChecksumMismatch) -> FormatError {
    .damaged(section: section.name, offset: mismatch.offset, reason: "the checksum does not hold")
  }

  /// Damage of `section` that its checksum does not show.
  static func damaged(_ section: SectionKind, at offset: Int, _ reason: String) -> FormatError {
    .damaged(section: section.name, offset: offset, reason: reason)
  }
}

extension FormatError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notAnIndex:
      "is no Quarry index"
    case .newerVersion(let version):
      "was written in format version \(version), which is newer than this program's "
        + "\(Header.version); use a newer quarry"
    case .damaged(let section, let offset, let reason):
      "is damaged: \(section), byte \(offset): \(reason)"
    case .dump(let message):
      message
    case .storage(let error):
      error.description
    case .outOfTime:
      "was not read in time"
    }
  }
}
