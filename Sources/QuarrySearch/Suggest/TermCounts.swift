import QuarryFormat

/// The terms of several dictionaries as those of one: in order, each once, with the documents of all.
struct TermCounts {
  private var iterators: [TermIterator]
  /// The terms that they stand at.
  private var presents: [[UInt8]]
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
    presents = Array(repeating: [], count: iterators.count)
    for index in iterators.indices where isOpen[index] {
      iterators[index].copyTerm(to: &presents[index])
    }
  }

  /// Moves to the next term; false at the end.
  mutating func next() throws(FormatError) -> Bool {
    for index in iterators.indices where isPresent[index] {
      isOpen[index] = try iterators[index].next()
      if isOpen[index] { iterators[index].copyTerm(to: &presents[index]) }
    }
    return settle()
  }

  /// Moves to the first term that is not less than `target`, which lies behind the present one.
  mutating func seek(to target: [UInt8]) throws(FormatError) -> Bool {
    for index in iterators.indices where isOpen[index] {
      isOpen[index] = try iterators[index].seek(to: target.span)
      if isOpen[index] { iterators[index].copyTerm(to: &presents[index]) }
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
        if presents[index].lexicographicallyPrecedes(presents[known]) { least = index }
      } else {
        least = index
      }
    }
    guard let least else { return false }
    iterators[least].copyTerm(to: &term)
    count = 0
    for index in iterators.indices {
      isPresent[index] = isOpen[index] && (index == least || presents[index] == term)
      if isPresent[index] { count += iterators[index].info.documentFrequency }
    }
    return true
  }
}
