/// Writes the index of a `DocumentStore`: for each group of 64 documents its raw offset and where
/// its lengths begin, then all lengths as varints.
package struct DocumentIndexWriter: Sendable {
  private var lengths: [UInt8] = []
  private var count = 0

  package init() {}

  /// Adds the next document, whose record takes `length` raw bytes.
  package mutating func append(length: Int) {
    Varint.append(length, to: &lengths)
    count += 1
  }

  /// The section's bytes.
  package consuming func encode() -> [UInt8] {
    var bytes: [UInt8] = []
    var groups = DocumentGroups(documentCount: count)
    groups.append(lengths, to: &bytes)
    return bytes + lengths
  }
}

/// Makes the groups of a document index from the lengths that follow them, which may come in parts,
/// since those of very many documents do not fit into memory.
package struct DocumentGroups: Sendable {
  private var document = 0
  /// Where the record of the present document begins.
  private var rawOffset: UInt64 = 0
  /// Where the next byte of the lengths is in the section.
  private var place: Int
  /// What was read of the present document's length.
  private var length: UInt64 = 0
  private var shift: UInt64 = 0

  package init(documentCount: Int) {
    let group = DocumentStore.groupDocuments
    place = 12 * ((documentCount + group - 1) / group)
  }

  /// Appends the groups that begin in the next part of the lengths.
  package mutating func append(_ lengths: [UInt8], to output: inout [UInt8]) {
    for byte in lengths {
      if shift == 0, document % DocumentStore.groupDocuments == 0 {
        for bit in stride(from: UInt64(0), to: 64, by: 8) {
          output.append(UInt8(truncatingIfNeeded: rawOffset >> bit))
        }
        for bit in stride(from: 0, to: 32, by: 8) {
          output.append(UInt8(truncatingIfNeeded: place >> bit))
        }
      }
      place += 1
      length |= UInt64(byte & 0x7F) << shift
      if byte >= 0x80 {
        shift += 7
      } else {
        rawOffset += length
        document += 1
        length = 0
        shift = 0
      }
    }
  }
}
