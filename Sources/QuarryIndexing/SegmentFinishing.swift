import QuarryFormat
import QuarryStorage

extension IdentifierSorter {
  /// Writes the section of identifiers.
  func write(to output: SectionOutput) throws(StorageError) {
    try output.begin(.identifiers)
    var table = IdentifierTableWriter(documentCount: count)
    try forEachSorted { entry throws(StorageError) in
      table.append(hash: entry.hash, document: Int(entry.document))
      if table.bytes.count >= 1 << 18 {
        try output.append(table.bytes)
        table.bytes.removeAll(keepingCapacity: true)
      }
    }
    table.finish()
    try output.append(table.bytes)
    try output.end()
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
      try spool.copy(to: output)
      try output.write(kind, directory.encode())
    }
    for spool in [blocks, terms, termIndex] { try spool.copy(to: output) }
  }
}

extension SectionOutput {
  /// Ends a new file: writes the catalog and the root, and gives the file its name.
  func commit(_ catalog: Catalog, replacing: Bool) throws(StorageError) {
    // Nobody sees the file before it is durable as a whole and has its name.
    let root = try write(catalog, generation: 1)
    try file.overwrite(root.encodeSlot(), at: Header.pageBytes)
    try file.commit(replacing: replacing)
  }

  /// Ends a commit that was appended: once all of it is durable the slot makes it the newest.
  func append(_ catalog: Catalog, generation: UInt64, slot: Int) throws(StorageError) {
    let root = try write(catalog, generation: generation)
    try file.synchronize()
    // A slot that fails half-way may be whole all the same, so what it refers to stays from here on.
    file.finishAppending()
    try file.overwrite(root.encodeSlot(), at: (1 + slot) * Header.pageBytes)
    try file.synchronize()
  }

  /// Writes the catalog and the copy of its root, which is given back.
  private func write(_ catalog: Catalog, generation: UInt64) throws(StorageError) -> Root {
    try file.pad(to: SectionEntry.alignment)
    let encoded = catalog.encode()
    let offset = file.count
    try file.write(encoded)
    try file.pad(to: SectionEntry.alignment)
    let root = Root(
      generation: generation, extent: file.count + Root.encodedBytes, catalogOffset: offset,
      catalogLength: encoded.count, catalogChecksum: Checksum.crc32(encoded.span.bytes))
    try file.write(root.encode())
    return root
  }
}
