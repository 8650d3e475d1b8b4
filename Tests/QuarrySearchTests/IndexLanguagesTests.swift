import QuarryAnalysis
import QuarryCorpus
import QuarryFormat
import QuarryIndexing
import Testing

@testable import QuarrySearch

/// Which languages of an index a query's words are looked for in.
@Suite struct IndexLanguagesTests {
  /// - Parameter minority: the German documents; the rest are in English.
  private func index(_ count: Int, minority: Set<Int>) throws -> IndexFile {
    try makeIndex(
      (0..<count).map { number in
        let isMinor = minority.contains(number)
        return Document(
          id: "\(number)", text: isMinor ? "Kindern \(number)" : "houses \(number)",
          metadata: [MetadataField(name: "lang", value: isMinor ? "de" : "en")])
      }, language: "auto")
  }

  private func languages(_ index: IndexFile) throws -> [String] {
    try Searcher(index).makeContext().languages().map(\.code)
  }

  @Test(arguments: [
    (3000, Set(1000..<1002), false), (3000, Set(1000..<1003), true), (3, Set(1..<2), true),
    // Of 20,000 documents not all are looked at.
    (20_000, Set(stride(from: 7, to: 20_000, by: 100)), true), (20_000, Set(11_003..<11_203), true),
    (20_000, Set(5..<6), false),
  ])
  func minorities(_ count: Int, _ minority: Set<Int>, _ isKept: Bool) throws {
    let index = try index(count, minority: minority)
    #expect(try languages(index) == (isKept ? ["en", "de"] : ["en"]))
    // Inflections of a language that counts are found, and of others where nothing else is.
    let searcher = Searcher(index)
    #expect(try searcher.search("Kinder").total == minority.count)
    #expect(try searcher.search("Kinder house").total == (isKept ? count : count - minority.count))
    #expect(try searcher.search("+Kinder +house").total == 0)
  }

  @Test func theLanguageOfADocumentIsRead() throws {
    let index = try index(10, minority: [4])
    let segment = try #require(index.segments.first)
    #expect(try IndexLanguages.language(of: 4, in: segment).code == "de")
    #expect(try IndexLanguages.language(of: 5, in: segment) == .english)
    let plain = try makeIndex(texts: ["a"], analyzer: "plain")
    #expect(try languages(plain) == ["en"])
  }
}
