/// Finds the maximal pairs of frequency and length of a block in one pass over its postings: no other
/// pair of the block beats them in both.
///
/// The least length of each small frequency is kept in a table, which is then read from the largest
/// frequency down.
struct BlockPairs {
  private static let tableSize = 64
  private static let noLength: UInt16 = 256

  /// The least length code of each frequency below `tableSize`.
  private var least = [UInt16](repeating: noLength, count: tableSize)
  /// Pairs of larger frequencies, in any order.
  private var large: [ImpactPair] = []
  /// The pairs that are kept.
  private var pairs: [ImpactPair] = []

  /// Appends the number of pairs and the pairs, by falling frequency; where they are too many, the
  /// last ones are joined into one that bounds them.
  ///
  /// - Parameters:
  ///   - documents: the block's documents.
  ///   - frequencies: `fieldCount` numbers a document.
  ///   - field: the field whose pairs are wanted.
  ///   - norms: the length codes of the field.
  ///   - bound: grows to bound all pairs.
  mutating func append(
    documents: Span<UInt32>, frequencies: Span<UInt32>, field: Int, fieldCount: Int,
    norms: Span<UInt8>, bound: inout ImpactPair, to blocks: inout GrowingBytes
  ) {
    var greatest = 0
    var table: [UInt16] = []
    swap(&table, &least)
    var place = field
    for index in 0..<documents.count {
      let frequency = Int(frequencies[place])
      place += fieldCount
      let document = Int(documents[index])
      guard frequency > 0, document < norms.count else { continue }
      let length = norms[document]
      guard frequency < Self.tableSize else {
        large.append(ImpactPair(frequency: UInt32(frequency), length: length))
        continue
      }
      table[frequency] = min(table[frequency], UInt16(length))
      greatest = max(greatest, frequency)
    }
    // The greatest pairs, the last of them joined with all that follow.
    pairs.removeAll(keepingCapacity: true)
    var shortest = Self.noLength
    if !large.isEmpty {
      large.sort { ($0.frequency, $1.length) > ($1.frequency, $0.length) }
      for pair in large where UInt16(pair.length) < shortest {
        shortest = UInt16(pair.length)
        if pairs.count < BlockMetadata.maxPairs { pairs.append(pair) }
      }
      large.removeAll(keepingCapacity: true)
    }
    var frequency = greatest
    while frequency > 0 {
      let length = table[frequency]
      table[frequency] = Self.noLength
      if length < shortest {
        shortest = length
        if pairs.count < BlockMetadata.maxPairs {
          pairs.append(
            ImpactPair(
              frequency: UInt32(frequency), length: UInt8(truncatingIfNeeded: length)))
        }
      }
      frequency -= 1
    }
    swap(&table, &least)
    blocks.append(varint: pairs.count)
    guard !pairs.isEmpty else { return }
    pairs[pairs.count - 1].length = UInt8(truncatingIfNeeded: shortest)
    for pair in pairs {
      blocks.append(varint: Int(pair.frequency))
      blocks.append(pair.length)
      bound.frequency = max(bound.frequency, pair.frequency)
      bound.length = min(bound.length, pair.length)
    }
  }
}
