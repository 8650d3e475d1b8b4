/// Varints read one after another over page bounds of the positions section.
struct PositionBytes {
  /// The bytes at hand, a plain value so that loops can work on a copy.
  struct Window {
    // Safe: points into `page`.
    var bytes = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    var place = 0

    /// Passes over gaps, eight at a time, of which `unread` are left, while the sum of all of them
    /// stays below `target`; always leaves one.
    @inline(__always)
    mutating func pass(_ unread: inout Int, _ sum: inout UInt64, below target: UInt64) {
      let raw = UnsafeRawBufferPointer(bytes)
      while unread > 8, place + 8 <= bytes.count {
        let word = raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        guard word & 0x8080_8080_8080_8080 == 0 else { return }
        // Sums of two bytes each, then of all in the highest 16 bits.
        let low = word & 0x00FF_00FF_00FF_00FF
        let pairs = low &+ (word >> 8 & 0x00FF_00FF_00FF_00FF)
        let gaps = (pairs &* 0x0001_0001_0001_0001) >> 48
        guard sum + gaps < target else { return }
        sum += gaps
        unread -= 8
        place += 8
      }
    }
  }

  var window = Window()
  private var page: PositionsPage?
  /// Where the window begins in the section.
  private var start = 0
  private var isInline = false

  /// The present place in the section or the inline bytes.
  var offset: Int { start + window.place }

  mutating func stand(in inline: [UInt8]) {
    let page = PositionsPage(index: -1, rawOffset: 0, bytes: inline)
    self.page = page
    window = Window(bytes: page.bytes)
    start = 0
    isInline = true
  }

  mutating func move(to offset: Int) {
    if let page, !isInline, offset >= page.rawOffset, offset - page.rawOffset < page.bytes.count {
      start = page.rawOffset
      window = Window(bytes: page.bytes, place: offset - start)
    } else {
      start = offset
      window = Window()
      isInline = false
    }
  }

  /// Passes over `count` numbers.
  mutating func skip(_ count: Int, _ reader: PostingsReader) throws(FormatError) {
    var left = count
    var window = window
    while left > 0 {
      if window.place >= window.bytes.count { try turn(&window, reader) }
      let bytes = window.bytes
      var place = window.place
      let raw = UnsafeRawBufferPointer(bytes)
      // Eight bytes hold at most eight ends of numbers: bytes whose high bit is clear.
      while left >= 8, place + 8 <= bytes.count {
        let word = raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        let ends = (~word >> 7) & 0x0101_0101_0101_0101
        left -= Int(truncatingIfNeeded: (ends &* 0x0101_0101_0101_0101) >> 56)
        place += 8
      }
      while left > 0, place < bytes.count {
        if bytes[place] < 0x80 { left -= 1 }
        place += 1
      }
      window.place = place
    }
    self.window = window
  }

  /// The next number of `window`, a copy of this value's; below 2^35.
  @inline(__always)
  mutating func next(
    _ window: inout Window, _ reader: PostingsReader
  ) throws(FormatError) -> UInt64 {
    if window.place < window.bytes.count {
      let byte = window.bytes[window.place]
      if byte < 0x80 {
        window.place += 1
        return UInt64(byte)
      }
    }
    return try nextOfSeveral(&window, reader)
  }

  private mutating func nextOfSeveral(
    _ window: inout Window, _ reader: PostingsReader
  ) throws(FormatError) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      if window.place >= window.bytes.count { try turn(&window, reader) }
      let byte = window.bytes[window.place]
      window.place += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
      guard shift <= 28 else { throw .damaged(.positions, at: offset, "a position is too long") }
    }
  }

  /// Turns to the page behind the window, which is used up.
  private mutating func turn(
    _ window: inout Window, _ reader: PostingsReader
  ) throws(FormatError) {
    guard !isInline else {
      throw .damaged(.terms, at: window.place, "an inline position is cut off")
    }
    let offset = start + window.place
    let page = try reader.positionsPage(at: offset)
    let place = offset - page.rawOffset
    guard place >= 0, place < page.bytes.count else {
      throw .damaged(.positions, at: offset, "a page is too short")
    }
    self.page = page
    start = page.rawOffset
    window = Window(bytes: page.bytes, place: place)
    self.window = window
  }
}
