/// A table written as text, six bits a character, which the linker maps and nothing has to build.
struct DigitText {
  private let start: UnsafePointer<UInt8>
  let count: Int

  /// Takes a literal of ASCII characters from 48 to 111.
  init(_ text: StaticString) {
    // Sound: literals of more than one scalar have a pointer, and their bytes live for ever.
    start = text.utf8Start
    count = text.utf8CodeUnitCount
  }

  /// The digit at `place`, or 0 beyond the end.
  @inline(__always)
  func digit(_ place: Int) -> UInt32 {
    guard place >= 0, place < count else { return 0 }
    return UInt32(start[place] &- 48)
  }

  /// The number of three digits at `place`.
  @inline(__always)
  func number(_ place: Int) -> UInt32 {
    digit(place) << 12 | digit(place + 1) << 6 | digit(place + 2)
  }

  /// The place of the last record of `width` digits whose first number is at most `key`.
  ///
  /// Records are sorted by their first number; nil where all are greater.
  func lastRecord(notAfter key: UInt32, width: Int) -> Int? {
    var low = 0
    var high = count / width
    while low < high {
      let middle = (low + high) / 2
      if number(middle * width) <= key { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : (low - 1) * width
  }
}
