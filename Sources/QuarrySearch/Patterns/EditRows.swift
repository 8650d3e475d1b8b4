/// The words at most so many edits from a given one, as an automaton whose states are rows of the
/// table of distances.
///
/// An edit inserts, drops or replaces a character or swaps two neighbours, and nothing is edited
/// twice (optimal string alignment).
///
/// Sources: F. J. Damerau, "A technique for computer detection and correction of spelling errors",
/// Communications of the ACM 7, 1964; K. U. Schulz and S. Mihov, "Fast string correction with
/// Levenshtein automata", IJDAR 5, 2002.
struct EditRows: Sendable {
  private let word: [UInt32]
  /// Stands for every greater distance.
  private let beyond: UInt16
  private let keepsFirst: Bool
  let classes: ScalarClasses
  /// The scalar of a class; nil for the class of all that are not in the word.
  private var symbols: [UInt32?]
  /// Whether a class may be read at all.
  private var isAllowed: [Bool]
  /// Entries of rows computed so far.
  private(set) var work = 0

  /// - Parameters:
  ///   - edits: 0 to 2.
  ///   - keepsFirst: leaves out words that do not begin with the same character.
  ///   - alphabet: the characters that may be put in; nil for all.
  init(_ word: [UInt32], edits: Int, keepsFirst: Bool, alphabet: ScalarSet? = nil) {
    self.word = word
    self.keepsFirst = keepsFirst && !word.isEmpty
    beyond = UInt16(clamping: edits + 1)
    let distinct = Set(word)
    let others = alphabet ?? .all
    classes = ScalarClasses(distinct.sorted().map { ScalarSet($0) } + [others])
    symbols = Array(repeating: nil, count: classes.count)
    isAllowed = Array(repeating: false, count: classes.count)
    for range in others.ranges {
      isAllowed[classes.number(of: range.lowerBound)] = true
      _ = classes.first(after: range.lowerBound) { [classes] scalar, _ in
        guard scalar <= range.upperBound else { return true }
        isAllowed[classes.number(of: scalar)] = true
        return false
      }
    }
    for scalar in distinct {
      symbols[classes.number(of: scalar)] = scalar
      isAllowed[classes.number(of: scalar)] = true
    }
  }

  /// A state is two rows: by how many characters of the word were used up, the distance, and the
  /// distance if the next character completes a swap. The first state has one more entry.
  func start() -> [UInt16] {
    let row = (0...word.count).map { min(UInt16(clamping: $0), beyond) }
    return row + Array(repeating: beyond, count: word.count + 1) + (keepsFirst ? [0] : [])
  }

  /// The state behind `key` and a character of class `number`; empty at a dead end.
  mutating func step(_ key: [UInt16], class number: Int) -> [UInt16] {
    guard isAllowed[number] else { return [] }
    let symbol = symbols[number]
    let width = word.count + 1
    if key.count > 2 * width, symbol != word[0] { return [] }
    work += width
    var next = [UInt16](repeating: beyond, count: 2 * width)
    next[0] = min(key[0] + 1, beyond)
    var least = next[0]
    for index in 1..<max(width, 1) {
      let isSame = word[index - 1] == symbol
      var best = min(key[index], next[index - 1]) + 1
      best = min(best, key[index - 1] + (isSame ? 0 : 1), beyond)
      if index > 1 {
        if word[index - 2] == symbol { best = min(best, key[width + index]) }
        if isSame { next[width + index] = min(key[index - 2] + 1, beyond) }
      }
      next[index] = best
      least = min(least, best)
    }
    return least < beyond ? next : []
  }

  /// The distance of what was read from the word; nil where it is too great.
  func distance(_ key: [UInt16]) -> Int? {
    // Before its first character is read, nothing has begun as it must.
    let isOpen = key.count > 2 * (word.count + 1)
    return key[word.count] < beyond && !isOpen ? Int(key[word.count]) : nil
  }
}
