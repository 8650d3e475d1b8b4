import Testing

@testable import QuarryAnalysis

/// Function words are told by language, and compared folded.
@Suite struct FunctionWordsTests {
  private func has(_ word: String, _ codes: String...) -> Bool {
    FunctionWords(codes.compactMap { Language($0) }).contains(Array(word.utf8))
  }

  @Test(arguments: ["the", "of", "what", "who", "does", "is", "a", "i"])
  func knowsEnglish(word: String) {
    #expect(has(word, "en"))
  }

  @Test(arguments: ["paris", "system", "war", "", "th", "the of"])
  func leavesOtherWords(word: String) {
    #expect(!has(word, "en"))
  }

  @Test func dependsOnTheLanguages() {
    #expect(!has("die", "en"))
    #expect(has("die", "de"))
    #expect(has("die", "en", "de"))
    #expect(has("the", "en", "de"))
    #expect(!has("the", "und"))
    #expect(!has("the"))
  }

  @Test func comparesFoldedWords() {
    #expect(has("fur", "de") && !has("für", "de"))
    #expect(has("ou", "fr"))
    #expect(has("что", "ru"))
  }
}
