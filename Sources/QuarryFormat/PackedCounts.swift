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
    let blockRows = BlockMetadata.blockPostings
    var heads: [UInt64] = []
    heads.reserveCapacity((count + blockRows - 1) / blockRows * length)
    var size = 0
    // Safe: a block ends at or before row `count`, and `size` is what all of them take.
    bytes = numbers.withUnsafeBufferPointer { numbers in
      guard let numbers = numbers.baseAddress else { return [] }
      for start in stride(from: 0, to: count, by: blockRows) {
        let rows = min(blockRows, count - start)
        for place in 0..<length {
          let kind = Self.kind(numbers + (start * length + place), rows, by: length)
          if kind == Kind.equal {
            heads.append(UInt64(numbers[start * length + place]) << 2 | kind)
          } else {
            heads.append(UInt64(size) << 2 | kind)
            size += Self.byteCount(of: rows, kind)
          }
        }
      }
      // To make an empty array so would write to the one that all empty arrays share.
      guard size > 0 else { return [] }
      return [UInt8](unsafeUninitializedCapacity: size) { output, filled in
        filled = size
        guard let output = output.baseAddress else { return }
        for (index, head) in heads.enumerated() where head & 3 != Kind.equal {
          let start = index / length * blockRows
          Self.fill(
            output + Int(head >> 2), from: numbers + (start * length + index % length),
            min(blockRows, count - start), by: length, head & 3)
        }
      }
    }
    self.heads = heads
  }

  /// How `count` numbers, each `step` behind the one before, are stored.
  private static func kind(_ numbers: UnsafePointer<UInt32>, _ count: Int, by step: Int) -> UInt64 {
    let value = numbers[0]
    var all: UInt32 = 0
    var difference: UInt32 = 0
    var index = 0
    for _ in 0..<count {
      let number = numbers[index]
      all |= number
      difference |= number ^ value
      index += step
    }
    if difference == 0, value < 256 { return Kind.equal }
    return all < 16 ? Kind.halfByte : all < 256 ? Kind.byte : Kind.word
  }

  private static func byteCount(of count: Int, _ kind: UInt64) -> Int {
    kind == Kind.halfByte ? (count + 1) / 2 : kind == Kind.byte ? count : 4 * count
  }

  /// Writes `count` numbers, each `step` behind the one before, over the bytes they take.
  private static func fill(
    _ output: UnsafeMutablePointer<UInt8>, from numbers: UnsafePointer<UInt32>, _ count: Int,
    by step: Int, _ kind: UInt64
  ) {
    switch kind {
    case Kind.halfByte:
      var index = 0
      for pair in 0..<count >> 1 {
        output[pair] = UInt8(truncatingIfNeeded: numbers[index] | numbers[index + step] << 4)
        index += 2 * step
      }
      if count & 1 == 1 { output[count >> 1] = UInt8(truncatingIfNeeded: numbers[index]) }
    case Kind.byte:
      for index in 0..<count { output[index] = UInt8(truncatingIfNeeded: numbers[index * step]) }
    default:
      let output = UnsafeMutableRawPointer(output)
      for index in 0..<count {
        output.storeBytes(
          of: numbers[index * step].littleEndian, toByteOffset: 4 * index, as: UInt32.self)
      }
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
