import QuarryAnalysis
import TestSupport

/// A token or term, marked where it is a compound or a bigram.
private func bracketed(_ text: String, _ kind: TokenKind) -> String {
  switch kind {
  case .word: text
  case .compound: "[\(text)]"
  case .bigram: "<\(text)>"
  }
}

/// A token as tests like to compare it: the text it spans, marked unless it is a word.
func shown(_ text: [UInt8], _ token: RawToken) -> String {
  let span = String(decoding: text[Int(token.start)..<Int(token.end)], as: UTF8.self)
  return bracketed(span, token.kind)
}

/// The tokens of a text, compounds and bigrams in brackets.
func tokens(_ text: String, _ settings: AnalyzerSettings = .standard) throws -> [String] {
  let bytes = Array(text.utf8)
  return try rawTokens(bytes, settings).map { shown(bytes, $0) }
}

/// The tokens of a text as they come.
func rawTokens(_ text: [UInt8], _ settings: AnalyzerSettings) throws -> [RawToken] {
  var tokens: [RawToken] = []
  try Analyzer(settings).tokenize(text.span, into: &tokens)
  return tokens
}

/// The terms of a text, compounds and bigrams in brackets.
func terms(
  _ text: String, _ settings: AnalyzerSettings = .standard, _ language: Language = .english
) throws -> [String] {
  let bytes = Array(text.utf8)
  let analyzer = try Analyzer(settings)
  return try rawTokens(bytes, settings).map { token in
    var term: [UInt8] = []
    let raw = bytes.span.extracting(Int(token.start)..<Int(token.end))
    analyzer.appendTerm(raw, kind: token.kind, language: language, to: &term)
    let string = String(decoding: term, as: UTF8.self)
    return bracketed(string, token.kind)
  }
}

/// A text of pieces that boundaries depend on, in several scripts.
///
/// - Parameter hasClusters: whether there are scripts without spaces among them.
func mixedText(
  _ random: inout SplitMix64, pieces count: Int, hasClusters: Bool = true
) -> [UInt8] {
  var pieces = [
    "a", "B", "Zürich", "word", "1", "42", "_", " ", "  ", ".", ",", ":", ";", "'", "’", "\"", "-",
    "&", "/", "+", "++", "#", "\u{2010}", "\u{FF0D}", "\r", "\n", "\r\n", "\u{85}", "é", "e\u{301}",
    "ß", "Ω", "й", "и\u{306}", "א", "ב", "०", "²", "½", "\u{AD}",
    "\u{200D}", "\u{200C}", "\u{FE0F}", "😀", "👩", "❤", "Ⓜ", "🇫", "🇷", "\u{202F}", "\u{3000}",
    "O'Neill", "l’été", "U.S.", "C++", "don't", "e-mail", "\u{E0101}", "ﬁ", "Ａ",
  ]
  if hasClusters { pieces += ["北", "京", "カ", "ひ", "ก", "ำ", "한", "𠀀", "က္", "ー", "か\u{3099}"] }
  var text: [UInt8] = []
  for _ in 0..<count {
    text += Array((pieces.randomElement(using: &random) ?? "").utf8)
  }
  return text
}
