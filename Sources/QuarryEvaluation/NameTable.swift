/// Numbers for names (of documents, of queries), so that lists of results take eight bytes an entry.
///
/// Names are bytes and equal only where all bytes are: `String` would take different spellings of one
/// character for the same.
package struct NameTable: Sendable {
  private var bytes: [UInt8] = []
  /// Where each name ends in `bytes`.
  private var ends: [Int] = []
  /// An open-addressed table of numbers + 1; 0 is a free place. Its size is a power of two.
  private var places: [UInt32] = Array(repeating: 0, count: 64)

  package init() {}

  /// How many names there are.
  package var count: Int { ends.count }

  /// The number of `name`, a new one where it is not there.
  package mutating func number(of name: ArraySlice<UInt8>) -> UInt32 {
    let place = place(of: name)
    if places[place] > 0 { return places[place] - 1 }
    bytes += name
    ends.append(bytes.count)
    places[place] = UInt32(truncatingIfNeeded: ends.count)
    if ends.count * 2 > places.count { grow() }
    return UInt32(truncatingIfNeeded: ends.count - 1)
  }

  /// The number of `name`, a new one where it is not there.
  package mutating func number(of name: String) -> UInt32 {
    number(of: Array(name.utf8)[...])
  }

  /// The number of `name`, or nil where it is not there.
  package func find(_ name: ArraySlice<UInt8>) -> UInt32? {
    let found = places[place(of: name)]
    return found > 0 ? found - 1 : nil
  }

  /// The name with the number `number`.
  package subscript(number: UInt32) -> ArraySlice<UInt8> {
    let number = Int(number)
    guard number < ends.count else { return [] }
    return bytes[(number == 0 ? 0 : ends[number - 1])..<ends[number]]
  }

  /// The name with the number `number`, as text.
  package func text(_ number: UInt32) -> String {
    String(decoding: self[number], as: UTF8.self)
  }

  /// Whether the name `first` stands before `second` in the order of their bytes.
  package func precedes(_ first: UInt32, _ second: UInt32) -> Bool {
    self[first].lexicographicallyPrecedes(self[second])
  }

  /// Where `name` stands in `places`, or the free place where it belongs.
  private func place(of name: ArraySlice<UInt8>) -> Int {
    // Hasher is seeded anew in each process: no file can be made to collide.
    var hasher = Hasher()
    name.withUnsafeBytes { hasher.combine(bytes: $0) }
    let mask = places.count - 1
    var place = hasher.finalize() & mask
    while places[place] > 0, !self[places[place] - 1].elementsEqual(name) {
      place = (place + 1) & mask
    }
    return place
  }

  private mutating func grow() {
    places = Array(repeating: 0, count: places.count * 2)
    for number in 0..<UInt32(truncatingIfNeeded: ends.count) {
      places[place(of: self[number])] = number + 1
    }
  }
}

/// The names that queries, judgements and runs have in common.
package struct EvaluationNames: Sendable {
  package var queries = NameTable()
  package var documents = NameTable()

  package init() {}
}
