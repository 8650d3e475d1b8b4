/// The documents' new numbers.
struct DocumentNumbers: Sendable {
  /// The number of a document that is dropped.
  static let none = UInt32.max

  /// By new number, the present one in the whole index.
  let order: SharedBuffer<UInt32>
  /// By present number, the new one, or `none`.
  let numbers: SharedBuffer<UInt32>

  /// Takes an order; of documents that share an identifier, whose hashes are `hashes`, the later one
  /// stays the later one, since it is the one that is shown.
  ///
  /// - Parameters:
  ///   - order: the present numbers of the `live` documents that are kept, of `count` in all.
  init(_ order: some Sequence<UInt32>, of count: Int, live: Int, hashes: [UInt64]) {
    self.order = SharedBuffer(repeating: 0, count: live)
    numbers = SharedBuffer(repeating: Self.none, count: count)
    for (number, document) in order.prefix(live).enumerated() {
      self.order[number] = document
      numbers[Int(document)] = UInt32(truncatingIfNeeded: number)
    }
    keepOrder(hashes)
  }

  /// The new number of a document; nil where it is dropped.
  func number(of document: Int) -> Int? {
    numbers[document] == Self.none ? nil : Int(numbers[document])
  }

  private func keepOrder(_ hashes: [UInt64]) {
    let sorted = (0..<UInt32(hashes.count)).filter { numbers[Int($0)] != Self.none }.sorted {
      let (first, second) = (hashes[Int($0)], hashes[Int($1)])
      return first != second ? first < second : $0 < $1
    }
    var start = 0
    while start < sorted.count {
      var end = start + 1
      while end < sorted.count, hashes[Int(sorted[end])] == hashes[Int(sorted[start])] { end += 1 }
      if end - start > 1 {
        let same = sorted[start..<end]
        for (document, number) in zip(same, same.map { numbers[Int($0)] }.sorted()) {
          numbers[Int(document)] = number
          order[Int(number)] = document
        }
      }
      start = end
    }
  }
}
