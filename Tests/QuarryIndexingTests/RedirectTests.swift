import QuarryCorpus
import QuarrySearch
import QuarryStorage
import TestSupport
import Testing

@testable import QuarryFormat
@testable import QuarryIndexing

/// An index of a wiki with redirects is held against one of documents that have these titles from the
/// start: but for where they are stored, all bytes are the same.
@Suite("Redirects")
struct RedirectTests {
  private struct Page {
    var title: String
    var text: String
    var target: String?
    /// Whether the target is told by the text alone.
    var isPlain = false
  }

  /// A wiki made by chance, and for each article the titles that lead to it.
  private struct Wiki {
    var pages: [Page] = []
    var lost = 0
    var aliases: [String: [String]] = [:]

    init(seed: UInt64, articles: Int, redirects: Int) {
      var maker = DocumentMaker(seed: seed, vocabulary: 50)
      var random = SplitMix64(seed: seed + 1)
      func title(_ number: Int, _ kind: String) -> String {
        let words = maker.words(1...3).replacing("<", with: "").replacing("&", with: "")
        return "\(kind)\(number) \(words)"
      }
      for number in 0..<articles {
        pages.append(Page(title: title(number, "A"), text: maker.words(0...50)))
      }
      let titles = pages.map(\.title)
      var targets: [String: String] = [:]
      for number in 0..<redirects {
        let name = title(number, "R")
        var target = titles[Int.random(in: 0..<articles / 2, using: &random)]
        if number % 7 == 3, let other = pages.last?.title { target = other }
        if number % 31 == 5 { target = "Nowhere" }
        targets[name] = target
        pages.append(Page(title: name, text: "x", target: target, isPlain: number % 3 == 0))
      }
      pages.append(Page(title: "Loop A", text: "", target: "Loop B"))
      pages.append(Page(title: "Loop B", text: "", target: "Loop A"))
      lost = 2
      for (name, first) in targets {
        var target = first
        var steps = 1
        while let next = targets[target] {
          target = next
          steps += 1
        }
        if titles.contains(target), steps <= RedirectJoiner.mostSteps {
          aliases[target, default: []].append(name)
        } else {
          lost += 1
        }
      }
      pages.shuffle(using: &random)
    }

    var xml: [UInt8] {
      var text =
        "<mediawiki xml:lang=\"en\"><siteinfo><sitename>Wiki</sitename>"
        + "<base>https://w.org/wiki/Main</base></siteinfo>\n"
      for (number, page) in pages.enumerated() {
        text += "<page><title>\(page.title)</title><ns>0</ns><id>\(number)</id>"
        var body = page.text
        if let target = page.target {
          if page.isPlain {
            let link = target.prefix(1).lowercased() + target.dropFirst().replacing(" ", with: "_")
            body = "#REDIRECT [[\(link)#Part|label]]"
          } else {
            text += "<redirect title=\"\(target)\" />"
          }
        }
        text += "<revision><text xml:space=\"preserve\">\(body)</text></revision></page>\n"
      }
      return Array((text + "</mediawiki>").utf8)
    }

    /// What the articles are with all of their titles.
    func documents() throws -> [Document] {
      let folder = try TemporaryFolder()
      let reader = try DumpReader(inputs: [folder.write("wiki.xml", xml)])
      var parser = RecordParser()
      var documents: [Document] = []
      while let batch = try reader.next() {
        parser.parse(batch, document: { documents.append($0.document) }, skipped: { _ in })
      }
      for number in documents.indices {
        let titles = aliases[documents[number].title] ?? []
        documents[number].metadata += titles.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
          .map { MetadataField(name: "aliases", value: $0) }
      }
      return documents
    }
  }

  private func index(
    _ wiki: Wiki, _ options: IndexingOptions, in folder: TemporaryFolder
  ) throws -> (IndexFile, IndexingSummary) {
    // Written once, since an index tells how old its inputs are.
    let dump = "\(folder.path)/wiki.xml"
    if (try? folder.bytes("wiki.xml")) == nil { _ = try folder.write("wiki.xml", wiki.xml) }
    let path = "\(folder.path)/wiki.quarry"
    var options = options
    options.replaces = true
    let writer = try IndexWriter(path: path, options: options)
    try writer.add(inputs: [dump])
    let summary = try writer.finish()
    let index = try IndexFile(path: path)
    #expect(Verifier(index).run().problems == [])
    return (index, summary)
  }

  /// The sections that do not store documents.
  private func sections(_ index: IndexFile) throws -> [[SectionKind: [UInt8]]] {
    try index.segments.map { segment in
      var all: [SectionKind: [UInt8]] = [:]
      // What stores and identifies the records themselves may differ.
      for entry in segment.facts.sections
      where !entry.kind.isStoredText && entry.kind != .fingerprints {
        let bytes = try #require(index.file.bytes.slice(offset: entry.offset, length: entry.length))
        all[entry.kind] = bytes.span.withUnsafeBytes { Array($0) }
      }
      return all
    }
  }

  @Test(arguments: ["standard", "plain"], [1, 2, 3])
  func sameAsFromTheStart(analyzer: String, seed: UInt64) throws {
    let wiki = Wiki(seed: seed, articles: 120, redirects: 300)
    let documents = try wiki.documents()
    let options = smallOptions(analyzer: analyzer)
    let expected = try makeIndex(documents, options)
    let folder = try TemporaryFolder()
    let variants: [(batch: Int, runs: Int?, threads: Int)] = [
      (20 << 10, nil, 1), (2 << 10, 1, 1), (1 << 10, 4_000, 3), (1, 20_000, 2),
    ]
    for variant in variants {
      var options = options
      options.batchBytes = variant.batch
      options.runBudget = variant.runs
      options.threads = variant.threads
      let (index, summary) = try index(wiki, options, in: folder)
      #expect(summary.redirects == wiki.aliases.values.reduce(0) { $0 + $1.count })
      #expect(summary.lostRedirects == wiki.lost)
      #expect(try StoredDocuments(index).documents == documents)
      #expect(try sections(index) == sections(expected))
      #expect(index.catalog.segments[0].fieldLengths == expected.catalog.segments[0].fieldLengths)
      let bytes = try folder.bytes("wiki.quarry")
      if variant.batch == 2 << 10 {
        // The same batches give the same file; others give another preset dictionary.
        options.runBudget = nil
        options.threads = 2
        _ = try self.index(wiki, options, in: folder)
        #expect(try folder.bytes("wiki.quarry") == bytes)
      }
    }
  }

  /// A redirect may lead into a segment that was full before it came.
  @Test func severalSegments() throws {
    let wiki = Wiki(seed: 9, articles: 150, redirects: 200)
    let documents = try wiki.documents()
    var options = smallOptions(batchBytes: 1 << 10)
    options.segmentDocuments = 40
    let (index, _) = try index(wiki, options, in: TemporaryFolder())
    #expect(index.segments.count > 2)
    #expect(try StoredDocuments(index).documents == documents)
    let expected = Searcher(try makeIndex(documents, options))
    let searcher = Searcher(index)
    for titles in wiki.aliases.values {
      let query = "aliases:\"\(titles[0].replacing("\"", with: " "))\""
      let hits = try searcher.search(query).hits
      #expect(try expected.search(query).hits.map(\.score) == hits.map(\.score), "\(query)")
    }
  }

  /// Once an index is rewritten, the titles stand in the records.
  @Test func optimizing() throws {
    let wiki = Wiki(seed: 4, articles: 90, redirects: 400)
    let folder = try TemporaryFolder()
    let (_, _) = try index(wiki, smallOptions(), in: folder)
    let path = "\(folder.path)/wiki.quarry"
    _ = try IndexOptimizer(path: path, options: OptimizationOptions(order: .none)).run()
    let index = try IndexFile(path: path)
    #expect(Verifier(index).run().problems == [])
    #expect(index.segments.allSatisfy { !$0.documents.addsTitles })
    #expect(try StoredDocuments(index).documents == wiki.documents())
  }

  /// Whatever stands in the section, reading ends with an error or with some titles.
  @Test func forgedTitles() throws {
    let wiki = Wiki(seed: 5, articles: 80, redirects: 200)
    let folder = try TemporaryFolder()
    _ = try index(wiki, smallOptions(), in: folder)
    let forger = try Forger(folder.bytes("wiki.quarry"))
    var random = SplitMix64(seed: 6)
    var refused = 0
    for _ in 0..<150 {
      let bytes = forger.forged(&random, in: .addedTitles) { section, random in
        for _ in 0..<Int.random(in: 1...3, using: &random) {
          let place = Int.random(in: 0..<section.count, using: &random)
          section[place] = UInt8.random(in: 0...255, using: &random)
        }
      }
      do {
        let index = try IndexFile(path: folder.write("forged.quarry", bytes))
        if !Verifier(index).run().problems.isEmpty { refused += 1 }
        _ = try? StoredDocuments(index)
      } catch is FormatError {
        refused += 1
      }
    }
    #expect(refused > 50)
  }
}
