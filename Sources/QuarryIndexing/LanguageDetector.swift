import QuarryAnalysis

struct LanguageDetector {
  mutating func detect(_ text: Span<UInt8>) -> (language: Language, isSure: Bool) {
    (.english, false)
  }
}
