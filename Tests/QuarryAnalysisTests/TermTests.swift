import QuarryAnalysis
import Testing

/// What the terms of words and compounds are.
@Suite struct TermTests {
  @Test(arguments: [
    ("Running runs ran", "run run ran"),
    ("café cafe\u{301} CAFÉ cafe", "cafe cafe cafe cafe"),
    ("John's John’s don't", "john john don't"),
    ("S-400 s400", "[s-400] s 400 s400"),
    ("TCP/IP tcp-ip AT&T", "[tcp-ip] tcp ip [tcp-ip] tcp ip [at-t] at t"),
    ("E-Mails", "[e-mail] e mail"),
    ("O'Neill O’NEILL’s", "[o'neill] o neill [o'neill] o neill"),
    ("L'Oréal", "[l'oreal] l oreal"),
    ("C++ C#", "[c++] c [c#] c"),
    ("U.S. 3.14 1,000", "u.s 3.14 1,000"),
    ("Straße STRASSE", "strass strass"),
    ("İstanbul Istanbul ısı", "istanbul istanbul isi"),
    ("ﬁne ＡＢＣ", "fine abc"),
    ("Ελλάδα ΕΛΛΆΔΑΣ ελλαδασ ελλάδας", "ελλαδα ελλαδασ ελλαδασ ελλαδασ"),
    ("Łódź Ørsted Đorđe æon Œuvre Þór ð", "lodz orst dord aeon oeuvr thor d"),
    ("Йод йод и\u{306}од Ёлка елка", "йод йод йод елка елка"),
    ("co\u{AD}operate", "cooper"),
    ("ẤẦ Ǖ ǖ ᾳ α\u{345}", "aa u u α α"),
    ("_emphasis_ snake_case", "emphasi snake_case"),
    ("❤ ❤\u{FE0F}", "❤ ❤"),
  ])
  func english(text: String, expected: String) throws {
    #expect(try terms(text).joined(separator: " ") == expected)
  }

  @Test(arguments: [
    ("Running CAFÉ Straße", "running café straße"),
    ("İI ΣΑΣ Ж Ⴀ 𐐀 ǅ ẞ", "ii σασ ж ⴀ 𐐨 ǆ ß"),
    ("Ā ā Ĺ ĺ Ÿ", "ā ā ĺ ĺ ÿ"),
  ])
  func plain(text: String, expected: String) throws {
    #expect(try terms(text, .plain).joined(separator: " ") == expected)
  }

  @Test(arguments: [AnalyzerSettings.standard, .plain], ["x", "é", "北", "😀", "ß", "İ"])
  func longWordsAreCutBetweenScalars(settings: AnalyzerSettings, letter: String) throws {
    let analyzer = try Analyzer(settings)
    let raw = Array(("a" + String(repeating: letter, count: 100_000)).utf8)
    for kind in [TokenKind.word, .compound] {
      var term: [UInt8] = Array("kept".utf8)
      analyzer.appendTerm(raw.span, kind: kind, language: .english, to: &term)
      #expect(term.starts(with: "kept".utf8))
      #expect((252...255).contains(term.count - 4))
      #expect(String(validating: term, as: UTF8.self) != nil)
    }
  }

  @Test func settingsByName() throws {
    #expect(AnalyzerSettings.allNames == ["standard", "plain", "lucene"])
    for name in AnalyzerSettings.allNames {
      #expect(try AnalyzerSettings(named: name).name == name)
    }
    #expect(throws: AnalysisError.unknownAnalyzer("latin")) {
      try AnalyzerSettings(named: "latin")
    }
  }
}
