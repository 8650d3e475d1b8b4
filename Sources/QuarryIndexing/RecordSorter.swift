import QuarryStorage

/// Brings the records of a range into the order of their terms; among equal terms they stay in that
/// of their documents.
///
/// A stable radix sort by the first eight bytes (least significant digit first, bytes that are the same
/// everywhere left out). Where different terms share those, they are sorted by the next eight, and
/// so on; `RangeTerms` asks for that only where it is so.
struct RecordSorter {
  private var scratch: [TermRange.Record] = []
  private static let insertionLimit = 48

  /// Sorts `records[range]` by their prefixes.
  mutating func sortByPrefix(_ records: inout [TermRange.Record], _ range: Range<Int>) {
    guard range.count > 1 else { return }
    if range.count <= Self.insertionLimit {
      Self.insertionSort(&records, range)
      return
    }
    let first = records[range.lowerBound].prefix
    var varied: UInt64 = 0
    for index in range { varied |= records[index].prefix ^ first }
    guard varied != 0 else { return }
    if scratch.count < range.count {
      scratch = [TermRange.Record](
        repeating: TermRange.Record(prefix: 0, piece: 0, offset: 0), count: range.count)
    }
    var isInScratch = false
    records.withUnsafeMutableBufferPointer { all in
      scratch.withUnsafeMutableBufferPointer { scratch in
        let own = UnsafeMutableBufferPointer(rebasing: all[range])
        let other = UnsafeMutableBufferPointer(rebasing: scratch[..<range.count])
        var shift: UInt64 = UInt64(varied.trailingZeroBitCount) / 8 * 8
        while shift < 64, varied >> shift != 0 {
          if varied >> shift & 0xFF != 0 {
            if isInScratch {
              Self.scatter(UnsafeBufferPointer(other), to: own, shift)
            } else {
              Self.scatter(UnsafeBufferPointer(own), to: other, shift)
            }
            isInScratch.toggle()
          }
          shift += 8
        }
        if isInScratch { _ = own.update(fromContentsOf: other) }
      }
    }
  }

  /// Safe: the counts of all digits add up to the count of both buffers, so every slot is inside.
  private static func scatter(
    _ source: UnsafeBufferPointer<TermRange.Record>,
    to target: UnsafeMutableBufferPointer<TermRange.Record>, _ shift: UInt64
  ) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 256) { slots in
      slots.initialize(repeating: 0)
      for record in source { slots[Int(record.prefix >> shift & 0xFF)] &+= 1 }
      var total: UInt32 = 0
      for digit in 0..<256 {
        let count = slots[digit]
        slots[digit] = total
        total &+= count
      }
      for record in source {
        let digit = Int(record.prefix >> shift & 0xFF)
        target[Int(slots[digit])] = record
        slots[digit] &+= 1
      }
    }
  }

  private static func insertionSort(_ records: inout [TermRange.Record], _ range: Range<Int>) {
    records.withUnsafeMutableBufferPointer { records in
      for index in range.dropFirst() {
        let record = records[index]
        var free = index
        while free > range.lowerBound, records[free - 1].prefix > record.prefix {
          records[free] = records[free - 1]
          free -= 1
        }
        records[free] = record
      }
    }
  }

  /// Sorts records whose terms agree in the first `depth` bytes by what follows.
  ///
  /// - Throws: where a record is not what it should be.
  mutating func sort(
    _ records: inout [TermRange.Record], _ range: Range<Int>, behind depth: Int,
    pieces: [UnsafeBufferPointer<UInt8>]
  ) throws(StorageError) {
    var longest = 0
    for index in range {
      let bytes = pieces[Int(records[index].piece)]
      guard let term = RunRecord.term(bytes, at: Int(records[index].offset)) else {
        throw Run.cutOff
      }
      longest = max(longest, term.count)
      let rest = min(term.upperBound, term.lowerBound + depth)..<term.upperBound
      records[index].prefix = RunRecord.prefix(bytes, rest)
    }
    guard longest > depth else {
      // All bytes are the same but for zeros at the end: the shorter terms come first.
      for index in range {
        let bytes = pieces[Int(records[index].piece)]
        let term = RunRecord.term(bytes, at: Int(records[index].offset))
        records[index].prefix = UInt64(term?.count ?? 0)
      }
      sortByPrefix(&records, range)
      return
    }
    sortByPrefix(&records, range)
    var start = range.lowerBound
    while start < range.upperBound {
      var end = start + 1
      while end < range.upperBound, records[end].prefix == records[start].prefix { end += 1 }
      if end - start > 1, try !areSame(records, start..<end, pieces) {
        try sort(&records, start..<end, behind: depth + 8, pieces: pieces)
      }
      start = end
    }
  }

  private func areSame(
    _ records: [TermRange.Record], _ range: Range<Int>, _ pieces: [UnsafeBufferPointer<UInt8>]
  ) throws(StorageError) -> Bool {
    let head = pieces[Int(records[range.lowerBound].piece)]
    guard let first = RunRecord.term(head, at: Int(records[range.lowerBound].offset)) else {
      throw Run.cutOff
    }
    for index in range.dropFirst() {
      let bytes = pieces[Int(records[index].piece)]
      guard let term = RunRecord.term(bytes, at: Int(records[index].offset)) else {
        throw Run.cutOff
      }
      guard term.count == first.count else { return false }
      for place in 0..<term.count
      where bytes[term.lowerBound + place] != head[first.lowerBound + place] { return false }
    }
    return true
  }
}
