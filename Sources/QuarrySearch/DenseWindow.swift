/// The sums of the bounds of a row of documents, one number each: where terms stand close together,
/// adding theirs up in place is several times as fast as merging them.
final class DenseWindow {
  /// The documents there is room for.
  static let width = 4096
  /// As many sums are looked at in one go.
  private static let stride = 16

  // Safe: room for `width` numbers and a stride more, all 0 but between `add` and `clear`; allocated
  // in init and freed in deinit.
  private let sums: UnsafeMutablePointer<Float>

  init() {
    sums = .allocate(capacity: Self.width + Self.stride)
    sums.initialize(repeating: 0, count: Self.width + Self.stride)
  }

  deinit {
    sums.deallocate()
  }

  /// Adds the bounds of the postings of a block from `position` on to those of their documents.
  ///
  /// - Parameters:
  ///   - start: the document of the first place, not behind that of `position`.
  ///   - end: no document behind it is looked at; less than `width` behind `start`.
  func add(_ page: OpenPage, from position: Int, weight: Float, start: Int, end: Int) {
    let blockEnd = page.score(at: position)
    let documents = page.documents
    let impacts = page.impacts
    let first = UInt32(clamping: start)
    let width = UInt32(clamping: min(end - start + 1, Self.width))
    var position = position
    while position < blockEnd {
      // What stands before the first place would be far behind the last.
      let place = documents[position] &- first
      guard place < width else { return }
      sums[Int(place)] += weight * impacts[position]
      position += 1
    }
  }

  /// The first place from `place` on whose sum is greater than `least`, which is not negative;
  /// `count`, at most `width`, where there is none below.
  func next(from place: Int, below count: Int, over least: Float) -> Int {
    var place = place
    while place < count, place % Self.stride != 0 {
      if sums[place] > least { return place }
      place += 1
    }
    let bits = Int32(bitPattern: least.bitPattern)
    let numbers = UnsafeRawPointer(sums)
    while place < count {
      // Numbers that are not negative are in the order of their bits.
      var sign: Int32 = 0
      for index in 0..<Self.stride {
        sign |= bits &- numbers.load(fromByteOffset: (place + index) * 4, as: Int32.self)
      }
      if sign < 0 {
        for index in 0..<Self.stride where sums[place + index] > least {
          return min(place + index, count)
        }
      }
      place += Self.stride
    }
    return count
  }

  /// The sum at `place`, which is below `width`.
  @inline(__always)
  func sum(_ place: Int) -> Float { sums[place] }

  /// Makes the first `count` sums 0, at most `width`.
  func clear(_ count: Int) {
    sums.update(repeating: 0, count: min(max(count, 0), Self.width))
  }
}
