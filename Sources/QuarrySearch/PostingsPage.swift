import QuarryFormat

/// A page of postings as it is kept for later queries: in little space, since what a page takes
/// decides how many are kept, yet any 128 postings can be unpacked without the rest; see `OpenPage`.
///
/// Documents are gaps of one, two or four bytes, the same for all of a block.
final class PostingsPage: Sendable {
  static let blockShift = 7
  static let blockPostings = 1 << blockShift

  let count: Int
  /// Whether each document has the saturation 1, whatever its frequencies.
  let isConstant: Bool
  /// Frequencies and the place of positions.
  let postings: DecodedPostings
  /// The last document and the greatest saturation of each block of 128 postings; no saturations where
  /// they were not wanted.
  let blockLasts: [UInt32]
  let blockBounds: [Float]
  /// The first document.
  private let first: UInt32
  /// Where the gaps of each block begin, in the two lowest bits how wide they are.
  private let starts: [UInt64]
  private let gaps: [UInt8]

  /// The greatest saturation.
  var bound: Float { blockBounds.max() ?? 0 }

  /// Packs `decoded`, whose documents ascend.
  ///
  /// - Parameters:
  ///   - isConstant: whether each document has the saturation 1, whatever its frequencies.
  ///   - hasBounds: whether the greatest saturations are wanted, which takes scoring all.
  init(
    _ decoded: DecodedPostings, scorer: BlockScorer, isConstant: Bool = false,
    hasBounds: Bool = true
  ) {
    let count = decoded.documents.count
    self.count = count
    self.isConstant = isConstant
    first = decoded.documents.first ?? 0
    let postings = DecodedPostings(frequenciesOf: decoded, fieldCount: scorer.fieldCount)
    self.postings = postings
    var lasts: [UInt32] = []
    var bounds: [Float] = []
    var starts: [UInt64] = []
    var gaps: [UInt8] = []
    let blocks = (count + Self.blockPostings - 1) >> Self.blockShift
    lasts.reserveCapacity(blocks)
    bounds.reserveCapacity(blocks)
    starts.reserveCapacity(blocks)
    gaps.reserveCapacity(count + count >> 2)
    var impacts = [Float](repeating: 1, count: Self.blockPostings)
    var previous = first
    // Safe: a block ends at or before `count`, and has at most 128 documents.
    decoded.documents.withUnsafeBufferPointer { documents in
      guard let documents = documents.baseAddress else { return }
      impacts.withUnsafeMutableBufferPointer { impacts in
        guard let impacts = impacts.baseAddress else { return }
        for block in 0..<blocks {
          let start = block << Self.blockShift
          let length = min(Self.blockPostings, count - start)
          starts.append(Self.append(documents + start, length, after: previous, to: &gaps))
          previous = documents[start + length - 1]
          lasts.append(previous)
          guard hasBounds else { continue }
          if !isConstant {
            scorer.score(postings, block: block, documents + start, length, into: impacts)
          }
          var bound: Float = 0
          for index in 0..<length { bound = max(bound, impacts[index]) }
          bounds.append(bound)
        }
      }
    }
    blockLasts = lasts
    blockBounds = bounds
    self.starts = starts
    self.gaps = gaps
  }

  /// Appends the gaps before the documents of a block; gives where and how.
  private static func append(
    _ documents: UnsafePointer<UInt32>, _ count: Int, after previous: UInt32,
    to gaps: inout [UInt8]
  ) -> UInt64 {
    var all: UInt32 = 0
    var last = previous
    for index in 0..<count {
      all |= documents[index] &- last
      last = documents[index]
    }
    let shift: UInt32 = all < 1 << 8 ? 0 : all < 1 << 16 ? 1 : 2
    let head = UInt64(gaps.count) << 2 | UInt64(shift)
    last = previous
    // Safe: a gap takes four bytes at most.
    withUnsafeTemporaryAllocation(byteCount: 4 * count, alignment: 4) { packed in
      for index in 0..<count {
        let gap = documents[index] &- last
        last = documents[index]
        switch shift {
        case 0: packed[index] = UInt8(truncatingIfNeeded: gap)
        case 1:
          let low = UInt16(truncatingIfNeeded: gap)
          packed.storeBytes(of: low.littleEndian, toByteOffset: 2 * index, as: UInt16.self)
        default: packed.storeBytes(of: gap.littleEndian, toByteOffset: 4 * index, as: UInt32.self)
        }
      }
      gaps.append(contentsOf: UnsafeRawBufferPointer(rebasing: packed[..<(count << Int(shift))]))
    }
    return head
  }

  /// The bytes the page takes in memory.
  var byteCount: Int { gaps.count + postings.byteCount + 16 * blockLasts.count + 320 }

  /// The postings of block `block`.
  func postingCount(block: Int) -> Int {
    min(Self.blockPostings, count - block << Self.blockShift)
  }

  /// Writes the documents of block `block` over the first of `output`, which has room for 128.
  func unpack(block: Int, into output: UnsafeMutablePointer<UInt32>) {
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
