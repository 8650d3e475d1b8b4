/// The one letter that two scalars make, of the scripts that keep their marks.
///
/// Latin and Greek are left out, whose diacritics `Folding` drops.
/// Source: Unicode Standard 14, sections 3.11 and 3.12.
enum Composition {
  private static let firstLead: UInt32 = 0x1100
  private static let firstVowel: UInt32 = 0x1161
  private static let firstTail: UInt32 = 0x11A8
  private static let firstSyllable: UInt32 = 0xAC00
  private static let leads: UInt32 = 19
  private static let vowels: UInt32 = 21
  private static let tails: UInt32 = 28  // none counts as one

  /// The composition of a folded base and what follows it, or nil where they stay two.
  static func of(_ base: UInt32, _ next: UInt32) -> UInt32? {
    guard base >= 0x80 else { return nil }
    return syllable(base, next) ?? pair(base, next)
  }

  /// The Hangul syllable of a lead and a vowel, or of a syllable without a tail and a tail.
  private static func syllable(_ base: UInt32, _ next: UInt32) -> UInt32? {
    if (firstLead..<firstLead + leads).contains(base),
      (firstVowel..<firstVowel + vowels).contains(next)
    {
      return firstSyllable + ((base - firstLead) * vowels + next - firstVowel) * tails
    }
    let isSyllable = (firstSyllable..<firstSyllable + leads * vowels * tails).contains(base)
    if isSyllable, (base - firstSyllable) % tails == 0,
      (firstTail..<firstTail + tails - 1).contains(next)
    {
      return base + next - firstTail + 1
    }
    return nil
  }

  /// The Latin small letter that a letter and a mark make, or nil.
  static func ofLatin(_ base: UInt32, _ mark: UInt32) -> UInt32? {
    find(base, mark, in: DigitText(CompositionTable.latin))
  }

  private static func pair(_ base: UInt32, _ next: UInt32) -> UInt32? {
    find(base, next, in: DigitText(CompositionTable.pairs))
  }

  private static func find(_ base: UInt32, _ next: UInt32, in pairs: DigitText) -> UInt32? {
    var low = 0
    var high = pairs.count / 9
    while low < high {
      let middle = (low + high) / 2
      let key = (pairs.number(middle * 9), pairs.number(middle * 9 + 3))
      if key == (base, next) { return pairs.number(middle * 9 + 6) }
      if key < (base, next) { low = middle + 1 } else { high = middle }
    }
    return nil
  }
}
