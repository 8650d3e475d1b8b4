import ArgumentParser
import QuarryFormat
import QuarrySearch
import QuarryStorage

/// Measures what a posting costs by itself: inflated and decoded from its page, and scored from a page
/// that the cache keeps. One thread; only lists that have pages of their own.
struct DecodeBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode", abstract: "Decodes and scores the postings of an index.")

  @Argument(help: "The index file.") var index: String
  @Option(help: "At least so many postings, if there are, in order of their terms.")
  var postings = 5_000_000
  @Option(help: "Times they are gone through.") var rounds = 5
  @Option(help: "Bytes for decoded pages; what does not fit is inflated again when it is scored.")
  var cache = 256 << 20

  private struct Result: Encodable {
    var lists = 0
    var postings = 0
    /// Millions a CPU second.
    var decoded = 0.0
    var scored = 0.0
  }

  func validate() throws {
    guard postings > 0, 1...1000 ~= rounds, cache >= 0 else {
      throw ValidationError("--postings and --rounds (at most 1000) take numbers above 0")
    }
  }

  func run() throws {
    let file = try IndexFile(path: index)
    let lists = try longLists(file)
    let inflater = Inflater()
    let readers = file.segments.map { PostingsReader($0.postings, inflater: inflater) }
    let context = Searcher(file, cacheBytes: cache).makeContext()
    var result = Result(lists: lists.count)
    result.decoded = try rate { () throws in
      var count = 0
      for (info, segment) in lists {
        guard let list = try readers[segment].longList(of: info) else { continue }
        for page in 0..<list.pageCount {
          count += try readers[segment].postings(page: page, of: list).documents.count
        }
      }
      result.postings = count
      return count
    }
    result.scored = try rate { () throws in
      try lists.reduce(0) { try $0 + context.scorePostings(of: $1.info, segment: $1.segment) }
    }
    try QuarryBench.printLine(result)
  }

  /// The terms whose lists are gone through.
  private func longLists(_ file: IndexFile) throws -> [(info: TermInfo, segment: Int)] {
    var lists: [(info: TermInfo, segment: Int)] = []
    var count = 0
    for (number, segment) in file.segments.enumerated() {
      let first: [UInt8] = []
      var terms = try segment.terms.terms(from: first.span)
      while count < postings, try terms.next() {
        guard case .long = terms.info.place else { continue }
        lists.append((terms.info, number))
        count += terms.info.documentFrequency
      }
    }
    return lists
  }

  /// Millions a CPU second of what `body` goes through; the first time is not counted.
  private func rate(_ body: () throws -> Int) throws -> Double {
    _ = try body()
    var count = 0
    let start = processCPUSeconds()
    for _ in 0..<rounds { count += try body() }
    return Double(count) / max(processCPUSeconds() - start, 1e-9) / 1e6
  }
}
