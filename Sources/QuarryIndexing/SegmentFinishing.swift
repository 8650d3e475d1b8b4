import QuarryFormat
import QuarryStorage

extension IdentifierSorter {
  /// Writes the section of identifiers.
  ///
  /// - Returns: the documents whose identifier's hash an earlier one has.
  @discardableResult
  func write(to output: SectionOutput) throws(StorageError) -> Int {
    try output.begin(.identifiers)
    var table = IdentifierTableWriter(documentCount: count)
    var last: UInt64?
    var duplicates = 0
    try forEachSorted { hash, document throws(StorageError) in
      if hash == last { duplicates += 1 }
      last = hash
      table.append(hash: hash, document: document)
      if table.bytes.count >= 1 << 18 {
        try output.append(table.bytes)
        table.bytes.removeAll(keepingCapacity: true)
      }
    }
    table.finish()
    try output.append(table.bytes)
    try output.end()
    return duplicates
  }
}

extension PageCompressor {
  /// Writes the sections that waited while the positions were written, and all directories.
  func writeSections(to output: SectionOutput, keepsForms: Bool) throws(StorageError) {
    try output.write(.positionsPages, positionsPages.encode())
    var paged: [(SectionSpool, SectionKind, PageDirectory.Writer)] = [
      (short, .shortPostingsPages, shortPages), (long, .longPostingsPages, longPages),
    ]
    if keepsForms { paged.append((forms, .formsPages, formsPages)) }
    for (spool, kind, directory) in paged {
      try Self.copy(spool, to: output)
      try output.write(kind, directory.encode())
    }
    for spool in [blocks, terms, termIndex] { try Self.copy(spool, to: output) }
  }

  private static func copy(_ spool: SectionSpool, to output: SectionOutput) throws(StorageError) {
    try output.begin(spool.kind)
    try spool.forEachPart { part throws(StorageError) in try output.append(part) }
    try output.end()
  }
}

extension SectionOutput {
  /// Ends a new file: writes the catalog and the root, and gives the file its name.
  func commit(_ catalog: Catalog, replacing: Bool) throws(StorageError) {
    try file.pad(to: SectionEntry.alignment)
    let encoded = catalog.encode()
    let offset = file.count
    try file.write(encoded)
    try file.pad(to: SectionEntry.alignment)
    let root = Root(
      generation: 1, extent: file.count + Root.encodedBytes, catalogOffset: offset,
      catalogLength: encoded.count, catalogChecksum: Checksum.crc32(encoded.span.bytes))
    try file.write(root.encode())
    try file.synchronize()
    try file.overwrite(root.encodeSlot(), at: Header.pageBytes)
    try file.commit(replacing: replacing)
  }
}
