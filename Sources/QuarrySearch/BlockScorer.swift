import QuarryFormat
import QuarryStorage

/// Works out the saturations of postings, 128 at a time: no query changes them, because fields weigh
/// the same in all.
///
/// They are rounded up to `Float`: they bound scores, and frequencies give the exact ones.
final class BlockScorer: Sendable {
  /// Frequencies below this many have a row in the table.
  private static let tableRows = 16

  let scoring: Scoring
  /// The length codes of each field.
  private let lengths: [MappedBytes]
  /// The saturations of terms that stand in the last field only, by frequency and length code.
  private let table: [Float]

  var fieldCount: Int { scoring.fieldCount }

  init(_ scoring: Scoring, lengths: [MappedBytes]) {
    self.scoring = scoring
    self.lengths = lengths
    var table: [Float] = []
    table.reserveCapacity(Self.tableRows << 8)
    for frequency in 0..<UInt32(Self.tableRows) {
      for code in 0...UInt8.max {
        let x =
          scoring.fieldCount > 0
          ? scoring.strength(frequency, field: scoring.fieldCount - 1, length: code) : 0
        table.append(scoring.roundedUp(x))
      }
    }
    self.table = table
  }

  /// The length code of a document in `field`.
  @inline(__always)
  func lengthCode(_ document: Int, field: Int) -> UInt8 {
    let row = lengths[field]
    guard document >= 0, document < row.count else { return 0 }
    return row.span.unsafeLoad(fromByteOffset: document, as: UInt8.self)
  }

  /// The exact x of posting `position`, which is of `document`.
  @inline(__always)
  func strength(_ postings: DecodedPostings, _ position: Int, document: Int) -> Double {
    let alone = postings.frequencyInLastAlone(position, fieldCount: fieldCount)
    if alone > 0 {
      let code = lengthCode(document, field: fieldCount - 1)
      return scoring.strength(alone, field: fieldCount - 1, length: code)
    }
    var x = 0.0
    for field in 0..<fieldCount {
      let frequency = postings.frequency(position * fieldCount + field)
      if frequency > 0 {
        let code = lengthCode(document, field: field)
        x += scoring.strength(frequency, field: field, length: code)
      }
    }
    return x
  }

  /// The saturation of one posting.
  func impact(_ postings: DecodedPostings, _ position: Int, document: Int) -> Float {
    let alone = postings.frequencyInLastAlone(position, fieldCount: fieldCount)
    if alone > 0, alone < Self.tableRows {
      return table[Int(alone) << 8 | Int(lengthCode(document, field: fieldCount - 1))]
    }
    return scoring.roundedUp(strength(postings, position, document: document))
  }

  /// Writes the saturations of the `count` postings of a block over `impacts`.
  ///
  /// - Parameter documents: those of the block.
  func score(
    _ postings: DecodedPostings, block: Int, _ documents: UnsafePointer<UInt32>, _ count: Int,
    into impacts: UnsafeMutablePointer<Float>
  ) {
    let last = fieldCount - 1
    guard last >= 0, lengths.count == fieldCount else { return }
    for field in 0..<last
    where postings.equalFrequency(block: block, field: field, fieldCount: fieldCount) != 0 {
      scoreFields(postings, block: block, documents, count, into: impacts)
      return
    }
    let codes = lengths[last]
    // Safe: documents are below the number of codes, which was checked when they were decoded; a
    // code and a frequency that the mask bounds are inside the table.
    table.withUnsafeBufferPointer { table in
      let codes = codes.span
      if let frequency = postings.equalFrequency(
        block: block, field: last, fieldCount: fieldCount),
        frequency < Self.tableRows
      {
        let row = Int(frequency) << 8
        for index in 0..<count {
          let code = codes.unsafeLoad(fromByteOffset: Int(documents[index]), as: UInt8.self)
          impacts[index] = table[row | Int(code)]
        }
        return
      }
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: count) { frequencies in
        guard let frequencies = frequencies.baseAddress else { return }
        postings.unpackFrequencies(
          block: block, field: last, fieldCount: fieldCount, count: count, into: frequencies)
        for index in 0..<count {
          let code = codes.unsafeLoad(fromByteOffset: Int(documents[index]), as: UInt8.self)
          let frequency = frequencies[index]
          impacts[index] =
            frequency < Self.tableRows
            ? table[Int(frequency) << 8 | Int(code)]
            : scoring.roundedUp(scoring.strength(frequency, field: last, length: code))
        }
      }
    }
  }

  /// The same where several fields hold the term.
  private func scoreFields(
    _ postings: DecodedPostings, block: Int, _ documents: UnsafePointer<UInt32>, _ count: Int,
    into impacts: UnsafeMutablePointer<Float>
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: count) { strengths in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: count) { frequencies in
        guard let strengths = strengths.baseAddress, let frequencies = frequencies.baseAddress
        else { return }
        strengths.initialize(repeating: 0, count: count)
        for field in 0..<fieldCount {
          if postings.equalFrequency(block: block, field: field, fieldCount: fieldCount) == 0 {
            continue
          }
          postings.unpackFrequencies(
            block: block, field: field, fieldCount: fieldCount, count: count, into: frequencies)
          let row = lengths[field]
          let codes = row.span
          scoring.withFactors(field: field) { factors in
            for index in 0..<count where frequencies[index] > 0 {
              let code = codes.unsafeLoad(fromByteOffset: Int(documents[index]), as: UInt8.self)
              strengths[index] += Double(frequencies[index]) * factors[Int(code)]
            }
          }
        }
        for index in 0..<count { impacts[index] = scoring.roundedUp(strengths[index]) }
      }
    }
  }
}
