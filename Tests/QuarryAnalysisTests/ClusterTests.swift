import QuarryAnalysis
import TestSupport
import Testing

/// Texts without spaces between words: characters and bigrams, which are shown in angle brackets.
@Suite struct ClusterTests {
  @Test(
    arguments: [
      ("北京", ["<北京>", "北", "京"]),
      ("北", ["北"]),
      ("北京大", ["<北京>", "北", "<京大>", "京", "大"]),
      ("北，京", ["北", "京"]),
      ("iPhone手机", ["iPhone", "<手机>", "手", "机"]),
      ("2019年3月", ["2019", "年", "3", "月"]),
      ("K팝 팝K", ["K", "팝", "팝", "K"]),
      ("A.팝_a", ["A", "팝", "_a"]),
      ("서울시 한국", ["<서울>", "서", "<울시>", "울", "시", "<한국>", "한", "국"]),
      ("コーヒー", ["<コー>", "コ", "<ーヒ>", "ー", "<ヒー>", "ヒ", "ー"]),
      ("人々", ["<人々>", "人", "々"]),
      ("か\u{3099}き", ["<か\u{3099}き>", "か\u{3099}", "き"]),
      ("ﾊﾟﾝ", ["<ﾊﾟﾝ>", "ﾊﾟ", "ﾝ"]),
      ("𠀀𠀁", ["<𠀀𠀁>", "𠀀", "𠀁"]),
      ("น้ำดี", ["<น้ำดี>", "น้ำ", "ดี"]),
      ("ខ្មែរ", ["<ខ្មែរ>", "ខ្មែ", "រ"]),
      ("မြန်မာ", ["<မြန်>", "မြ", "<န်မာ>", "န်", "မာ"]),
      ("๑๒๓", ["๑๒๓"]),
      ("カ・キ", ["カ", "キ"]),
      ("AB-CD팝", ["AB", "CD", "팝"]),
      ("中-国", ["中", "国"]),
    ] as [(String, [String])])
  func standard(text: String, expected: [String]) throws {
    #expect(try tokens(text) == expected)
  }

  @Test(arguments: [
    ("ﾊﾟﾝ", "<パン> パ ン"), ("が か\u{3099}", "が が"), ("한", "한"),
    ("\u{1112}\u{1161}\u{11AB}국", "<한국> 한 국"), ("北京", "<北京> 北 京"), ("２０１９年", "2019 年"),
  ])
  func termsOf(text: String, expected: String) throws {
    #expect(try terms(text, .standard, .und).joined(separator: " ") == expected)
  }

  @Test(arguments: 0..<20)
  func everyTwoNeighboursAreABigram(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed) + 5000)
    for _ in 0..<200 {
      let text = mixedText(&random, pieces: Int.random(in: 0...20, using: &random))
      let all = try rawTokens(text, .standard)
      for (index, token) in all.enumerated() where token.kind == .bigram {
        let first = try #require(all.dropFirst(index + 1).first { $0.kind == .word })
        let second = try #require(
          all.dropFirst(index + 1).filter { $0.kind == .word }.dropFirst().first)
        #expect(first.start == token.start && first.end == second.start && second.end == token.end)
      }
      // A text of such characters alone has one word a character and one bigram less.
      let run = (0..<Int.random(in: 1...30, using: &random)).map { _ in
        ["北", "京", "カ", "ひ", "ก", "한", "𠀀"].randomElement(using: &random) ?? ""
      }
      let found = try rawTokens(Array(run.joined().utf8), .standard)
      #expect(found.count { $0.kind == .word } == run.count)
      #expect(found.count { $0.kind == .bigram } == run.count - 1)
    }
  }

  @Test(arguments: [
    ("The Beatles", "the beatles"), ("AT&T Café", "at t cafe"), ("O'Neill", "o neill"),
    ("北京 大学", "北京 大学"), ("Straße", "strasse"), ("", ""), ("!?", ""), ("  Łódź—2019 ", "lodz 2019"),
  ])
  func titleKey(title: String, expected: String) throws {
    let raw = Array(title.utf8)
    var key = Array("x".utf8)
    try Analyzer(.standard).appendTitleKey(raw.span, to: &key)
    #expect(String(decoding: key, as: UTF8.self) == "x" + expected)
  }

  @Test func titleKeysAreShort() throws {
    let analyzer = try Analyzer(.standard)
    for word in ["a", "ab ", "é", "北", "𠀀 "] {
      let raw = Array(String(repeating: word, count: 5000).utf8)
      var key: [UInt8] = []
      analyzer.appendTitleKey(raw.span, to: &key)
      #expect((250...254).contains(key.count))
      #expect(String(validating: key, as: UTF8.self) != nil)
    }
  }
}
