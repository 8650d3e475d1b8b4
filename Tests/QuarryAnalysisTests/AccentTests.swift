import Foundation
import QuarryAnalysis
import TestSupport
import Testing

/// That a word is found without its accents, and other ways of writing that a language allows.
@Suite struct AccentTests {
  private static let folder = dataPath("conformance/snowball")

  private func reached(_ typed: String, _ language: Language, _ analyzer: Analyzer) -> [[UInt8]] {
    let raw = Array(typed.utf8)
    var term: [UInt8] = []
    analyzer.appendTerm(raw.span, kind: .word, language: language, to: &term)
    return [term] + analyzer.spellings(raw.span, language: language)
  }

  private func term(_ word: String, _ language: Language, _ analyzer: Analyzer) -> [UInt8] {
    let raw = Array(word.utf8)
    var term: [UInt8] = []
    analyzer.appendTerm(raw.span, kind: .word, language: language, to: &term)
    return term
  }

  /// The shares are in thousandths, a little below what is reached.
  @Test(
    .enabled(if: folder != nil, "the Snowball vocabularies are absent"),
    arguments: [
      ("german", "de", 999), ("french", "fr", 997), ("spanish", "es", 998), ("italian", "it", 999),
      ("dutch", "nl", 999),
    ])
  func wordsWithoutTheirAccentsReachTheTerm(vocabulary: String, code: String, least: Int) throws {
    let language = try #require(Language(code))
    let analyzer = try Analyzer(.standard)
    let path = try #require(Self.folder) + "/\(vocabulary)/voc.txt"
    var accented = 0
    var found = 0
    for word in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
      var folded: [UInt8] = []
      let raw = Array(word.utf8)
      analyzer.appendFolded(raw.span, kind: .word, to: &folded)
      if folded == raw || folded.count > 24 || folded.contains(UInt8(ascii: "'")) { continue }
      accented += 1
      let typed = String(decoding: folded, as: UTF8.self)
      if reached(typed, language, analyzer).contains(term(String(word), language, analyzer)) {
        found += 1
      }
    }
    #expect(accented > 500)
    #expect(found * 1000 >= accented * least, "\(found) of \(accented)")
  }

  @Test(arguments: [
    ("en", "cafe", "café"), ("de", "uber", "über"), ("de", "ueber", "über"),
    ("de", "über", "ueber"),
    ("de", "strasse", "Straße"), ("es", "asignacion", "asignación"),
    ("es", "asignación", "asignacion"), ("pt", "informacoes", "informações"),
    ("tr", "gozlukler", "gözlükler"), ("tr", "isik", "IŞIK"), ("ro", "romanesti", "românești"),
    ("fr", "arretee", "arrêtée"), ("fr", "ecole", "l'école"), ("fr", "il", "qu'il"),
    ("fr", "abord", "d’abord"), ("it", "arte", "dell'arte"), ("tr", "Ankara", "Ankara'nın"),
    ("hr", "covek", "čovek"), ("sr", "covek", "Човек"), ("vi", "nguoi", "người"),
    ("az", "azerbaycan", "Azərbaycan"), ("ca", "colleccio", "col·lecció"),
  ])
  func typedFindsWritten(code: String, typed: String, written: String) throws {
    let language = try #require(Language(code))
    let analyzer = try Analyzer(.standard)
    let wanted = try terms(written, .standard, language).last
    let found = reached(typed, language, analyzer).map { String(decoding: $0, as: UTF8.self) }
    #expect(found.contains(try #require(wanted)), "\(found)")
  }

  @Test(arguments: [
    ("كِتَابٌ", "كتاب"), ("أحمد إحمد آحمد", "احمد احمد احمد"), ("مدرسة مدرسه", "مدرسه مدرسه"),
    ("علی على علي", "علي علي علي"), ("کتاب", "كتاب"), ("كتـــاب", "كتاب"),
    ("۱۹۹۰ ١٩٩٠", "1990 1990"),
    ("שָׁלוֹם שלום", "שלום שלום"), ("צה״ל צה\"ל", "צה\"ל צה\"ל"), ("क़लम कलम", "कलम कलम"),
    ("हिंदी हिँदी", "हिंदी हिंदी"), ("१२३", "123"), ("İIıi", "iiii"), ("ﬁ ＡＢＣ", "fi abc"),
    ("Ёлка ёлка елка", "елка елка елка"), ("ΣΊΣΥΦΟΣ Σίσυφος", "σισυφοσ σισυφοσ"),
  ])
  func folded(text: String, expected: String) throws {
    #expect(try terms(text, .standard, .und).joined(separator: " ") == expected)
  }
}
