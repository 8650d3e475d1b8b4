import QuarryFormat

/// Joins the forms of a term that several runs hold: adds up the counts of equal ones and brings them
/// into their final order, the commonest first and, among equally common ones, by their codes.
///
/// Of very many forms those with the least hashes are kept, which are the same ones whatever runs are
/// joined first (the bottom-k sample of Cohen and Kaplan 2007), so that memory stays bounded and the
/// result depends on the documents alone. All others share the number behind the last.
struct FormJoin {
  /// The most forms of a term that are counted apart.
  static let most = 320

  private var codes: [UInt8] = []
  private var ends: [Int] = []
  private var counts: [Int] = []
  private var hashes: [UInt64] = []
  private var otherCount = 0
  /// Places in the arrays by hash, once there are many forms: open addressing, place + 1.
  private var table: [UInt32] = []
  /// The final number of each form.
  private var ranks: [UInt16] = []
  private var order: [Int] = []

  /// The forms as they were added, each with its place in the arrays above; `.max` for other words.
  private var places: [UInt32] = []

  /// The joined forms in their order.
  private(set) var list = FormList()

  private static let tableAbove = 12

  /// Forgets all forms.
  mutating func removeAll() {
    otherCount = 0
    places.removeAll(keepingCapacity: true)
    if counts.isEmpty { return }
    codes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    counts.removeAll(keepingCapacity: true)
    hashes.removeAll(keepingCapacity: true)
    if !table.isEmpty { table.removeAll(keepingCapacity: true) }
  }

  /// The forms that were added so far, with repetitions.
  var placeCount: Int { places.count }

  /// Finds or makes the place of a form of a run.
  mutating func place(of code: UnsafeBufferPointer<UInt8>) -> Int {
    let place = find(code)
    places.append(UInt32(truncatingIfNeeded: place))
    return place
  }

  /// Adds `count` occurrences of the form at `place`.
  mutating func add(_ count: Int, at place: Int) {
    counts[place] &+= count
  }

  /// Adds occurrences of a run's words that are not told apart.
  mutating func addOthers(_ count: Int) {
    otherCount &+= count
    places.append(.max)
  }

  /// Adds the forms of a finished segment's term.
  mutating func add(_ other: FormList) {
    other.codes.withUnsafeBufferPointer { bytes in
      for number in 0..<other.count {
        let code = UnsafeBufferPointer(rebasing: bytes[other.code(number)])
        add(other.occurrences(number), at: place(of: code))
      }
    }
    if other.otherCount > 0 { addOthers(other.otherCount) }
  }

  /// Adds the forms of a finished segment's term of which some occurrences are dropped: by number, how
  /// many are left.
  mutating func add(_ other: FormList, occurrences: [Int]) {
    other.codes.withUnsafeBufferPointer { bytes in
      for number in 0..<other.count where occurrences[number] > 0 {
        let code = UnsafeBufferPointer(rebasing: bytes[other.code(number)])
        add(occurrences[number], at: place(of: code))
      }
    }
    if other.otherCount > 0, occurrences[other.count] > 0 { addOthers(occurrences[other.count]) }
  }

  private mutating func find(_ code: UnsafeBufferPointer<UInt8>) -> Int {
    let hash = Self.hash(code)
    if table.isEmpty {
      for place in hashes.indices where hashes[place] == hash && isEqual(place, code) {
        return place
      }
    } else {
      var slot = Int(truncatingIfNeeded: hash) & (table.count - 1)
      while table[slot] != 0 {
        let place = Int(table[slot]) - 1
        if hashes[place] == hash && isEqual(place, code) { return place }
        slot = (slot + 1) & (table.count - 1)
      }
    }
    codes.append(contentsOf: code)
    ends.append(codes.count)
    counts.append(0)
    hashes.append(hash)
    if hashes.count > Self.tableAbove && 2 * hashes.count > table.count { growTable() }
    if !table.isEmpty { enter(hashes.count - 1) }
    return hashes.count - 1
  }

  /// Brings the forms into their order, of which `most` are told apart at the most, and makes `list`.
  mutating func finish(most: Int) {
    list.removeAll()
    list.otherCount = otherCount
    var order: [Int] = []
    swap(&order, &self.order)
    order.removeAll(keepingCapacity: true)
    order.append(contentsOf: counts.indices)
    if order.count > Self.most {
      order.sort { a, b in
        hashes[a] != hashes[b]
          ? hashes[a] < hashes[b]
          : codes[range(a)].lexicographicallyPrecedes(codes[range(b)])
      }
      order.removeSubrange(Self.most...)
    }
    if order.count == 2 {
      if counts[order[0]] < counts[order[1]]
        || counts[order[0]] == counts[order[1]]
          && codes[range(order[1])].lexicographicallyPrecedes(codes[range(order[0])])
      {
        order.swapAt(0, 1)
      }
    } else if order.count > 2 {
      order.sort { a, b in
        counts[a] != counts[b]
          ? counts[a] > counts[b]
          : codes[range(a)].lexicographicallyPrecedes(codes[range(b)])
      }
    }
    if order.count > most { order.removeSubrange(most...) }
    ranks.removeAll(keepingCapacity: true)
    ranks.append(contentsOf: repeatElement(UInt16(order.count), count: counts.count))
    for (rank, place) in order.enumerated() {
      ranks[place] = UInt16(rank)
      for index in range(place) { list.codes.append(codes[index]) }
      list.endForm(count: counts[place])
    }
    if order.count < counts.count {
      for place in counts.indices where Int(ranks[place]) == order.count {
        list.otherCount += counts[place]
      }
    }
    swap(&order, &self.order)
  }

  /// The final number of the form that was added as the `index`th.
  func rank(_ index: Int) -> UInt16 {
    guard index < places.count else { return 0 }
    let place = Int(places[index])
    return place < ranks.count ? ranks[place] : UInt16(list.count)
  }

  /// The final number of a form that was added.
  func rank(of code: UnsafeBufferPointer<UInt8>) -> UInt16 {
    let hash = Self.hash(code)
    if table.isEmpty {
      for place in hashes.indices where hashes[place] == hash && isEqual(place, code) {
        return ranks[place]
      }
      return UInt16(list.count)
    }
    var slot = Int(truncatingIfNeeded: hash) & (table.count - 1)
    while table[slot] != 0 {
      let place = Int(table[slot]) - 1
      if hashes[place] == hash && isEqual(place, code) { return ranks[place] }
      slot = (slot + 1) & (table.count - 1)
    }
    return UInt16(list.count)
  }

  private func range(_ place: Int) -> Range<Int> {
    (place == 0 ? 0 : ends[place - 1])..<ends[place]
  }

  private func isEqual(_ place: Int, _ code: UnsafeBufferPointer<UInt8>) -> Bool {
    let range = range(place)
    guard range.count == code.count else { return false }
    for index in 0..<code.count where codes[range.lowerBound + index] != code[index] {
      return false
    }
    return true
  }

  private mutating func growTable() {
    table = [UInt32](repeating: 0, count: max(64, 4 * table.count))
    for place in 0..<hashes.count - 1 { enter(place) }
  }

  private mutating func enter(_ place: Int) {
    var slot = Int(truncatingIfNeeded: hashes[place]) & (table.count - 1)
    while table[slot] != 0 { slot = (slot + 1) & (table.count - 1) }
    table[slot] = UInt32(place + 1)
  }

  /// FNV-1a, mixed; where there are too many forms it decides which are kept.
  static func hash(_ code: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in code { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    hash = (hash ^ hash >> 32) &* 0x9FB2_1C65_1E98_DF25
    return hash ^ hash >> 32
  }
}
