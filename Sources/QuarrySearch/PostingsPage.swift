import QuarryFormat

/// A page of postings as it is kept for later queries: in little space, since what a page takes
/// decides how many are kept, yet any 128 postings can be unpacked without the rest; see `OpenPage`.
///
/// Documents are gaps of one, two or four bytes, the same for all of a block. A page that is not kept
/// after its search is left as it was decoded, since packing it takes longer than it spares.
final class PostingsPage: Sendable {
  static let blockShift = 7
  static let blockPostings = 1 << blockShift

  let count: Int
  /// Whether each document has the saturation 1, whatever its frequencies.
  let isConstant: Bool
  /// Frequencies and the place of positions.
  let postings: DecodedPostings
  /// The last document and the greatest saturation of each block of 128 postings; no saturations where
  /// the page is not kept.
  let blockLasts: [UInt32]
  let blockBounds: [Float]
  /// The first document.
  private let first: UInt32
  /// Where the gaps of each block begin, in the two lowest bits how wide they are; empty where the
  /// documents are left as they were decoded.
  private let starts: [UInt64]
  private let gaps: [UInt8]

  /// The greatest saturation.
  var bound: Float { blockBounds.max() ?? 0 }

  /// Packs `decoded`, whose documents ascend.
  ///
  /// - Parameters:
  ///   - isConstant: whether each document has the saturation 1, whatever its frequencies.
  ///   - isKept: whether later searches may use the page; if so it is packed, and the greatest
  ///     saturations are worked out, which takes scoring all.
  init(
    _ decoded: DecodedPostings, scorer: BlockScorer, isConstant: Bool = false,
    isKept: Bool = true
  ) {
    let count = decoded.documents.count
    self.count = count
    self.isConstant = isConstant
    first = decoded.documents.first ?? 0
    guard isKept else {
      postings = decoded
      blockLasts = stride(from: 0, to: count, by: Self.blockPostings).map {
        decoded.documents[min($0 + Self.blockPostings, count) - 1]
      }
      blockBounds = []
      starts = []
      gaps = []
      return
    }
    let postings = DecodedPostings(frequenciesOf: decoded, fieldCount: scorer.fieldCount)
    self.postings = postings
    var lasts: [UInt32] = []
    var bounds: [Float] = []
    var starts: [UInt64] = []
    let blocks = (count + Self.blockPostings - 1) >> Self.blockShift
    lasts.reserveCapacity(blocks)
    bounds.reserveCapacity(blocks)
    starts.reserveCapacity(blocks)
    var impacts = [Float](repeating: 1, count: Self.blockPostings)
    var size = 0
    // Safe: a block ends at or before `count`, has at most 128 documents, and its gaps take what was
    // added to `size` for it.
    gaps = decoded.documents.withUnsafeBufferPointer { documents in
      guard count > 0, let documents = documents.baseAddress else { return [] }
      impacts.withUnsafeMutableBufferPointer { impacts in
        guard let impacts = impacts.baseAddress else { return }
        for block in 0..<blocks {
          let start = block << Self.blockShift
          let length = min(Self.blockPostings, count - start)
          let shift = Self.gapShift(documents + start, length, after: lasts.last ?? documents[0])
          starts.append(UInt64(size) << 2 | shift)
          size += length << Int(shift)
          lasts.append(documents[start + length - 1])
          if !isConstant {
            scorer.score(postings, block: block, documents + start, length, into: impacts)
          }
          var bound: Float = 0
          for index in 0..<length { bound = max(bound, impacts[index]) }
          bounds.append(bound)
        }
      }
      return [UInt8](unsafeUninitializedCapacity: size) { output, filled in
        filled = size
        guard let output = UnsafeMutableRawPointer(output.baseAddress) else { return }
        var previous = documents[0]
        for block in 0..<blocks {
          let start = block << Self.blockShift
          let length = min(Self.blockPostings, count - start)
          Self.writeGaps(
            documents + start, length, after: previous, starts[block] & 3,
            to: output + Int(starts[block] >> 2))
          previous = lasts[block]
        }
      }
    }
    blockLasts = lasts
    blockBounds = bounds
    self.starts = starts
  }

  /// How wide the gaps before the documents of a block are: 0, 1, 2 for one, two, four bytes.
  private static func gapShift(
    _ documents: UnsafePointer<UInt32>, _ count: Int, after previous: UInt32
  ) -> UInt64 {
    var all = documents[0] &- previous
    for index in 1..<max(1, count) { all |= documents[index] &- documents[index - 1] }
    return all < 1 << 8 ? 0 : all < 1 << 16 ? 1 : 2
  }

  /// Writes these gaps over the bytes they take.
  private static func writeGaps(
    _ documents: UnsafePointer<UInt32>, _ count: Int, after previous: UInt32, _ shift: UInt64,
    to output: UnsafeMutableRawPointer
  ) {
    var last = previous
    switch shift {
    case 0:
      for index in 0..<count {
        let gap = UInt8(truncatingIfNeeded: documents[index] &- last)
        output.storeBytes(of: gap, toByteOffset: index, as: UInt8.self)
        last = documents[index]
      }
    case 1:
      for index in 0..<count {
        let gap = UInt16(truncatingIfNeeded: documents[index] &- last).littleEndian
        output.storeBytes(of: gap, toByteOffset: 2 * index, as: UInt16.self)
        last = documents[index]
      }
    default:
      for index in 0..<count {
        let gap = (documents[index] &- last).littleEndian
        output.storeBytes(of: gap, toByteOffset: 4 * index, as: UInt32.self)
        last = documents[index]
      }
    }
  }

  /// The bytes the page takes in memory.
  var byteCount: Int { gaps.count + postings.byteCount + 16 * blockLasts.count + 320 }

  /// The postings of block `block`.
  func postingCount(block: Int) -> Int {
    min(Self.blockPostings, count - block << Self.blockShift)
  }

  /// Writes the documents of block `block` over the first of `output`, which has room for 128.
  func unpack(block: Int, into output: UnsafeMutablePointer<UInt32>) {
    if starts.isEmpty {
      let start = block << Self.blockShift
      for index in 0..<postingCount(block: block) {
        output[index] = postings.documents[start + index]
      }
      return
    }
    var document = block == 0 ? first : blockLasts[block - 1]
    let count = postingCount(block: block)
    let start = Int(starts[block] >> 2)
    let shift = starts[block] & 3
    // Safe: the packer wrote `count` gaps of that width at `start`.
    gaps.withUnsafeBytes { gaps in
      guard let from = gaps.baseAddress.map({ $0 + start }) else { return }
      switch shift {
      case 0:
        for index in 0..<count {
          document &+= UInt32(from.load(fromByteOffset: index, as: UInt8.self))
          output[index] = document
        }
      case 1:
        for index in 0..<count {
          let gap = from.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)
          document &+= UInt32(UInt16(littleEndian: gap))
          output[index] = document
        }
      default:
        for index in 0..<count {
          let gap = from.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
          document &+= UInt32(littleEndian: gap)
          output[index] = document
        }
      }
    }
  }
}
