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
  /// The frequencies of each posting, one number a field, posting after posting; one of the two
  /// arrays is empty.
  private let wide: [UInt32]
  private let narrow: [UInt8]
  /// Where the positions of these postings are.
  package let positions: PositionsPlace

  package init(documents: [UInt32], frequencies: [UInt32], positions: PositionsPlace) {
    self.documents = documents
    wide = frequencies
    narrow = []
    self.positions = positions
  }

  /// What else than the documents `postings` hold, in a byte a frequency where all are that small.
  package init(frequenciesOf postings: DecodedPostings) {
    documents = []
    let isNarrow = postings.wide.allSatisfy { $0 <= 255 }
    wide = isNarrow ? [] : postings.wide
    narrow = isNarrow ? postings.wide.map { UInt8(truncatingIfNeeded: $0) } : postings.narrow
    positions = postings.positions
  }

  /// The frequencies, one number a field, posting after posting.
  package var frequencies: [UInt32] { wide.isEmpty ? narrow.map { UInt32($0) } : wide }

  /// Number `place` of the frequencies.
  @inline(__always)
  package func frequency(_ place: Int) -> UInt32 {
    narrow.isEmpty ? wide[place] : UInt32(narrow[place])
  }

  /// Whether there is a posting `index`, if each has `fieldCount` frequencies.
  func hasRow(_ index: Int, fieldCount: Int) -> Bool {
    let total = max(wide.count, narrow.count)
    return fieldCount > 0 && total % fieldCount == 0 && index >= 0 && index < total / fieldCount
  }

  /// The sum of all frequencies.
  var occurrences: Int { occurrences(0..<max(wide.count, narrow.count)) }

  /// The sum of a range of the frequencies.
  func occurrences(_ places: Range<Int>) -> Int {
    var sum = 0
    if narrow.isEmpty {
      for frequency in wide[places] { sum += Int(frequency) }
    } else {
      for frequency in narrow[places] { sum += Int(frequency) }
    }
    return sum
  }

  /// The bytes these arrays take in memory.
  package var byteCount: Int { 4 * (documents.count + wide.count) + narrow.count + 128 }

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
    var documents = [UInt32](repeating: 0, count: count)
    var frequencies = [UInt32](repeating: 0, count: count * fieldCount)
    var several: [UInt32] = []
    var last = previous
    var place = offset
    // Safe: `index` is below `count`, and a posting's row ends at `(index + 1) * fieldCount`.
    let isDecoded = documents.withUnsafeMutableBufferPointer { documents in
      frequencies.withUnsafeMutableBufferPointer { frequencies in
        for index in 0..<count {
          guard let code = Varint.read(bytes, at: &place), code >> 1 < UInt64(documentCount)
          else { return false }
          last += Int(code >> 1) + 1
          guard last < documentCount else { return false }
          documents[index] = UInt32(truncatingIfNeeded: last)
          let row = index * fieldCount
          if code & 1 == 1 {
            frequencies[row + fieldCount - 1] = 1
            continue
          }
          if fieldCount > 1, place < bytes.count, bytes[place] & 0x81 == 0, bytes[place] > 0 {
            // The commonest of the others: in the last field alone, a few times.
            frequencies[row + fieldCount - 1] = UInt32(bytes[place] >> 1)
            place += 1
            continue
          }
          several.removeAll(keepingCapacity: true)
          guard
            PostingCode.readFrequencies(
              bytes, at: &place, fieldCount: fieldCount, into: &several)
          else { return false }
          for field in 0..<fieldCount { frequencies[row + field] = several[field] }
        }
        return true
      }
    }
    offset = place
    guard isDecoded else { return nil }
    return DecodedPostings(
      documents: documents, frequencies: frequencies, positions: positions)
  }
}
