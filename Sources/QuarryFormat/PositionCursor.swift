/// Reads the positions of one list's postings, going forward.
///
/// A position is given as `field << fieldShift | place`, the place counted in words from 0, so that
/// neighbours in different fields are never neighbours.
package struct PositionCursor {
  /// The bits of a place; texts longer than 2^28 words are cut off when they are indexed.
  package static let fieldShift: UInt32 = 28

  private let fieldCount: Int
  /// Identifies the postings the state belongs to.
  private var current: DecodedPostings?
  private var nextPosting = 0
  /// The offset of the positions of `nextPosting`, in the section or the inline bytes.
  private var offset = 0

  package init(fieldCount: Int) {
    self.fieldCount = fieldCount
  }

  /// Replaces `output` by the positions of posting `index` of `postings`, ascending.
  package mutating func read(
    _ index: Int, of postings: DecodedPostings, from reader: PostingsReader,
    into output: inout [UInt32]
  ) throws(FormatError) {
    output.removeAll(keepingCapacity: true)
    move(to: index, of: postings)
    var skipped = 0
    for posting in nextPosting..<index {
      for field in 0..<fieldCount {
        skipped += Int(postings.frequencies[posting * fieldCount + field])
      }
    }
    nextPosting = index + 1
    switch postings.positions {
    case .inline(let bytes):
      var place = offset
      for _ in 0..<skipped { _ = Varint.read(bytes.span, at: &place) }
      for field in 0..<fieldCount {
        var last: UInt64 = 0
        for _ in 0..<postings.frequencies[index * fieldCount + field] {
          guard let gap = Varint.read(bytes.span, at: &place), gap < 1 << Self.fieldShift else {
            throw .damaged(.terms, at: place, "an inline position is cut off")
          }
          last += gap
          try append(last, field: field, to: &output)
        }
      }
      offset = place
    case .section:
      var source = PositionSource(offset: offset)
      try source.skip(skipped, reader)
      for field in 0..<fieldCount {
        var last: UInt64 = 0
        for _ in 0..<postings.frequencies[index * fieldCount + field] {
          last += try source.next(reader)
          try append(last, field: field, to: &output)
        }
      }
      offset = source.offset
    }
  }

  private mutating func move(to index: Int, of postings: DecodedPostings) {
    let isSame = current === postings
    if isSame && nextPosting <= index
      && nextPosting / BlockMetadata.blockPostings == index / BlockMetadata.blockPostings
    {
      return
    }
    switch postings.positions {
    case .inline:
      nextPosting = 0
      offset = 0
    case .section(let start, let blockStarts):
      let block = index / BlockMetadata.blockPostings
      if block < blockStarts.count {
        nextPosting = block * BlockMetadata.blockPostings
        offset = start + blockStarts[block]
      } else if !isSame || nextPosting > index {
        nextPosting = 0
        offset = start
      }
    }
    current = postings
  }

  private func append(
    _ place: UInt64, field: Int, to output: inout [UInt32]
  ) throws(FormatError) {
    guard place < 1 << UInt64(Self.fieldShift) else {
      throw .damaged(.positions, at: offset, "a position is impossible")
    }
    output.append(UInt32(field) << Self.fieldShift | UInt32(place))
  }
}

/// Varints read one after another over page bounds of the positions section.
private struct PositionSource {
  private(set) var offset: Int
  private var page: [UInt8] = []
  private var place = 0

  init(offset: Int) {
    self.offset = offset
  }

  mutating func next(_ reader: PostingsReader) throws(FormatError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = try nextByte(reader)
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
      guard shift <= 28 else { throw .damaged(.positions, at: offset, "a position is too long") }
    }
  }

  mutating func skip(_ count: Int, _ reader: PostingsReader) throws(FormatError) {
    var left = count
    while left > 0 {
      if try nextByte(reader) < 0x80 { left -= 1 }
    }
  }

  @inline(__always)
  private mutating func nextByte(_ reader: PostingsReader) throws(FormatError) -> UInt8 {
    if place >= page.count {
      (page, place) = try reader.positionBytes(at: offset)
      guard place < page.count else {
        throw .damaged(.positions, at: offset, "a page is too short")
      }
    }
    let byte = page[place]
    place += 1
    offset += 1
    return byte
  }
}
