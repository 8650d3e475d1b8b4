import QuarryFormat

/// The terms of several dictionaries as those of one: in order, each once, with the documents of all.
struct TermCounts {
  private var iterators: [TermIterator]
  /// Which of them have a present term.
  private var isOpen: [Bool]
  /// Which of them stand at the present term.
  private var isPresent: [Bool]
  /// The present term.
  private(set) var term: [UInt8] = []
  /// The documents that hold it.
  private(set) var count = 0

  /// Begins at the first term that is not less than `start`.
  init(_ dictionaries: [TermDictionary], from start: [UInt8]) throws(FormatError) {
    iterators = []
    for dictionary in dictionaries { iterators.append(try dictionary.terms(from: start.span)) }
    isOpen = []
    for index in iterators.indices { isOpen.append(try iterators[index].next()) }
    isPresent = Array(repeating: false, count: iterators.count)
  }

  /// Moves to the next term; false at the end.
  mutating func next() throws(FormatError) -> Bool {
    for index in iterators.indices where isPresent[index] {
      isOpen[index] = try iterators[index].next()
    }
    return settle()
  }

  /// Moves to the first term that is not less than `target`, which lies behind the present one.
  mutating func seek(to target: [UInt8]) throws(FormatError) -> Bool {
    for index in iterators.indices where isOpen[index] {
      isOpen[index] = try iterators[index].seek(to: target.span)
    }
    return settle()
  }

  /// The place of each segment that holds the present term.
  func infos() -> [(segment: Int, info: TermInfo)] {
    iterators.indices.filter { isPresent[$0] }.map { ($0, iterators[$0].info) }
  }

  /// Takes the least of the terms that the iterators stand at.
  private mutating func settle() -> Bool {
    var least: Int?
    for index in iterators.indices where isOpen[index] {
      if let known = least {
        if Self.isLess(iterators[index], iterators[known]) { least = index }
      } else {
        least = index
      }
    }
    guard let least else { return false }
    Self.copy(iterators[least], to: &term)
    count = 0
    for index in iterators.indices {
      isPresent[index] =
        isOpen[index] && (index == least || !Self.isLess(iterators[least], iterators[index]))
      if isPresent[index] { count += iterators[index].info.documentFrequency }
    }
    return true
  }

  private static func copy(_ iterator: borrowing TermIterator, to term: inout [UInt8]) {
    let bytes = iterator.bytes
    term.removeAll(keepingCapacity: true)
    for index in 0..<bytes.count { term.append(bytes[index]) }
  }

  private static func isLess(
    _ one: borrowing TermIterator, _ other: borrowing TermIterator
  ) -> Bool {
    let (left, right) = (one.bytes, other.bytes)
    var index = 0
    while index < left.count, index < right.count {
      if left[index] != right[index] { return left[index] < right[index] }
      index += 1
    }
    return left.count < right.count
  }
}
