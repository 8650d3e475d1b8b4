import QuarryCorpus
import QuarryFormat
import QuarryIndexing
import TestSupport
import Testing

/// Holds the columns of an index against the documents it was made of.
@Suite("Columns of an index")
struct ColumnIndexingTests {
  private func document(_ number: Int, _ fields: [(String, String)]) -> Document {
    Document(
      id: "\(number)", text: "some words \(number)",
      metadata: fields.map { MetadataField(name: $0.0, value: $0.1) })
  }

  private func texts(_ column: Column, _ document: Int) throws -> [String] {
    var ordinals: [Int] = []
    try column.ordinals(of: document, into: &ordinals)
    return try ordinals.map { String(decoding: try column.value($0), as: UTF8.self) }
  }

  private func makeColumns(
    _ documents: [Document], _ change: (inout IndexingOptions) -> Void = { _ in }
  ) throws -> IndexFile {
    var options = smallOptions()
    change(&options)
    let index = try makeIndex(documents, options)
    #expect(Verifier(index).run().problems == [])
    return index
  }

  @Test func kindsAreFoundFromTheValues() throws {
    let documents = (0..<400).map { number in
      document(
        number,
        [
          ("date", number == 17 ? "unknown" : "20\(10 + number % 10)-0\(number % 9 + 1)-11"),
          ("year", "\(1900 + number)"), ("score", "\(number).25"), ("code", "00\(number % 9)"),
          ("source", "\(number % 5)"), ("url", "http://x/\(number)"),
          ("price", number % 2 == 0 ? "7" : "0.1"), ("one", "1"),
        ] + (number % 50 == 0 ? [("rare", "\(number)")] : []))
    }
    let segment = try makeColumns(documents).segments[0]
    #expect(segment.omittedColumns == [OmittedColumn(name: "url", reason: .nearlyAllDifferent)])
    func kind(_ name: String) -> ColumnKind? { segment.column(named: name)?.kind }
    #expect(kind("date") == .date && kind("year") == .integer && kind("score") == .real)
    #expect(kind("code") == .keyword && kind("source") == .keyword && kind("price") == .real)
    #expect(kind("words") == .integer && kind("url") == nil)
    let date = try #require(segment.column(named: "date"))
    let rare = try #require(segment.column(named: "rare"))
    let price = try #require(segment.column(named: "price"))
    #expect(date.documentCount == 399 && date.layout.width == 2)
    #expect(segment.column(named: "one")?.layout.byteCount == 0)
    #expect(rare.layout.isSparse && rare.documentCount == 8)
    for (number, document) in documents.enumerated() {
      let bytes = Array((document.date ?? "").utf8)
      #expect(try date.integer(number) == DateText.parse(bytes)?.start)
      #expect(try segment.column(named: "year")?.integer(number) == Int64(1900 + number))
      #expect(try segment.column(named: "score")?.real(number) == Double(number) + 0.25)
      #expect(try price.real(number) == (number % 2 == 0 ? 7 : 0.1))
      #expect(try segment.column(named: "words")?.integer(number) == 3)
      #expect(try rare.integer(number) == (number % 50 == 0 ? Int64(number) : nil))
      let source = try #require(segment.column(named: "source"))
      #expect(try texts(source, number) == ["\(number % 5)"])
    }
  }

  /// A few values that are no numbers, or no dates, count as missing, wherever they stand.
  @Test(arguments: [200, 1000])
  func strayValuesAreMissing(count: Int) throws {
    let strays = [0, 77, count - 1]
    let documents = (0..<count).map { number in
      let isStray = strays.contains(number)
      return document(
        number,
        [
          ("n", isStray ? "n/a" : "\(number)"), ("x", isStray ? "-" : "\(number).5"),
          ("tenth", number % 10 == 3 ? "?" : "\(number)"),
          ("ninth", number % 9 == 3 ? "?" : "\(number % 100)"),
          ("half", number % 2 == 0 ? "\(number % 90)" : "x\(number % 9)"),
          ("updated", number % 2 == 0 ? "2019-05-17" : "never"),
        ])
    }
    let segment = try makeColumns(documents) { $0.language = "English" }.segments[0]
    func kind(_ name: String) -> ColumnKind? { segment.column(named: name)?.kind }
    #expect(kind("n") == .integer && kind("x") == .real && kind("tenth") == .integer)
    #expect(kind("ninth") == .keyword && kind("half") == .keyword && kind("updated") == .date)
    let n = try #require(segment.column(named: "n"))
    let x = try #require(segment.column(named: "x"))
    #expect(n.documentCount == count - 3 && x.documentCount == count - 3)
    #expect(segment.column(named: "tenth")?.documentCount == count * 9 / 10)
    for number in [0, 1, 76, 77, 78, count / 2, count - 2, count - 1] {
      let isStray = strays.contains(number)
      #expect(try n.integer(number) == (isStray ? nil : Int64(number)))
      #expect(try x.real(number) == (isStray ? nil : Double(number) + 0.5))
    }
  }

  /// Of several values of a document the first that is a number counts.
  @Test func strayValuesBesideNumbers() throws {
    let documents = (0..<30).map { number in
      document(
        number,
        number == 5 ? [("n", "none"), ("n", "7"), ("n", "8")] : [("n", "\(number)"), ("n", "9")])
    }
    let column = try #require(try makeColumns(documents).segments[0].column(named: "n"))
    #expect(column.kind == .integer && column.documentCount == 30)
    #expect(try column.integer(5) == 7 && column.integer(6) == 6)
  }

  @Test func fewDatesAreDates() throws {
    let dates = ["2020-01-02", "n.d.", "2021"]
    let documents = dates.enumerated().map { document($0.offset, [("date", $0.element)]) }
    let column = try #require(try makeColumns(documents).segments[0].column(named: "date"))
    #expect(column.kind == .date && column.documentCount == 2)
    let others = ["n.d.", "n.d.", "2021"].enumerated().map {
      document($0.offset, [("date", $0.element)])
    }
    #expect(try makeColumns(others).segments[0].column(named: "date")?.kind == .keyword)
  }

  @Test(arguments: [1, 2, 3], [false, true])
  func randomMetadata(seed: UInt64, isSpilled: Bool) throws {
    var random = SplitMix64(seed: seed)
    let documents = (0..<700).map { number -> Document in
      var fields: [(String, String)] = []
      for _ in 0..<Int.random(in: 0...4, using: &random) {
        fields.append(("tags", "t\(Int.random(in: 0..<40, using: &random))"))
      }
      if number % 31 == 0 { fields += [("few", "x"), ("few", "y\(number % 3)")] }
      if Int.random(in: 0..<3, using: &random) > 0 {
        fields.append(("size", "\(Int.random(in: -9...1_000_000_000_000, using: &random))"))
      }
      return document(number, fields)
    }
    let index = try makeColumns(documents) { options in
      options.threads = isSpilled ? 3 : 1
      options.runBudget = isSpilled ? 8000 : nil
      options.batchBytes = isSpilled ? 500 : 20 << 10
      options.segmentDocuments = isSpilled ? 333 : options.segmentDocuments
    }
    for segment in index.segments {
      for number in 0..<segment.documentCount {
        let document = documents[segment.firstDocument + number]
        for name in ["tags", "few"] {
          let expected = Set(document.metadata.filter { $0.name == name }.map(\.value)).sorted()
          let column = try #require(segment.column(named: name))
          #expect(try texts(column, number) == expected)
        }
        #expect(
          try segment.column(named: "size")?.integer(number)
            == document["size"].flatMap { Int64($0) })
      }
    }
  }

  @Test func hostileMetadata() throws {
    let long = String(repeating: "x", count: 300)
    let documents = (0..<40).map { number in
      document(
        number,
        (0..<3000).map { ("n\(number * 100 + $0)", "v") } + [
          (long, "a"), ("", "b"), ("long", long), ("empty", ""), ("words", "mine"),
          ("all", "\(number)"), ("date", "\u{0}"), ("mixed", number == 3 ? "\u{7F}é" : "1"),
        ])
    }
    let first = try makeColumns(documents) { $0.batchBytes = 100_000 }
    let segment = first.segments[0]
    #expect(segment.columns.count == ColumnLayout.maxColumns)
    #expect(segment.column(named: "words")?.kind == .keyword)
    #expect(segment.column(named: "long") == nil && segment.column(named: "empty") == nil)
    #expect(segment.omittedColumns.count == ColumnLayout.maxNames - ColumnLayout.maxColumns)
    #expect(segment.omittedColumns.allSatisfy { $0.reason == .tooManyColumns })
    let second = try makeColumns(documents) { options in
      options.batchBytes = 100_000
      options.threads = 3
    }
    #expect(first.segments[0].facts == second.segments[0].facts)
  }

  /// Metadata named as the count of words is, takes its place in the segments that have some.
  @Test(arguments: [1, 3])
  func ownWords(threads: Int) throws {
    let documents = (0..<300).map { number in
      document(number, number == 250 ? [("words", "7000")] : [("words", ""), ("n", "1")])
    }
    let index = try makeColumns(documents) { options in
      options.threads = threads
      options.batchBytes = 500
      options.segmentDocuments = 150
      options.runBudget = threads == 1 ? 8000 : nil
    }
    #expect(index.segments.count > 1)
    for segment in index.segments {
      let column = try #require(segment.column(named: "words"))
      let own = 250 - segment.firstDocument
      let isOwn = (0..<segment.documentCount).contains(own)
      #expect(column.documentCount == (isOwn ? 1 : segment.documentCount))
      #expect(try !isOwn || column.integer(own) == 7000)
      #expect(try column.integer(3) == (isOwn ? nil : 3))
    }
    #expect(index.segments.allSatisfy { $0.columns.count { $0.name == "words" } == 1 })
    #expect(index.segments.allSatisfy { $0.omittedColumns.isEmpty })
  }

  @Test func tooManyTexts() throws {
    let documents = (0..<600).map { number in
      document(number, [("half", "h\(number % 290)"), ("most", "m\(number % 310)")])
    }
    let segment = try makeColumns(documents).segments[0]
    #expect(segment.column(named: "half")?.valueCount == 290)
    #expect(segment.omittedColumns == [OmittedColumn(name: "most", reason: .nearlyAllDifferent)])
  }

  /// What metadata calls a language comes first, then what the text looks like, then what the other
  /// documents in the same script are in.
  @Test(arguments: ["auto", "German"])
  func languagesOfDocuments(choice: String) throws {
    let english = "This is the story of a man who went to the city and of what he saw there. "
    let french = "Il est dans la maison avec les enfants, et elle ne sait pas que nous sommes ici. "
    let russian = "Это история о человеке, который жил в городе и не знал, что будет потом. "
    var documents = (0..<12).map { Document(id: "\($0)", text: english + "\($0)") }
    documents.append(Document(id: "fr", text: french + french))
    documents.append(Document(id: "ru", text: russian + russian))
    documents.append(Document(id: "short", text: "Osman"))
    documents.append(
      Document(
        id: "given", text: english, metadata: [MetadataField(name: "lang", value: "pt-BR")]))
    let segment = try makeColumns(documents) { $0.language = choice }.segments[0]
    let column = try #require(segment.column(named: "lang"))
    let found = try documents.indices.flatMap { try texts(column, $0) }
    let own = [String](repeating: "en", count: 12) + ["fr", "ru", "en", "pt"]
    #expect(found == (choice == "auto" ? own : own.map { _ in "de" }))
  }
}
