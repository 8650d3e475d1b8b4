import QuarryCorpus
import QuarryFormat
import QuarryIndexing
import QuarrySearch
import TestSupport
import Testing

@Suite("What goes in comes out")
struct RoundTripTests {
  private func check(
    _ documents: [Document], _ options: IndexingOptions, isStored: Bool = true
  ) throws {
    let index = try makeIndex(documents, options)
    #expect(Verifier(index).run().problems == [])
    let expected = documents.map { document in
      var document = document
      if !isStored { document.text = "" }
      return document
    }
    #expect(try StoredDocuments(index).documents == expected)
    let model = try InvertedModel(documents, analyzer: options.analyzer)
    #expect(try InvertedModel(index) == model.coded)
    let facts = index.catalog.segments
    #expect(facts.reduce(0) { $0 + $1.postingCount } == model.postingCount)
    #expect(facts.reduce(0) { $0 + $1.positionCount } == model.positionCount)
    if facts.count == 1 { #expect(facts[0].termCount == model.termCount) }
    for field in index.catalog.fields.indices {
      let words = model.lengths.reduce(0) { $0 + $1[field] }
      #expect(facts.reduce(0) { $0 + $1.fieldLengths[field] } == words)
    }
  }

  @Test(arguments: ["standard", "plain", "lucene"], [1, 2])
  func randomDocuments(analyzer: String, seed: UInt64) throws {
    var maker = DocumentMaker(seed: seed)
    let documents = maker.documents(seed == 1 ? 250 : 60)
    try check(documents, smallOptions(analyzer: analyzer, level: 1, threads: seed == 1 ? 1 : 3))
  }

  @Test(arguments: [0, 1, 4, 9])
  func everyLevel(level: Int) throws {
    var maker = DocumentMaker(seed: 3)
    try check(maker.documents(80), smallOptions(level: level))
  }

  @Test func textsThatAreNotStored() throws {
    var maker = DocumentMaker(seed: 4)
    let documents = maker.documents(100)
    for analyzer in ["standard", "plain"] {
      try check(
        documents, smallOptions(analyzer: analyzer, storesText: false), isStored: false)
    }
  }

  /// Lists of several pages, in one segment and in several.
  @Test(arguments: [Int.max, 3000])
  func longLists(segmentDocuments: Int) throws {
    let documents = (0..<4200).map { number in
      Document(
        id: "\(number)", title: number % 3 == 0 ? "a" : "",
        text: number % 2 == 0 ? "a b a" : "b c\(number % 1500)")
    }
    var options = smallOptions(analyzer: "plain")
    options.segmentDocuments = min(segmentDocuments, options.segmentDocuments)
    try check(documents, options)
  }

  @Test(arguments: ["standard", "plain"])
  func extremeDocuments(analyzer: String) throws {
    var maker = DocumentMaker(seed: 5)
    let long = String(repeating: "x", count: 100_000)
    let documents = [
      Document(id: "pages", title: "long", text: maker.words(6_000...6_000)),
      Document(id: "empty", title: "", text: ""),
      Document(id: "repeats", title: "", text: String(repeating: "word ", count: 100_000)),
      Document(id: "longWords", title: long, text: "a \(long) b \(long)y \(long)"),
      Document(id: "noSpace", text: String(repeating: "北京,", count: 15_000)),
      Document(id: "compounds", text: String(repeating: "S-400/F-35 U.S. ", count: 3_000)),
      Document(id: "controls", title: "\u{0}\u{1B}[31m", text: "\u{0} a\u{0}b \r\n\u{FEFF}"),
      Document(id: "wide", text: String(repeating: "a\u{2003}b\u{0301} ", count: 6_000)),
      Document(id: "", title: "an id is made", text: "x"),
      Document(
        id: String(repeating: "i", count: 70_000), text: "x",
        metadata: (0..<500).map { MetadataField(name: "n\($0 % 7)", value: "\($0)") }),
    ]
    var options = smallOptions(analyzer: analyzer, threads: 2)
    let index = try makeIndex(documents, options)
    var expected = documents
    expected[8].id = try StoredDocuments(index).documents[8].id
    #expect(expected[8].id?.isEmpty == false)
    options.segmentDocuments = 3
    options.batchBytes = 1
    try check(expected, options)
  }

  /// Alternative titles, headings, and languages that give one word several terms.
  @Test(arguments: ["standard", "plain", "lucene"], [1, 3])
  func fieldsAndLanguages(analyzer: String, threads: Int) throws {
    var maker = DocumentMaker(seed: 7)
    let words = ["laufen", "running", "nations", "fois", "S-400", "Über", "the", "!!!", "北京"]
    var documents = maker.documents(150)
    for number in documents.indices {
      func word(_ step: Int) -> String { words[(number * step + step) % words.count] }
      documents[number].text += " \(word(1)) \(word(2))"
      if number % 2 == 0 { documents[number].aliases = [word(3), documents[number].title, word(3)] }
      if number % 3 == 0 { documents[number].headings = ["\(word(4)) \(word(5))", ""] }
      if number % 5 > 0 {
        documents[number].metadata.append(
          MetadataField(name: "lang", value: ["de", "fr", "en-GB", "und"][number % 5 - 1]))
      }
    }
    var options = smallOptions(analyzer: analyzer, threads: threads)
    options.language = "auto"
    for number in documents.indices where documents[number].language == nil {
      documents[number].metadata.append(MetadataField(name: "lang", value: "en"))
    }
    try check(documents, options)
    options.segmentDocuments = 40
    options.storesText = false
    try check(documents, options, isStored: false)
    let index = try makeIndex(documents, options)
    let column = try #require(index.segments[0].column(named: "lang"))
    let found = try (0..<column.valueCount).map { String(decoding: try column.value($0), as: UTF8.self) }
    #expect(found == (analyzer == "standard" ? ["de", "en", "fr", "und"] : ["de", "en", "en-GB", "fr", "und"]))
  }

  /// A field that no document of a segment fills takes nothing in it.
  @Test func unusedFields() throws {
    var documents = (0..<6).map { Document(id: "\($0)", title: "t", text: "a b") }
    documents[5].aliases = ["other"]
    var options = smallOptions(batchBytes: 1)
    options.segmentDocuments = 3
    let index = try makeIndex(documents, options)
    #expect(index.segments.map(\.fields) == [[0, 3], [0, 1, 3]])
    #expect(index.segments[1].number(ofField: 3) == 2 && index.segments[0].number(ofField: 1) == nil)
    try check(documents, options)
  }

  @Test func rankingIsSettable() throws {
    var options = smallOptions()
    options.parameters = ["k1": 1.5]
    options.fieldWeights = ["aliases": 3]
    let catalog = try makeIndex([Document(text: "a")], options).catalog
    #expect(catalog.k1 == 1.5 && catalog.parameter("k1") == 1.5 && catalog.parameter("k") == nil)
    #expect(catalog.fields.map(\.name) == ["title", "aliases", "headings", "body"])
    #expect(catalog.fields[1].weight == 3)
    for change in [
      { $0.parameters = ["k2": 1] }, { $0.parameters = ["k1": -1] },
      { $0.fieldWeights = ["text": 1] }, { $0.fieldWeights = ["body": .nan] },
      { $0.language = "klingonese" },
    ] as [(inout IndexingOptions) -> Void] {
      var options = smallOptions()
      change(&options)
      do throws(IndexingError) {
        _ = try IndexWriter(path: "/nowhere/x.quarry", options: options)
        Issue.record("it begins an index")
      } catch {
        #expect(!error.description.contains("nowhere"))
      }
    }
  }

  /// More forms of a term than are told apart, of which some are longer than can be kept.
  @Test(arguments: [1, 1 << 20])
  func manyForms(batchBytes: Int) throws {
    let documents = (0..<300).map { number in
      Document(id: "\(number)", text: "\(FormMaker.form(number)) x \(FormMaker.form(number % 20))")
    }
    let long = String(repeating: "y", count: 256)
    let more = [Document(id: "long", text: "\(long) \(long)Y \(long.dropLast())")]
    try check(documents + more, smallOptions(batchBytes: batchBytes))
  }

  @Test func documentsAreFoundByName() throws {
    var maker = DocumentMaker(seed: 6)
    var documents = maker.documents(300)
    documents[200].id = "d7"
    documents[201].id = "Ελλάδα/🙂"
    var options = smallOptions()
    options.segmentDocuments = 110
    let searcher = Searcher(try makeIndex(documents, options))
    for (number, document) in documents.enumerated() where number != 200 && number != 7 {
      let found = try searcher.document(identifier: document.id ?? "")
      #expect(found?.title == document.title)
      #expect(found?.text == document.text)
      #expect(found?.metadata.map(\.name) == document.metadata.map(\.name))
      #expect(found?.metadata.map(\.value) == document.metadata.map(\.value))
    }
    #expect(try searcher.document(identifier: "d7")?.text == documents[200].text)
    #expect(try searcher.document(identifier: "d200") == nil)
    #expect(try searcher.document(identifier: "") == nil)
  }

  @Test func anIndexOfNothing() throws {
    try check([], smallOptions())
    let searcher = Searcher(try makeIndex([], smallOptions()))
    #expect(try searcher.search("a +b \"c d\"").hits.isEmpty)
    #expect(try searcher.document(identifier: "a") == nil)
  }
}
