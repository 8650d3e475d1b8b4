/// Reads the positions of one list's postings, going forward.
///
/// A position is given as `field << fieldShift | place`, the place counted in words from 0, so that
/// neighbours in different fields are never neighbours.
package struct PositionCursor {
  /// The bits of a place; texts longer than 2^28 words are cut off when they are indexed.
  package static let fieldShift: UInt32 = 28
  private static let placeMask: UInt32 = 1 << fieldShift - 1

  let fieldCount: Int
  /// Identifies the postings the state belongs to.
  private var current: DecodedPostings?
  private var nextPosting = 0
  /// The positions there are from where `bytes` stands to those of `nextPosting`.
  var behind = 0
  var bytes = PositionBytes()

  package init(fieldCount: Int) {
    self.fieldCount = fieldCount
  }

  /// Replaces `output` by the positions of posting `index` of `postings`, ascending.
  package mutating func read(
    _ index: Int, of postings: DecodedPostings, from reader: PostingsReader,
    into output: inout [UInt32]
  ) throws(FormatError) {
    let count = try read(index, of: postings, from: reader, over: &output)
    output.removeLast(output.count - count)
  }

  /// Writes the positions of posting `index` of `postings`, ascending, over the first numbers of
  /// `output`, which never shrinks.
  ///
  /// - Returns: the number of positions.
  package mutating func read(
    _ index: Int, of postings: DecodedPostings, from reader: PostingsReader,
    over output: inout [UInt32]
  ) throws(FormatError) -> Int {
    try move(to: index, of: postings, reader)
    var count = 0
    var window = bytes.window
    for field in 0..<fieldCount {
      let base = UInt32(truncatingIfNeeded: field) << Self.fieldShift
      var place: UInt64 = 0
      for _ in 0..<postings.frequency(index * fieldCount + field) {
        place += try bytes.next(&window, reader)
        let position = base | UInt32(truncatingIfNeeded: place) & Self.placeMask
        if count < output.count { output[count] = position } else { output.append(position) }
        count += 1
      }
      try check(place)
    }
    bytes.window = window
    return count
  }

  /// Keeps those of the first `count` of `starts`, ascending positions, behind which a position of
  /// posting `index` of `postings` stands in the same field, `distance` words on.
  ///
  /// - Parameter most: as many at most are looked for.
  /// - Returns: the number of those kept, which are the first ones then.
  package mutating func keep(
    _ starts: inout [UInt32], _ count: Int, at distance: UInt32, most: Int = .max, _ index: Int,
    of postings: DecodedPostings, from reader: PostingsReader
  ) throws(FormatError) -> Int {
    try move(to: index, of: postings, reader)
    let row = index * fieldCount
    var left = postings.occurrences(row..<row + fieldCount)
    let count = min(count, starts.count)
    var kept = 0
    // Safe: `next` and `kept` stay below `count`, at most the number of starts.
    try starts.withUnsafeMutableBufferPointer { (starts) throws(FormatError) in
      var next = 0
      for field in 0..<fieldCount where next < count {
        let base = UInt32(truncatingIfNeeded: field) << Self.fieldShift
        // What is less has its end in no field, or began in one before.
        let first = base + min(distance, Self.placeMask)
        while next < count, starts[next] &+ distance < first { next += 1 }
        guard next < count else { break }
        var wanted = UInt64(starts[next] &+ distance - base)
        let frequency = Int(postings.frequency(row + field))
        var unread = frequency
        var place: UInt64 = 0
        var window = bytes.window
        while unread > 0 {
          if wanted > place + 64, unread >= 8 { window.pass(&unread, &place, below: wanted) }
          place += try bytes.next(&window, reader)
          unread -= 1
          guard place >= wanted else { continue }
          let position = base | UInt32(truncatingIfNeeded: place) & Self.placeMask
          while next < count, starts[next] &+ distance <= position {
            if starts[next] &+ distance == position {
              starts[kept] = starts[next]
              kept += 1
            }
            next += 1
          }
          if kept >= most { next = count }
          guard next < count else { break }
          wanted = UInt64(starts[next] &+ distance - base)
        }
        bytes.window = window
        left -= frequency - unread
        try check(place)
      }
    }
    // What was not looked at is passed over with what comes next.
    behind = left
    return kept
  }

  /// Makes the positions of posting `index` the next to be read.
  mutating func move(
    to index: Int, of postings: DecodedPostings, _ reader: PostingsReader
  ) throws(FormatError) {
    let isSame = current === postings
    let block = index / BlockMetadata.blockPostings
    if !isSame || nextPosting > index || nextPosting / BlockMetadata.blockPostings != block {
      switch postings.positions {
      case .inline(let inline):
        bytes.stand(in: inline)
        nextPosting = 0
        behind = 0
      case .section(let start, let blockStarts):
        if block < blockStarts.count {
          nextPosting = block * BlockMetadata.blockPostings
          behind = 0
          bytes.move(to: start + blockStarts[block])
        } else if !isSame || nextPosting > index {
          nextPosting = 0
          behind = 0
          bytes.move(to: start)
        }
      }
      if !isSame { current = postings }
    }
    if nextPosting < index {
      behind += postings.occurrences(nextPosting * fieldCount..<index * fieldCount)
    }
    if behind > 0 { try bytes.skip(behind, reader) }
    behind = 0
    nextPosting = index + 1
  }

  func check(_ place: UInt64) throws(FormatError) {
    guard place < 1 << UInt64(Self.fieldShift) else {
      throw .damaged(.positions, at: bytes.offset, "a position is impossible")
    }
  }
}
