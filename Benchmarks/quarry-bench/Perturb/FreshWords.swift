/// Words that no source has, for a dump larger than its source.
///
/// A fresh word keeps the beginning of the word it stands for and ends in seven letters, or eight
/// digits where it is a number, that no other fresh word ends in. Fresh words come again in proportion
/// to how often they came before (Simon, "On a class of skew distribution functions", 1955), so that
/// they follow Zipf's law as words do.
struct FreshWords {
  /// The distinct words made so far; after 20 million they repeat.
  private(set) var count = 0
  /// Where words and numbers are told to come from.
  private static let endings = 20_000_000
  /// A sample, each as likely as any other, of all occurrences so far.
  private var sample: [[UInt8]] = []
  private var occurrences = 0
  private static let sampleSize = 1 << 17
  /// The bytes that are kept of the word a fresh one stands for.
  private static let keptBytes = 16

  /// A word to stand for `word` in one document: a new one, or where `isNew` is false one that came
  /// before.
  mutating func word(
    like word: ArraySlice<UInt8>, isNew: Bool, _ random: inout SplitMix64
  ) -> [UInt8] {
    let result =
      isNew || sample.isEmpty ? make(like: word) : sample[random.below(sample.count)]
    // Reservoir sampling (Vitter's algorithm R, 1985).
    occurrences += 1
    if sample.count < Self.sampleSize {
      sample.append(result)
    } else {
      let place = random.below(occurrences)
      if place < sample.count { sample[place] = result }
    }
    return result
  }

  private mutating func make(like word: ArraySlice<UInt8>) -> [UInt8] {
    // A multiplier without common divisors goes through all endings before one comes again.
    count += 1
    var ending = (count % Self.endings) * 7_368_787 % Self.endings
    if word.allSatisfy({ (0x30...0x39).contains($0) }) {
      return Array(String(10_000_000 + ending).utf8)
    }
    var end = word.startIndex + min(max(0, word.count - 7), Self.keptBytes)
    // Not inside a character.
    while end > word.startIndex, end < word.endIndex, word[end] & 0xC0 == 0x80 { end -= 1 }
    var result = Array(word[word.startIndex..<end])
    let consonants = Array("bcdfghjklmnpqrstvwxz".utf8)
    let vowels = Array("aeiou".utf8)
    for place in 0..<7 {
      let letters = place % 2 == 0 ? consonants : vowels
      result.append(letters[ending % letters.count])
      ending /= letters.count
    }
    return result
  }
}
