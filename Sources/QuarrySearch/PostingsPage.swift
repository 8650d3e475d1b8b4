import QuarryFormat
import QuarryStorage

/// A page of postings made ready for queries: documents, and for each its saturation, which no query
/// changes because fields weigh the same in all.
///
/// The saturations are rounded up to `Float`: they bound scores, and frequencies give the exact ones.
final class PostingsPage: Sendable {
  static let blockShift = 7

  let count: Int
  // Safe: `count` numbers each, in memory that init fills and deinit frees; cursors that hold the
  // pointers hold the page.
  nonisolated(unsafe) let documents: UnsafePointer<UInt32>
  nonisolated(unsafe) let impacts: UnsafePointer<Float>
  nonisolated(unsafe) private let memory: UnsafeMutableRawPointer
  /// Frequencies and the place of positions.
  let postings: DecodedPostings
  /// The last document and the greatest saturation of each block of 128 postings.
  let blockLasts: [UInt32]
  let blockBounds: [Float]

  /// The greatest saturation.
  var bound: Float { blockBounds.max() ?? 0 }

  /// Prepares `decoded`, whose documents are below the number of `lengths`, one row a field.
  ///
  /// - Parameter isConstant: whether each document has the saturation 1, whatever its frequencies.
  init(
    _ decoded: DecodedPostings, lengths: [MappedBytes], scoring: Scoring, isConstant: Bool = false
  ) {
    let count = decoded.documents.count
    self.count = count
    memory = .allocate(byteCount: max(1, count) * 8, alignment: 8)
    let documents = memory.bindMemory(to: UInt32.self, capacity: count)
    let impacts = (memory + 4 * count).bindMemory(to: Float.self, capacity: count)
    decoded.documents.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { documents.initialize(from: base, count: count) }
    }
    impacts.initialize(repeating: 0, count: count)
    let fields = scoring.fieldCount
    let counts = decoded.frequencies
    // x of each posting field by field, then its saturation.
    var strengths = [Double](repeating: 0, count: count)
    // Safe: a row of frequencies has `fields` numbers, and a document's length code is in its row.
    strengths.withUnsafeMutableBufferPointer { strengths in
      counts.withUnsafeBufferPointer { frequencies in
        for field in 0..<fields {
          let row = lengths[field]
          let codes = row.span
          scoring.withFactors(field: field) { factors in
            var place = field
            for index in 0..<count {
              let frequency = frequencies[place]
              place += fields
              if frequency > 0 {
                let code = codes.unsafeLoad(fromByteOffset: Int(documents[index]), as: UInt8.self)
                strengths[index] += Double(frequency) * factors[Int(code)]
              }
            }
          }
        }
        for index in 0..<count {
          impacts[index] = isConstant ? 1 : scoring.roundedUp(strengths[index])
        }
      }
    }
    var lasts: [UInt32] = []
    var bounds: [Float] = []
    for start in stride(from: 0, to: count, by: 1 << Self.blockShift) {
      let end = min(start + 1 << Self.blockShift, count)
      var bound: Float = 0
      for index in start..<end { bound = max(bound, impacts[index]) }
      lasts.append(documents[end - 1])
      bounds.append(bound)
    }
    blockLasts = lasts
    blockBounds = bounds
    self.documents = UnsafePointer(documents)
    self.impacts = UnsafePointer(impacts)
    postings = DecodedPostings(frequenciesOf: decoded)
  }

  deinit {
    memory.deallocate()
  }

  /// The bytes the page takes in memory.
  var byteCount: Int { 8 * count + postings.byteCount + 8 * blockLasts.count + 256 }

  /// The number of the first posting from `start` on whose document is not less than `target`;
  /// `count` where there is none.
  ///
  /// Steps double, so that near postings are found in few of them (Bentley and Yao, 1976).
  @inline(__always)
  func position(of target: UInt32, from start: Int) -> Int {
    var low = start
    var step = 1
    var high = low
    while high < count, documents[high] < target {
      low = high + 1
      high += step
      step += step
    }
    high = min(high, count)
    while low < high {
      let middle = (low + high) >> 1
      if documents[middle] < target { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
