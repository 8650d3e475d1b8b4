import QuarryCorpus
import QuarryFormat
import QuarryIndexing
import TestSupport
import Testing

@testable import QuarrySearch

/// What snippets highlight is what the query found: in every language, script and kind of clause.
@Suite struct HighlightTests {
  private func highlights(
    _ text: String, _ query: String, language: String = "en", others: [Document] = []
  ) throws -> [String] {
    let document = Document(
      id: "0", title: "Title", text: text,
      metadata: [MetadataField(name: "lang", value: language)])
    let searcher = Searcher(try makeIndex([document] + others, language: "auto"))
    var options = SearchOptions()
    options.snippets = 3
    options.snippetLength = 400
    let hits = try searcher.search(query, options).hits
    let hit = try #require(hits.first { $0.identifier == "0" }, "\(query) finds nothing")
    return hit.snippets.flatMap { $0.highlights.map(\.text) }
  }

  @Test(arguments: [
    ("Turkeys and a Turkey, turkey", "=Turkey", "en", ["Turkey"]),
    ("Turkeys and a Turkey, turkey", "turkey", "en", ["Turkeys", "Turkey", "turkey"]),
    ("Organs, organizations, organic", "organizat*", "en", ["organizations"]),
    ("Organs, organizations, organic", "orga?s", "en", ["Organs"]),
    ("Organs, organizations, organic", "*anic", "en", ["organic"]),
    ("Organs, organizations, organic", "/org.{1,4}/", "en", ["Organs", "organic"]),
    ("Organs, organizations, organic", "orgnas~1", "en", ["Organs"]),
    ("Ünder der Häuser, das Haus", "häuser", "de", ["Häuser", "Haus"]),
    ("Im Haus und den Hausen", "haus", "de", ["Haus", "Hausen"]),
    ("Die Straße ist lang", "strasse", "de", ["Straße"]),
    ("В домами и дом", "дома", "ru", ["домами", "дом"]),
    ("Café au lait, cafés", "cafe", "fr", ["Café", "cafés"]),
    ("我在北京大学学习。学", "北京大学", "zh", ["北京大学"]),
    ("学习很好。北", "北京大学是多大的", "zh", []),
    ("北京。学习很好", "北京大学是多大的", "zh", ["北京"]),
    ("東京の京", "東京", "ja", ["東京"]),
    ("Häuser, ein Haus, das Kind", "häuser", "de", ["Häuser", "Haus"]),
    ("Häuser, ein Haus, das Kind", "haus kind", "de", ["Häuser", "Haus", "Kind"]),
    ("Выборы в стране, о выборах", "выборы", "ru", ["Выборы", "выборах"]),
    ("Выборы в стране, о выборах", "выборах", "ru", ["Выборы", "выборах"]),
    ("Kitap ve kitaplar, kitabın", "kitap", "tr", ["Kitap", "kitaplar", "kitabın"]),
    ("قرأت الكتاب وهذا كتاب", "كتاب", "ar", ["الكتاب", "كتاب"]),
    ("यह किताब और किताबें हैं", "किताब", "hi", ["किताब", "किताबें"]),
    ("Written in C++, not C", "c++", "en", ["C++"]),
    ("我在北京大学学习", "\"京大学\"", "zh", ["京大学"]),
    ("我在北京大学学习", "学", "zh", ["学学"]),
    ("한국어를 배우다", "한국어", "ko", ["한국어"]),
    ("ภาษาไทยง่าย", "ไทย", "th", ["ไทย"]),
    ("An S-400 and S400", "s400", "en", ["S-400", "S400"]),
    ("The red fox, a fox red", "\"red fox\"", "en", ["red fox"]),
    ("The red old fox", "\"red fox\"~2", "en", ["red", "fox"]),
    ("The red old fox", "fox NEAR/3 red", "en", ["red", "fox"]),
    ("The red \u{301} fox", "\"red fox\"", "en", ["red \u{301} fox"]),
    ("A turkey and Turkey", "=Turkey turk*", "en", ["turkey", "Turkey"]),
  ])
  func whatMatchedIsHighlighted(
    _ text: String, _ query: String, _ language: String, _ expected: [String]
  ) throws {
    #expect(try highlights(text, query, language: language) == expected)
  }

  @Test func wordsOfOtherFieldsAreNotHighlighted() throws {
    let text = "A title is here and more"
    #expect(try highlights(text, "title:title more") == ["more"])
    #expect(try highlights(text, "body:title") == ["title"])
  }

  @Test func aTextIsReadInItsOwnLanguage() throws {
    // The English stem of organize is that of organ; in German it is not.
    let other = Document(
      id: "1", text: "organize", metadata: [MetadataField(name: "lang", value: "en")])
    #expect(
      try highlights("Organe und die Organize", "organe", language: "de", others: [other])
        == ["Organe"])
  }

  @Test func stopWordsThatAreNotIndexedTakeNoPlace() throws {
    let searcher = Searcher(
      try makeIndex([Document(id: "0", text: "a fox of the hen, a fox hen")], analyzer: "lucene"))
    let hit = try #require(try searcher.search("\"fox hen\"").hits.first)
    #expect(hit.snippets.flatMap(\.highlights).map(\.text) == ["fox of the hen", "fox hen"])
  }

  /// In texts of one word each, what is found is what is highlighted, and the whole word.
  @Test func aFoundWordIsHighlighted() throws {
    let words = [
      "en": [
        "organ", "Organize", "happily", "dying", "Turkey", "S-400", "O'Neill", "naïve", "sky",
      ],
      "de": ["Häuser", "Straße", "Aegypten", "ägypten", "Organe", "türkisch"],
      "ru": ["Москвой", "ёлка", "домами"], "fr": ["étés", "heureuse", "œuvre"],
      "zh": ["北京大学", "学"], "ar": ["المدرسة", "مدرسة"], "id": ["mengambil", "ambil"],
      "tr": ["İstanbul", "ışık", "IŞIK"], "el": ["Σπίτια", "σπίτι"], "sr": ["кућа", "kuća"],
      "ga": ["bhfear", "fear"], "fi": ["taloissa", "talo"], "ko": ["한국어"], "th": ["ไทย"],
    ]
    var documents: [Document] = []
    for (language, list) in words.sorted(by: { $0.key < $1.key }) {
      for word in list {
        documents.append(
          Document(
            id: "\(language) \(word)", text: word,
            metadata: [MetadataField(name: "lang", value: language)]))
      }
    }
    let searcher = Searcher(try makeIndex(documents, language: "auto"))
    var options = SearchOptions()
    options.limit = 100
    var hits = 0
    for word in words.values.joined() {
      let head = String(word.prefix(2))
      for query: Query in [
        .word(word), .exact(word), .prefix(head), .fuzzy(word, edits: 1), .phrase(word),
        .wildcard("*" + word.suffix(1)),
      ] {
        for hit in try searcher.search(query, options).hits {
          hits += 1
          let text = hit.identifier.split(separator: " ", maxSplits: 1).last.map { String($0) }
          let shown = hit.snippets.flatMap(\.highlights).map(\.text)
          if word.count > 1, text != word,
            text?.unicodeScalars.contains(where: { $0.value > 0x2E80 }) ?? false
          {
            // A part of a row of characters may be all that matched.
            #expect(!shown.isEmpty, "\(query) in \(hit.identifier)")
          } else {
            #expect(
              shown.joined() == text || text?.contains(shown.joined()) ?? false && !shown.isEmpty,
              "\(query) in \(hit.identifier)")
          }
        }
      }
    }
    #expect(hits > 300)
  }
}
