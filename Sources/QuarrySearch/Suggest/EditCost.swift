/// How unlikely a slip of the fingers or of the memory is: what turns a word into what was typed, as
/// the least sum of the costs of its edits.
///
/// An edit costs about 1. Cheaper are those that people make most: a letter doubled or not, two
/// letters swapped, a neighbouring key, one vowel for another. The first letter is seldom wrong, so
/// what touches it is dearer.
///
/// Sources: F. J. Damerau, 1964 (the four kinds of edits); J. J. Pollock and A. Zamora, "Collection
/// and characterization of spelling errors in scientific and scholarly text", JASIS 34, 1983 (first
/// letters).
enum EditCost {
  static let swap = 0.6
  static let double = 0.65
  static let nearKey = 0.85
  static let vowel = 0.9
  static let missing = 0.95
  static let extra = 1.05
  static let extraNearKey = 0.95
  static let other = 1.15
  static let first = 1.2
  /// The cost of the cheapest edit.
  static let least = 0.6

  /// The least cost to write `word` as `typed`; both have at most 255 scalars, as terms do.
  static func of(_ word: [UInt32], typedAs typed: [UInt32]) -> Double {
    let width = typed.count + 1
    var before = [Double](repeating: .infinity, count: width)
    var last = before
    var row = before
    for index in 0...word.count {
      for place in 0...typed.count {
        let weight = index <= 1 && place <= 1 ? first : 1
        var best = index == 0 && place == 0 ? 0 : Double.infinity
        if index > 0 { best = min(best, last[place] + weight * leavingOut(index - 1, of: word)) }
        if place > 0 {
          best = min(best, row[place - 1] + weight * puttingIn(place - 1, of: typed))
        }
        if index > 0, place > 0 {
          let change = changing(word[index - 1], to: typed[place - 1])
          best = min(best, last[place - 1] + weight * change)
          if index > 1, place > 1, word[index - 1] == typed[place - 2],
            word[index - 2] == typed[place - 1]
          {
            best = min(best, before[place - 2] + (index == 2 ? first : 1) * swap)
          }
        }
        row[place] = best
      }
      (before, last, row) = (last, row, before)
    }
    return last[typed.count]
  }

  private static func leavingOut(_ index: Int, of word: [UInt32]) -> Double {
    index > 0 && word[index] == word[index - 1] ? double : missing
  }

  private static func puttingIn(_ place: Int, of typed: [UInt32]) -> Double {
    let scalar = typed[place]
    if place > 0, typed[place - 1] == scalar { return double }
    let isSlip =
      place > 0 && Keyboard.areNeighbours(scalar, typed[place - 1])
      || place + 1 < typed.count && Keyboard.areNeighbours(scalar, typed[place + 1])
    return isSlip ? extraNearKey : extra
  }

  private static func changing(_ scalar: UInt32, to typed: UInt32) -> Double {
    if scalar == typed { return 0 }
    if Keyboard.areNeighbours(scalar, typed) { return nearKey }
    return Keyboard.isVowel(scalar) && Keyboard.isVowel(typed) ? vowel : other
  }
}
