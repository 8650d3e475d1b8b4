/// Small numbers, so many a posting, in as few bytes as lets any of them be read at once: of each
/// 128 postings and each place in their rows, all that are equal take none, small ones four bits.
///
/// Frequencies are mostly 1 or 2, and what a page takes decides how many a cache keeps.
struct PackedCounts: Sendable {
  private enum Kind {
    static let equal: UInt64 = 0
    static let halfByte: UInt64 = 1
    static let byte: UInt64 = 2
    static let word: UInt64 = 3
  }

  /// The number of rows.
  let rowCount: Int
  /// The numbers of a row.
  let rowLength: Int
  /// By block and place in the row: where its numbers begin in `bytes`, or the number they all are;
  /// in the two lowest bits how they are stored.
  private let heads: [UInt64]
  private let bytes: [UInt8]

  /// Packs `numbers`, rows of `rowLength` one after another.
  init(_ numbers: [UInt32], rowLength: Int) {
    let length = max(1, rowLength)
    let count = numbers.count / length
    rowCount = count
    self.rowLength = length
    var heads: [UInt64] = []
    var bytes: [UInt8] = []
    heads.reserveCapacity((count / BlockMetadata.blockPostings + 1) * length)
    bytes.reserveCapacity(numbers.count / 2)
    numbers.withUnsafeBufferPointer { numbers in
      for start in stride(from: 0, to: count, by: BlockMetadata.blockPostings) {
        let end = min(start + BlockMetadata.blockPostings, count)
        for place in 0..<length {
          Self.append(
            numbers, from: start * length + place, end - start, by: length, &heads, &bytes)
        }
      }
    }
    self.heads = heads
    self.bytes = bytes
  }

  /// Packs `count` numbers, at most those of a block, from number `first` on, each `step` behind the
  /// one before.
  private static func append(
    _ numbers: UnsafeBufferPointer<UInt32>, from first: Int, _ count: Int, by step: Int,
    _ heads: inout [UInt64], _ bytes: inout [UInt8]
  ) {
    guard let base = numbers.baseAddress, count > 0, first + (count - 1) * step < numbers.count
    else { return }
    let value = base[first]
    var all: UInt32 = 0
    var differing: UInt32 = 0
    var from = base + first
    for _ in 0..<count {
      all |= from.pointee
      differing |= from.pointee ^ value
      from += step
    }
    if differing == 0, value < 256 {
      heads.append(UInt64(value) << 2 | Kind.equal)
      return
    }
    let kind = all < 16 ? Kind.halfByte : all < 256 ? Kind.byte : Kind.word
    heads.append(UInt64(bytes.count) << 2 | kind)
    // Safe: the guard above bounds the numbers read; a number takes four bytes at most.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 4 * count) { packed in
      var length = 0
      from = base + first
      switch kind {
      case Kind.halfByte:
        for index in 0..<count {
          let number = UInt8(truncatingIfNeeded: from.pointee)
          if index & 1 == 0 {
            packed[index >> 1] = number
          } else {
            packed[index >> 1] |= number << 4
          }
          from += step
        }
        length = (count + 1) >> 1
      case Kind.byte:
        for index in 0..<count {
          packed[index] = UInt8(truncatingIfNeeded: from.pointee)
          from += step
        }
        length = count
      default:
        for _ in 0..<count {
          for shift in stride(from: 0, to: 32, by: 8) as StrideTo<UInt32> {
            packed[length] = UInt8(truncatingIfNeeded: from.pointee >> shift)
            length += 1
          }
          from += step
        }
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: packed[..<length]))
    }
  }

  /// The bytes the numbers take in memory.
  var byteCount: Int { bytes.count + 8 * heads.count + 64 }

  /// Number `place` of row `row`, which is below `rowCount`.
  @inline(__always)
  func number(_ row: Int, _ place: Int) -> UInt32 {
    let row = UInt(bitPattern: row)
    let size = UInt(BlockMetadata.blockPostings)
    let head = heads[Int(row / size) * rowLength + place]
    let start = Int(head >> 2)
    let index = Int(row % size)
    switch head & 3 {
    case Kind.equal: return UInt32(truncatingIfNeeded: head >> 2)
    case Kind.halfByte: return UInt32(bytes[start + index >> 1] >> UInt8((index & 1) << 2)) & 15
    case Kind.byte: return UInt32(bytes[start + index])
    default:
      let place = start + 4 * index
      return UInt32(bytes[place]) | UInt32(bytes[place + 1]) << 8 | UInt32(bytes[place + 2]) << 16
        | UInt32(bytes[place + 3]) << 24
    }
  }

  /// The last number of row `row`, which is below `rowCount`, where the others are 0; otherwise 0.
  func lastAlone(_ row: Int) -> UInt32 {
    for place in 0..<rowLength - 1 where number(row, place) != 0 { return 0 }
    return number(row, rowLength - 1)
  }

  /// The number that all of a block have at `place`; nil where they differ.
  func equalNumber(block: Int, _ place: Int) -> UInt32? {
    let head = heads[block * rowLength + place]
    return head & 3 == Kind.equal ? UInt32(truncatingIfNeeded: head >> 2) : nil
  }

  /// Writes the numbers of a block at `place` over the first of `output`, which has room for them.
  ///
  /// - Parameter count: the rows of the block.
  func unpack(block: Int, _ place: Int, count: Int, into output: UnsafeMutablePointer<UInt32>) {
    let head = heads[block * rowLength + place]
    let start = Int(head >> 2)
    // Safe: the packer wrote `count` numbers at `start`, and `output` has room for them.
    bytes.withUnsafeBufferPointer { bytes in
      switch head & 3 {
      case Kind.equal:
        output.update(repeating: UInt32(truncatingIfNeeded: head >> 2), count: count)
      case Kind.halfByte:
        guard let from = bytes.baseAddress.map({ $0 + start }) else { return }
        for pair in 0..<count >> 1 {
          output[2 * pair] = UInt32(from[pair] & 15)
          output[2 * pair + 1] = UInt32(from[pair] >> 4)
        }
        if count & 1 == 1 { output[count - 1] = UInt32(from[count >> 1] & 15) }
      case Kind.byte:
        guard let from = bytes.baseAddress.map({ $0 + start }) else { return }
        for index in 0..<count { output[index] = UInt32(from[index]) }
      default:
        let first = block * BlockMetadata.blockPostings
        for index in 0..<count { output[index] = number(first + index, place) }
      }
    }
  }

  /// The sum of all numbers of `rows`.
  func sum(_ rows: Range<Int>) -> Int {
    var sum = 0
    var row = rows.lowerBound
    while row < rows.upperBound {
      let block = row / BlockMetadata.blockPostings
      let end = min(rows.upperBound, (block + 1) * BlockMetadata.blockPostings)
      for place in 0..<rowLength {
        let head = heads[block * rowLength + place]
        if head & 3 == Kind.equal {
          sum += Int(head >> 2) * (end - row)
        } else if head & 3 == Kind.halfByte {
          let first = block * BlockMetadata.blockPostings
          sum += halfByteSum(from: Int(head >> 2), row - first..<end - first)
        } else {
          for row in row..<end { sum += Int(number(row, place)) }
        }
      }
      row = end
    }
    return sum
  }

  /// The sum of numbers `range` of those of four bits that begin at byte `start`.
  private func halfByteSum(from start: Int, _ range: Range<Int>) -> Int {
    let ones: UInt64 = 0x0F0F_0F0F_0F0F_0F0F
    var sum = 0
    var index = range.lowerBound
    bytes.withUnsafeBytes { bytes in
      if index & 1 == 1, index < range.upperBound {
        sum += Int(bytes[start + index >> 1] >> 4)
        index += 1
      }
      // Safe: sixteen numbers are eight of the bytes that were packed.
      while range.upperBound - index >= 16 {
        let word = bytes.loadUnaligned(fromByteOffset: start + index >> 1, as: UInt64.self)
        let pairs = (word & ones) &+ (word >> 4 & ones)
        sum += Int(truncatingIfNeeded: (pairs &* 0x0101_0101_0101_0101) >> 56)
        index += 16
      }
      while index < range.upperBound {
        let byte = bytes[start + index >> 1]
        sum += Int(index & 1 == 0 ? byte & 15 : byte >> 4)
        index += 1
      }
    }
    return sum
  }

  /// All numbers, row after row.
  var numbers: [UInt32] {
    var numbers: [UInt32] = []
    numbers.reserveCapacity(rowCount * rowLength)
    for row in 0..<rowCount {
      for place in 0..<rowLength { numbers.append(number(row, place)) }
    }
    return numbers
  }
}
