/// The sums of the bounds of a row of documents, one number each: where terms stand close together,
/// adding theirs up in place is several times as fast as merging them.
final class DenseWindow {
  /// The documents there is room for.
  static let width = 4096
  /// As many sums are looked at in one go.
  private static let stride = 16

  // Safe: room for `width` numbers each and a stride more, sums all 0 but between `add` and `clear`;
  // allocated in init and freed in deinit.
  private let sums: UnsafeMutablePointer<Float>
  /// The document of the first place.
  private(set) var start = 0
  /// The places in use; the sums behind are 0.
  private(set) var count = 0
  /// The places found last, ascending; `foundCount` of them.
  private let places: UnsafeMutablePointer<Int32>
  private(set) var foundCount = 0

  init() {
    sums = .allocate(capacity: Self.width + Self.stride)
    sums.initialize(repeating: 0, count: Self.width + Self.stride)
    places = .allocate(capacity: Self.width + Self.stride)
    places.initialize(repeating: 0, count: Self.width + Self.stride)
  }

  deinit {
    sums.deallocate()
    places.deallocate()
  }

  /// Whether documents up to `end` have a place, which those before the first place have not.
  func hasRoom(upTo end: Int) -> Bool { count == 0 || end - start < Self.width }

  /// Gives the documents from `start`, where it is the first call since `clear`, to `end` a place.
  func extend(from start: Int, to end: Int) {
    if count == 0 { self.start = start }
    count = max(count, min(end - self.start + 1, Self.width))
  }

  /// Adds the bounds of the postings of a block from `position` on to those of their documents, as far
  /// as these have a place; none stands before the first one.
  ///
  /// - Returns: the posting behind the last one that was added.
  func add(_ page: OpenPage, from position: Int, weight: Float) -> Int {
    guard position < page.count else { return position }
    let blockEnd = page.score(at: position)
    let documents = page.documents
    let impacts = page.impacts
    let first = UInt32(clamping: start)
    let width = UInt32(clamping: count)
    let sums = sums
    var position = position
    while position < blockEnd {
      let place = documents[position] &- first
      if place >= width { break }
      sums[Int(place)] += weight * impacts[position]
      position += 1
    }
    return position
  }

  /// Finds the places whose sums are greater than `least`, which is not negative.
  func find(over least: Float) {
    let bits = Int32(bitPattern: least.bitPattern)
    let numbers = UnsafeRawPointer(sums)
    var found = 0
    var place = 0
    while place < count {
      // Numbers that are not negative are in the order of their bits.
      let row = numbers + place << 2
      var sign: Int32 = 0
      for index in 0..<Self.stride {
        sign |= bits &- row.load(fromByteOffset: index &* 4, as: Int32.self)
      }
      if sign < 0 {
        for index in 0..<Self.stride {
          // Written in any case: a branch here is seldom foreseen.
          places[found] = Int32(truncatingIfNeeded: place &+ index)
          found &+= sums[place &+ index] > least ? 1 : 0
        }
      }
      place += Self.stride
    }
    foundCount = found
  }

  /// Keeps those of the places found whose sums are greater than `least`.
  func keep(over least: Float) {
    var kept = 0
    for index in 0..<foundCount {
      let place = places[index]
      places[kept] = place
      kept &+= sums[Int(place)] > least ? 1 : 0
    }
    foundCount = kept
  }

  /// The place that was found as number `index`, which is below `foundCount`.
  @inline(__always)
  func found(_ index: Int) -> Int { Int(places[index]) }

  /// The sum at a place that was found.
  @inline(__always)
  func sum(_ place: Int) -> Float { sums[place] }

  /// Makes all sums 0 and gives no document a place.
  func clear() {
    sums.update(repeating: 0, count: count)
    count = 0
  }
}
