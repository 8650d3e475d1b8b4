import QuarryAnalysis
import Testing

/// What languages are called, and that their numbers stay.
@Suite struct LanguageTests {
  @Test(arguments: [
    ("en", "en"), ("EN", "en"), ("en-US", "en"), ("en_GB.UTF-8", "en"), ("eng", "en"),
    ("English", "en"), (" english (US) ", "en"), ("zh-Hant", "zh"), ("zh_CN", "zh"), ("cmn", "zh"),
    ("nb", "no"), ("nn-NO", "no"), ("ger", "de"), ("Deutsch", "de"), ("Français", "fr"),
    ("русский", "ru"), ("iw", "he"), ("und", "und"), ("mul", "und"), ("pt-BR", "pt"),
  ])
  func names(text: String, code: String) {
    #expect(Language(text)?.code == code)
  }

  @Test(arguments: ["", " ", "-", "x", "klingon", "e", "engl", String(repeating: "en ", count: 99)])
  func noNames(text: String) {
    #expect(Language(text) == nil)
  }

  @Test func numbersAreForEver() {
    let codes = Language.all.map(\.code).joined(separator: " ")
    #expect(
      codes == """
        und en de fr es it pt nl sv da no fi ru uk be bg mk sr hr bs sl cs sk pl hu ro ca gl eu tr \
        az el hy ka he yi ar fa ur ps hi ne mr bn pa gu or ta te kn ml si th lo km my bo am zh ja \
        ko vi id ms tl sw lt lv et is ga cy sq la eo af kk uz mn
        """)
    for (number, language) in Language.all.enumerated() {
      #expect(Int(language.rawValue) == number)
      #expect(Language(rawValue: language.rawValue) == language)
      #expect(Language(language.code) == language)
      #expect(Language(language.name) == language)
    }
    #expect(Language(rawValue: UInt8(Language.all.count)) == nil)
  }

  @Test func everyStemmerOfTheLibraryIsUsed() {
    let stemmed = Language.all.filter(\.hasStems).map(\.code)
    // 28 besides Porter's; Serbian serves Croatian and Bosnian too.
    #expect(stemmed.count == 30)
  }

  @Test(
    arguments: [
      ("en", "running", "run"), ("de", "Häuser", "haus"), ("fr", "chevaux", "cheval"),
      ("es", "canciones", "cancion"), ("it", "bellissima", "bellissim"), ("pt", "nações", "naco"),
      ("nl", "huizen", "huiz"), ("sv", "husen", "hus"), ("da", "husene", "hus"),
      ("no", "husene", "hus"), ("fi", "talossa", "talo"), ("ru", "книгами", "книг"),
      ("sr", "Књигама", "knjig"), ("hr", "knjigama", "knjig"), ("hu", "házban", "haz"),
      ("ro", "naționale", "national"), ("ca", "cançons", "cancon"), ("eu", "mendietan", "mendi"),
      ("tr", "kitaplarında", "kitap"), ("el", "ανθρώπους", "ανθρωπ"), ("ar", "المدرسة", "مدرس"),
      ("hi", "लड़कियों", "लडक"), ("ne", "नेपालमा", "नेपाल"), ("ta", "வீடுகள்", "வீடு"),
      ("id", "membacakan", "baca"), ("lt", "žmonių", "zmon"), ("ga", "bhfear", "fear"),
      ("hy", "մարդկանց", "մարդկ"), ("uk", "Книгами", "книгами"), ("und", "Running", "running"),
      ("ru", "systems", "system"), ("zh", "running", "run"), ("en", "книгами", "книгами"),
    ])
  func stems(code: String, word: String, stem: String) throws {
    #expect(try terms(word, .standard, #require(Language(code))) == [stem])
  }
}
