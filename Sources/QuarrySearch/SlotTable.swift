/// Finds numbers by a hash that their owner has mixed well: open addressing with linear probing,
/// where what is taken out leaves no mark (Knuth, The Art of Computer Programming 3, 6.4, R).
struct SlotTable {
  /// A number and 1, 0 where a place is free, with the hash's upper bits beside it.
  private struct Place {
    var slot: UInt32 = 0
    var hash: UInt32 = 0
  }

  private var places: [Place] = []
  private var count = 0

  @inline(__always)
  private static func hash(_ mixed: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: mixed) }

  /// The first number of that hash that `isIt`.
  @inline(__always)
  func first(_ mixed: UInt64, where isIt: (Int) -> Bool) -> Int? {
    guard !places.isEmpty else { return nil }
    let mask = places.count - 1
    let hash = Self.hash(mixed)
    var index = Int(hash) & mask
    while places[index].slot > 0 {
      if places[index].hash == hash, isIt(Int(places[index].slot - 1)) {
        return Int(places[index].slot - 1)
      }
      index = (index + 1) & mask
    }
    return nil
  }

  mutating func insert(_ slot: UInt32, _ mixed: UInt64) {
    if 2 * (count + 1) > places.count { grow() }
    put(Place(slot: slot + 1, hash: Self.hash(mixed)))
    count += 1
  }

  /// Takes out a number, where it is there.
  mutating func remove(_ slot: UInt32, _ mixed: UInt64) {
    guard !places.isEmpty else { return }
    let mask = places.count - 1
    var hole = Int(Self.hash(mixed)) & mask
    while places[hole].slot != slot + 1 {
      guard places[hole].slot > 0 else { return }
      hole = (hole + 1) & mask
    }
    count -= 1
    var index = hole
    while true {
      places[hole] = Place()
      while true {
        index = (index + 1) & mask
        guard places[index].slot > 0 else { return }
        // What may stand nowhere before its own place stays behind the hole.
        let home = Int(places[index].hash) & mask
        if (index - home) & mask >= (index - hole) & mask { break }
      }
      places[hole] = places[index]
      hole = index
    }
  }

  mutating func removeAll() {
    for index in places.indices { places[index] = Place() }
    count = 0
  }

  private mutating func put(_ place: Place) {
    let mask = places.count - 1
    var index = Int(place.hash) & mask
    while places[index].slot > 0 { index = (index + 1) & mask }
    places[index] = place
  }

  /// Doubles the table, whose length is a power of two.
  private mutating func grow() {
    let old = places
    places = Array(repeating: Place(), count: max(32, 2 * old.count))
    for place in old where place.slot > 0 { put(place) }
  }
}
