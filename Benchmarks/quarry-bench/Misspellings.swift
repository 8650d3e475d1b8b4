import QuarrySearch

/// Frequent words with slips of the fingers in them, the same for the same seed: what the rate of
/// right corrections is measured on.
///
/// A slip drops a letter, doubles one, swaps two, hits a neighbouring key instead of the right one or
/// together with it.
struct Misspellings {
  struct Pair {
    var word: String
    var typed: String
  }

  private var random: SplitMix64

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  /// `count` misspellings of `words`, of which a quarter have two edits; none is one of `known`.
  mutating func pairs(_ count: Int, of words: [String], unlike known: Set<String>) -> [Pair] {
    var pairs: [Pair] = []
    var left = 100 * count
    while pairs.count < count, left > 0, !words.isEmpty {
      left -= 1
      let word = words[Int.random(in: words.indices, using: &random)]
      var typed = Array(word.unicodeScalars)
      for _ in 0..<(Int.random(in: 0..<4, using: &random) == 0 ? 2 : 1) { edit(&typed) }
      let text = String(String.UnicodeScalarView(typed))
      if text != word, !known.contains(text) { pairs.append(Pair(word: word, typed: text)) }
    }
    return pairs
  }

  private mutating func edit(_ typed: inout [Unicode.Scalar]) {
    let place = Int.random(in: typed.indices, using: &random)
    let near = Keyboard.neighbours(of: typed[place].value).compactMap(Unicode.Scalar.init)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: typed.remove(at: place)
    case 1: typed.insert(typed[place], at: place)
    case 2: typed.swapAt(place, place + 1 < typed.count ? place + 1 : place - 1)
    case 3:
      if let key = near.randomElement(using: &random) { typed[place] = key }
    default:
      if let key = near.randomElement(using: &random) { typed.insert(key, at: place) }
    }
  }
}
