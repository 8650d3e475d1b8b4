/// Where the texts of an index's documents are.
package enum TextStorage: Int, Sendable, Hashable {
  /// Nowhere: there are titles and metadata only.
  case none = 0
  /// In the documents' records.
  case stored = 1
  /// In the dumps that the index was built from; a record says where, see `ExternalText`.
  case external = 2
}

/// Where the text of a document is that the index leaves in its dump, with what it takes to be sure
/// that the bytes there are those that were indexed.
package struct ExternalText: Sendable, Hashable {
  /// No dump's record is longer.
  package static let maxLength = 1 << 30

  /// The number of the dump among the catalog's sources.
  package let source: Int
  /// Where the document's line begins in the dump; of a folder of text files, how many bytes of the
  /// identifier stand before the file's path in the folder.
  package let offset: Int
  /// The bytes of the line without its line feed, or of the file.
  package let length: Int
  /// CRC-32 of these bytes.
  package let checksum: UInt32

  package init(source: Int, offset: Int, length: Int, checksum: UInt32) {
    self.source = source
    self.offset = offset
    self.length = length
    self.checksum = checksum
  }

  /// Reads what `append` wrote.
  ///
  /// - Parameter identifierLength: the bytes of the document's identifier.
  /// - Throws: where there is no such source, or the place is not inside it.
  init(
    _ reader: inout ByteReader, sources: [Catalog.Source], identifierLength: Int
  ) throws(FormatError) {
    source = try reader.count(Int.max)
    guard source < sources.count else { throw reader.damage("there is no source \(source)") }
    let size = sources[source].size
    offset = try reader.count(size ?? identifierLength)
    let rest = (size ?? Int.max) - offset
    length = try reader.count(min(rest, Self.maxLength))
    checksum = UInt32(truncatingIfNeeded: try reader.fixed(4))
  }

  /// Appends it to a document's record.
  package func append(to output: inout [UInt8]) {
    Varint.append(source, to: &output)
    Varint.append(offset, to: &output)
    Varint.append(length, to: &output)
    for shift in stride(from: 0, to: 32, by: 8) {
      output.append(UInt8(truncatingIfNeeded: checksum >> UInt32(shift)))
    }
  }
}
