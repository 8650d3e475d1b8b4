import TestSupport
import Testing

@testable import QuarryCLI

@Suite("Text for terminals")
struct TerminalTextTests {
  @Test(arguments: [
    ("plain café 北京 🚀", "plain café 北京 🚀"),
    ("\u{1B}[31mred\u{1B}[0m", "\u{FFFD}[31mred\u{FFFD}[0m"),
    ("a\tb\nc\r\nd", "a b c  d"),
    ("bell\u{7} nul\u{0} del\u{7F}", "bell\u{FFFD} nul\u{FFFD} del\u{FFFD}"),
    ("c1 \u{9B}31m \u{85}", "c1 \u{FFFD}31m  "),
    ("\u{202E}evil\u{202C} \u{2066}x\u{2069}", "\u{FFFD}evil\u{FFFD} \u{FFFD}x\u{FFFD}"),
    ("👩‍🔬 stays", "👩‍🔬 stays"),
  ])
  func cleans(text: String, expected: String) {
    #expect(TerminalText.cleaned(text) == expected)
  }

  @Test func keepsWhatIsAskedFor() {
    #expect(TerminalText.cleaned("a\n\tb\u{1B}", keeping: .lines) == "a\n b\u{FFFD}")
    #expect(TerminalText.cleaned("a\n\tb\u{1B}", keeping: .linesAndTabs) == "a\n\tb\u{FFFD}")
  }

  @Test(arguments: [
    ("abc", 3), ("é", 1), ("e\u{301}", 1), ("北京", 4), ("🚀", 2), ("👩‍🔬", 2), ("🇹🇷", 2),
    ("❤\u{FE0F}", 2), ("ｆｕｌｌ", 8), ("가", 2), ("\u{200D}", 0), ("Ελλάδα", 6),
  ])
  func measures(text: String, columns: Int) {
    #expect(DisplayWidth.columns(of: text) == columns)
  }
}

@Suite("Wrapping")
struct StyledTextTests {
  private func wrap(_ text: String, _ width: Int) -> [String] {
    var styled = StyledText()
    styled.append(text)
    return styled.lines(width: width).map {
      styled.rendered($0, as: .plain, usesColor: false)
    }
  }

  @Test func breaksAtSpaces() {
    #expect(wrap("the quick brown fox", 10) == ["the quick", "brown fox"])
    #expect(wrap("the quick brown fox", 9) == ["the quick", "brown fox"])
    #expect(wrap("the quick brown fox", 8) == ["the", "quick", "brown", "fox"])
    #expect(wrap("exactly ten", 11) == ["exactly ten"])
    #expect(wrap("  led  by   spaces  ", 40) == ["led  by   spaces"])
    #expect(wrap("a   b", 3) == ["a", "b"])
    #expect(wrap("", 10) == [])
    #expect(wrap("   ", 10) == [])
  }

  @Test func breaksLongWordsAndWideText() {
    #expect(wrap("abcdefghij", 4) == ["abcd", "efgh", "ij"])
    #expect(wrap("ab abcdefghij", 4) == ["ab", "abcd", "efgh", "ij"])
    #expect(wrap("北京是中国的首都", 6) == ["北京是", "中国的", "首都"])
    #expect(wrap("ab北京cd", 4) == ["ab北", "京cd"])
    #expect(wrap("🚀🚀🚀", 5) == ["🚀🚀", "🚀"])
  }

  @Test func linesFitAndLoseNothing() {
    let alphabet = Array("ab é北🚀  k")
    for seed in 0..<300 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      let text = String(
        (0..<Int.random(in: 0...60, using: &random)).map { _ in
          alphabet.randomElement(using: &random) ?? " "
        })
      let width = Int.random(in: 2...20, using: &random)
      let lines = wrap(text, width)
      #expect(lines.allSatisfy { DisplayWidth.columns(of: $0) <= width }, "seed \(seed)")
      #expect(lines.allSatisfy { $0.first != " " && $0.last != " " }, "seed \(seed)")
      #expect(
        lines.joined().filter { $0 != " " } == text.filter { $0 != " " }, "seed \(seed)")
    }
  }

  @Test func marksMatches() {
    var styled = StyledText()
    styled.append("le café s'est ouvert", matches: [3..<8])
    let lines = styled.lines(width: 10)
    #expect(
      lines.map { styled.rendered($0, as: .plain, usesColor: true) }
        == ["le \u{1B}[1;33mcafé\u{1B}[0m", "s'est", "ouvert"])
    #expect(styled.rendered(lines[0], as: .plain, usesColor: false) == "le café")
  }

  @Test func closesAMatchAtTheLineEnd() {
    var styled = StyledText()
    styled.append("to be or not", matches: [0..<12])
    let lines = styled.lines(width: 6).map { styled.rendered($0, as: .dim, usesColor: true) }
    #expect(
      lines == ["\u{1B}[1;33mto be\u{1B}[0m", "\u{1B}[1;33mor not\u{1B}[0m"])
  }

  @Test func letsNoEscapeThrough() {
    var styled = StyledText()
    styled.append("a\u{1B}[2Jb\r\nc\u{202E}d", matches: [0..<3])
    let text = styled.rendered(0..<styled.elements.count, as: .plain, usesColor: false)
    #expect(text == "a\u{FFFD}[2Jb  c\u{FFFD}d")
  }
}
