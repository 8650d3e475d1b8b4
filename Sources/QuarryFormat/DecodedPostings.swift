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
  /// The frequencies of each posting, one number a field, posting after posting; empty where they are
  /// packed.
  private let wide: [UInt32]
  private let packed: PackedCounts?
  /// Where the positions of these postings are.
  package let positions: PositionsPlace

  package init(documents: [UInt32], frequencies: [UInt32], positions: PositionsPlace) {
    self.documents = documents
    wide = frequencies
    packed = nil
    self.positions = positions
  }

  /// What else than the documents `postings` hold, in little space.
  package init(frequenciesOf postings: DecodedPostings, fieldCount: Int) {
    documents = []
    packed = postings.packed ?? PackedCounts(postings.wide, rowLength: fieldCount)
    wide = []
    positions = postings.positions
  }

  /// The frequencies, one number a field, posting after posting.
  package var frequencies: [UInt32] { packed?.numbers ?? wide }

  /// Number `place` of the frequencies.
  @inline(__always)
  package func frequency(_ place: Int) -> UInt32 {
    guard let packed else { return wide[place] }
    if packed.rowLength == 1 { return packed.number(place, 0) }
    return packed.number(place / packed.rowLength, place % packed.rowLength)
  }

  /// The frequency of posting `row` in the last field, where most terms stand in that one alone; 0
  /// where another field holds it too.
  @inline(__always)
  package func frequencyInLastAlone(_ row: Int, fieldCount: Int) -> UInt32 {
    if packed != nil { return packedInLastAlone(row) }
    let first = row * fieldCount
    for place in first..<first + fieldCount - 1 where wide[place] != 0 { return 0 }
    return wide[first + fieldCount - 1]
  }

  private func packedInLastAlone(_ row: Int) -> UInt32 {
    packed?.lastAlone(row) ?? 0
  }

  /// The frequency in `field` that all postings of a block of 128 have; nil where they differ.
  package func equalFrequency(block: Int, field: Int, fieldCount: Int) -> UInt32? {
    if let packed { return packed.equalNumber(block: block, field) }
    let first = block * BlockMetadata.blockPostings * fieldCount + field
    let end = min(wide.count, first + BlockMetadata.blockPostings * fieldCount)
    guard first < end else { return nil }
    var difference: UInt32 = 0
    for place in stride(from: first, to: end, by: fieldCount) {
      difference |= wide[place] ^ wide[first]
    }
    return difference == 0 ? wide[first] : nil
  }

  /// Writes the frequencies in `field` of `count` postings of a block over the first of `output`, which
  /// has room for them.
  package func unpackFrequencies(
    block: Int, field: Int, fieldCount: Int, count: Int, into output: UnsafeMutablePointer<UInt32>
  ) {
    if let packed { return packed.unpack(block: block, field, count: count, into: output) }
    var place = block * BlockMetadata.blockPostings * fieldCount + field
    for index in 0..<count {
      output[index] = wide[place]
      place += fieldCount
    }
  }

  /// Whether there is a posting `index`, if each has `fieldCount` frequencies.
  func hasRow(_ index: Int, fieldCount: Int) -> Bool {
    if let packed { return packed.rowLength == fieldCount && 0..<packed.rowCount ~= index }
    return fieldCount > 0 && wide.count % fieldCount == 0 && index >= 0
      && index < wide.count / fieldCount
  }

  /// The sum of all frequencies.
  var occurrences: Int {
    packed.map { $0.sum(0..<$0.rowCount) } ?? occurrences(0..<wide.count)
  }

  /// The sum of a range of the frequencies, which is of whole rows.
  func occurrences(_ places: Range<Int>) -> Int {
    if let packed {
      let length = packed.rowLength
      return packed.sum(places.lowerBound / length..<places.upperBound / length)
    }
    var sum = 0
    for frequency in wide[places] { sum += Int(frequency) }
    return sum
  }

  /// The bytes these arrays take in memory.
  package var byteCount: Int {
    4 * (documents.count + wide.count) + (packed?.byteCount ?? 0) + 128
  }

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
          if fieldCount == 1, place < bytes.count, bytes[place] < 0x80 {
            frequencies[row] = UInt32(bytes[place]) + 2
            place += 1
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
