/// The documents' new numbers.
struct DocumentNumbers: Sendable {
  /// By new number, the present one in the whole index.
  let order: SharedBuffer<UInt32>
  /// By present number, the new one.
  let numbers: SharedBuffer<UInt32>

  /// Takes an order; of documents that share an identifier, whose hashes are `hashes`, the later one
  /// stays the later one, since it is the one that is shown.
  init(_ order: SharedBuffer<UInt32>, hashes: [UInt64]) {
    self.order = order
    numbers = SharedBuffer(repeating: 0, count: order.count)
    for number in 0..<order.count {
      numbers[Int(order[number])] = UInt32(truncatingIfNeeded: number)
    }
    keepOrder(hashes)
  }

  private func keepOrder(_ hashes: [UInt64]) {
    let sorted = (0..<UInt32(hashes.count)).sorted {
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
