/// Where the positions of some postings are.
package enum PositionsPlace: Sendable {
  /// In these bytes, read from the dictionary.
  case inline([UInt8])
  /// In the positions section from this raw offset; for a page of a long list also where each block
  /// of 128 postings begins, counted from there.
  case section(start: Int, blockStarts: [Int])
}

/// Postings as arrays: what queries work on.
package final class DecodedPostings: Sendable {
  /// Ascending document numbers.
  package let documents: [UInt32]
  /// The frequencies of each posting, one number a field, posting after posting.
  package let frequencies: [UInt32]
  /// Where the positions of these postings are.
  package let positions: PositionsPlace

  package init(documents: [UInt32], frequencies: [UInt32], positions: PositionsPlace) {
    self.documents = documents
    self.frequencies = frequencies
    self.positions = positions
  }

  /// The bytes these arrays take in memory.
  package var byteCount: Int { 4 * (documents.count + frequencies.count) + 128 }

  /// Decodes `count` postings from `bytes`, starting at `offset`, which ends up behind them.
  ///
  /// - Parameters:
  ///   - previous: the document before the first, −1 at the start of a list.
  ///   - documentCount: every document number must be less.
  /// - Returns: nil where the bytes are no such postings.
  static func decode(
    _ bytes: Span<UInt8>, at offset: inout Int, count: Int, previous: Int, documentCount: Int,
    fieldCount: Int, positions: PositionsPlace
  ) -> DecodedPostings? {
    // A posting takes at least a byte, so a forged count cannot ask for much memory.
    guard count >= 0, offset <= bytes.count, count <= bytes.count - offset else { return nil }
    var documents: [UInt32] = []
    var frequencies: [UInt32] = []
    documents.reserveCapacity(count)
    frequencies.reserveCapacity(count * fieldCount)
    var last = previous
    for _ in 0..<count {
      guard let code = Varint.read(bytes, at: &offset), code >> 1 < UInt64(documentCount) else {
        return nil
      }
      last += Int(code >> 1) + 1
      guard last < documentCount else { return nil }
      documents.append(UInt32(truncatingIfNeeded: last))
      if code & 1 == 1 {
        for _ in 0..<fieldCount - 1 { frequencies.append(0) }
        frequencies.append(1)
      } else {
        guard
          PostingCode.readFrequencies(
            bytes, at: &offset, fieldCount: fieldCount, into: &frequencies)
        else { return nil }
      }
    }
    return DecodedPostings(
      documents: documents, frequencies: frequencies, positions: positions)
  }
}
