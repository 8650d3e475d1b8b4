import QuarryFormat
import QuarryStorage

/// Writes sections to their places in the new file, one after another.
final class SectionOutput {
  let file: OutputFile
  private(set) var entries: [SectionEntry] = []
  private var kind: SectionKind?
  private var start = 0
  private var checksums = GranuleChecksums()

  init(file: OutputFile) {
    self.file = file
  }

  /// The entries written since the last call.
  func takeEntries() -> [SectionEntry] {
    defer { entries = [] }
    return entries
  }

  /// Enters a section in the table that was written to the file otherwise.
  func add(_ entry: SectionEntry) { entries.append(entry) }

  /// Begins a section at the next aligned place.
  func begin(_ kind: SectionKind) throws(StorageError) {
    try file.pad(to: SectionEntry.alignment)
    self.kind = kind
    start = file.count
    checksums = GranuleChecksums()
  }

  /// Appends to the section.
  func append(_ bytes: [UInt8]) throws(StorageError) {
    guard let kind else { return }
    if !kind.isPaged { checksums.append(bytes.span.bytes) }
    try file.write(bytes)
  }

  /// Ends the section: writes its checksums and enters it in the table.
  func end() throws(StorageError) {
    guard let kind else { return }
    let length = file.count - start
    var checksum: UInt32 = 0
    if !kind.isPaged {
      let table = checksums.table()
      checksums = GranuleChecksums()
      checksum = Checksum.crc32(table.span.bytes)
      try file.write(table)
    }
    entries.append(SectionEntry(kind: kind, offset: start, length: length, checksum: checksum))
    self.kind = nil
  }

  /// Writes a whole section.
  func write(_ kind: SectionKind, _ bytes: [UInt8]) throws(StorageError) {
    try begin(kind)
    try append(bytes)
    try end()
  }
}
