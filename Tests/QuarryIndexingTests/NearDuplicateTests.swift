import QuarryCorpus
import QuarrySearch
import TestSupport
import Testing

@testable import QuarryFormat
@testable import QuarryIndexing

/// Near copies are found, what only looks alike is not, and hits are collapsed without changing what
/// else is found.
@Suite("Near copies")
struct NearDuplicateTests {
  private struct Sample {
    var documents: [Document] = []
    /// The original of each document.
    var originals: [Int] = []
  }

  /// Texts of random words, some of them again with a few words changed.
  private func sample(_ seed: UInt64, count: Int) -> Sample {
    var random = SplitMix64(seed: seed)
    var sample = Sample()
    for number in 0..<count {
      var words = (0..<Int.random(in: 150...400, using: &random)).map { _ in
        "w\(Int.random(in: 0..<500, using: &random))"
      }
      let copies = number % 4 == 0 ? Int.random(in: 1...4, using: &random) : 0
      for copy in 0...copies {
        if copy > 0 {
          words[Int.random(in: 1..<words.count - 1, using: &random)] = "changed\(copy)"
        }
        sample.documents.append(
          Document(id: "\(number)-\(copy)", title: "T", text: words.joined(separator: " ")))
        sample.originals.append(number)
      }
    }
    let order = sample.documents.indices.shuffled(using: &random)
    return Sample(
      documents: order.map { sample.documents[$0] }, originals: order.map { sample.originals[$0] })
  }

  private func clusters(_ index: IndexFile) throws -> [Int64?] {
    try index.segments.flatMap { segment in
      try (0..<segment.documentCount).map { try segment.nearDuplicates?.integer($0) }
    }
  }

  @Test(arguments: ["standard", "plain", "lucene"])
  func copiesAreFound(analyzer: String) throws {
    let sample = sample(21, count: 80)
    let index = try makeIndex(sample.documents, smallOptions(analyzer: analyzer))
    #expect(Verifier(index).run().problems == [])
    let found = try clusters(index)
    var numbers: [Int: Int64] = [:]
    var missed = 0
    for (document, original) in sample.originals.enumerated() {
      let isCopied = sample.originals.count { $0 == original } > 1
      guard let cluster = found[document] else {
        missed += isCopied ? 1 : 0
        continue
      }
      #expect(isCopied)
      #expect(numbers[original] ?? cluster == cluster)
      numbers[original] = cluster
    }
    // Fingerprints are samples; one copy in twenty may be missed.
    #expect(missed * 20 <= sample.originals.count)
    #expect(Set(numbers.values).count == numbers.count)
  }

  /// Stubs of one template differ in a few words of many.
  @Test func stubsStayApart() throws {
    let stubs = (0..<60).map { number in
      Document(
        id: "\(number)", title: "Place \(number)",
        text: "Village\(number) is a village in the district of North\(number % 7) in the province "
          + "of East\(number % 5) in the country. At the census of 2006 its population was "
          + "\(100 + number * 37) people in \(30 + number * 11) families. It lies \(number + 3) "
          + "kilometres from the town of South\(number * 3) on the river of the same name.")
    }
    let index = try makeIndex(stubs, smallOptions())
    #expect(index.segments.allSatisfy { $0.nearDuplicates == nil })
    let short = (0..<30).map { Document(id: "\($0)", text: "No comment was given by the office.") }
    #expect(try makeIndex(short, smallOptions()).segments[0].nearDuplicates == nil)
  }

  /// Short texts are told apart by their titles, long ones are not.
  @Test(arguments: [(100, false), (200, true)])
  func titlesMatter(words: Int, isCopy: Bool) throws {
    let text = (0..<words).map { "word\($0 * 7919 % 1_000)" }.joined(separator: " ")
    let documents = ["One title", "Another", "One title"].enumerated().map {
      Document(id: "\($0.offset)", title: $0.element, text: text)
    }
    let found = try clusters(makeIndex(documents, smallOptions()))
    #expect(found[0] != nil && found[2] == found[0])
    #expect((found[1] == found[0]) == isCopy)
  }

  @Test func threadsAndMemoryChangeNothing() throws {
    let documents = sample(22, count: 120).documents
    let expected = try indexBytes(documents, smallOptions())
    for (threads, runs) in [(3, nil), (1, 1), (2, 4_000)] {
      var options = smallOptions(threads: threads)
      options.runBudget = runs
      #expect(try indexBytes(documents, options) == expected)
    }
  }

  /// Collapsed hits are the best of each cluster among all, page by page, and nothing else changes.
  @Test func collapsing() throws {
    let sample = sample(23, count: 90)
    let index = try makeIndex(sample.documents, smallOptions())
    let searcher = Searcher(index)
    let clusters = try clusters(index)
    for word in 0..<40 {
      var options = SearchOptions()
      options.limit = sample.documents.count
      let query = "w\(word) w\(word * 3)"
      let all = try searcher.search(query, options)
      var expected: [(String, Int)] = []
      var places: [Int64: Int] = [:]
      for hit in all.hits {
        #expect(hit.cluster == clusters[hit.document])
        #expect(hit.similarCount == 0)
        if let cluster = hit.cluster, let place = places[cluster] {
          expected[place].1 += 1
        } else {
          if let cluster = hit.cluster { places[cluster] = expected.count }
          expected.append((hit.identifier, 0))
        }
      }
      options.collapsesSimilar = true
      let collapsed = try searcher.search(query, options)
      #expect(collapsed.total == all.total)
      #expect(collapsed.hits.map(\.identifier) == expected.map(\.0))
      #expect(collapsed.hits.map(\.similarCount) == expected.map(\.1))
      options.limit = 3
      options.offset = 2
      let page = try searcher.search(query, options)
      #expect(page.hits.map(\.identifier) == expected.dropFirst(2).prefix(3).map(\.0))
    }
  }

  /// A rewritten index still tells them; metadata of the same name keeps its own meaning.
  @Test func optimizing() throws {
    var sample = sample(24, count: 40)
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/index.quarry"
    try build(sample.documents, at: path, smallOptions())
    let before = try clusters(IndexFile(path: path))
    _ = try IndexOptimizer(path: path, options: OptimizationOptions(order: .none)).run()
    #expect(try clusters(IndexFile(path: path)) == before)
    sample.documents[0].metadata = [MetadataField(name: NearCopies.column, value: "mine")]
    #expect(try makeIndex(sample.documents, smallOptions()).segments[0].nearDuplicates == nil)
  }
}
