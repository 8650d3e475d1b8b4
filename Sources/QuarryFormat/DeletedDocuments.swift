import QuarryStorage

/// The documents of a segment that are deleted: a later commit left them out, or a later document has
/// their identifier.
///
/// The segment itself never changes; each commit that deletes writes the whole set anew. A bit each
/// in memory; in the file a list of numbers where that is shorter.
package struct DeletedDocuments: Sendable, Hashable {
  /// The documents of the segment.
  package let documentCount: Int
  /// 64 documents a word, the first one in the lowest bit.
  package private(set) var words: [UInt64]
  /// How many are deleted.
  package private(set) var count = 0

  /// None of a segment's documents.
  package init(documentCount: Int) {
    self.documentCount = documentCount
    words = Array(repeating: 0, count: (documentCount + 63) / 64)
  }

  /// Whether `document`, of any number, is deleted.
  package func contains(_ document: Int) -> Bool {
    guard document >= 0, document < documentCount else { return false }
    return words[document >> 6] >> UInt64(document & 63) & 1 == 1
  }

  /// Deletes a document; one that the segment does not have is passed over.
  package mutating func insert(_ document: Int) {
    guard document >= 0, document < documentCount, !contains(document) else { return }
    words[document >> 6] |= 1 << UInt64(document & 63)
    count += 1
  }

  /// Takes a document back.
  package mutating func remove(_ document: Int) {
    guard contains(document) else { return }
    words[document >> 6] &= ~(1 << UInt64(document & 63))
    count -= 1
  }

  /// Deletes what another set of the same segment has.
  package mutating func formUnion(_ other: DeletedDocuments) {
    guard other.documentCount == documentCount else { return }
    for place in words.indices { words[place] |= other.words[place] }
    count = words.reduce(0) { $0 + $1.nonzeroBitCount }
  }

  // MARK: Coding

  private static let headBytes = 8
  private static let list = 0
  private static let bits = 1

  /// The section; only a set that is not empty is written.
  package func encode() -> [UInt8] {
    var writer = ByteWriter()
    writer.fixed(UInt64(count), 4)
    let bitBytes = (documentCount + 7) / 8
    guard bitBytes >= 4 * count else {
      writer.fixed(UInt64(Self.bits), 4)
      for byte in 0..<bitBytes {
        writer.bytes.append(UInt8(truncatingIfNeeded: words[byte >> 3] >> UInt64(8 * (byte & 7))))
      }
      return writer.bytes
    }
    writer.fixed(UInt64(Self.list), 4)
    for (place, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        writer.fixed(UInt64(place << 6 + rest.trailingZeroBitCount), 4)
        rest &= rest - 1
      }
    }
    return writer.bytes
  }

  /// How many documents a section says are deleted, once its size is found to fit.
  static func count(in section: SectionBytes, documentCount: Int) throws(FormatError) -> Int {
    let count = try section.uint32(at: 0)
    let form = try section.uint32(at: 4)
    guard count > 0, count <= documentCount, form == list || form == bits else {
      throw section.damage(at: 0, "its head is impossible")
    }
    guard section.count == headBytes + (form == list ? 4 * count : (documentCount + 7) / 8) else {
      throw section.damage(at: section.count, "it has the wrong size")
    }
    return count
  }

  /// Reads a section and checks that every document is there, and in order.
  init(_ section: SectionBytes, documentCount: Int) throws(FormatError) {
    self.init(documentCount: documentCount)
    let expected = try Self.count(in: section, documentCount: documentCount)
    let isList = try section.uint32(at: 4) == Self.list
    let held = try section.bytes(Self.headBytes..<section.count)
    let bytes = Span<UInt8>(_bytes: held.span)
    if isList {
      var previous = -1
      for place in 0..<expected {
        var document = 0
        for byte in 0..<4 { document |= Int(bytes[4 * place + byte]) << (8 * byte) }
        guard document > previous, document < documentCount else {
          throw section.damage(
            at: Self.headBytes + 4 * place, "a document is not in order, or there is none such")
        }
        insert(document)
        previous = document
      }
    } else {
      for byte in 0..<bytes.count {
        words[byte >> 3] |= UInt64(bytes[byte]) << UInt64(8 * (byte & 7))
        count += bytes[byte].nonzeroBitCount
      }
      let rest = documentCount & 63
      guard count == expected, rest == 0 || (words.last ?? 0) >> UInt64(rest) == 0 else {
        throw section.damage(at: Self.headBytes, "its bits are not as many as it says")
      }
    }
  }
}
