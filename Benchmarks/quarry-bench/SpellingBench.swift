import ArgumentParser
import QuarryAnalysis
import QuarryFormat
import QuarrySearch
import QuarryStorage

/// Measures corrections: how many of a few hundred misspelt words come out right, and what one costs.
struct SpellingBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "spelling",
    abstract: "Misspells frequent words of an index and has them corrected.")

  @Argument(help: "The index file.") var index: String
  @Option(help: "Misspellings.") var count = 300
  @Option(help: "What the misspellings are drawn with.") var seed: UInt64 = 1
  @Option(help: "The documents that make a word frequent.") var frequent = 100
  @Flag(help: "Print what came out wrong.") var verbose = false

  private struct Result: Encodable {
    var words: Int
    var count: Int
    var rightAtRank1: Double
    var rightIn3: Double
    var microseconds: Double
  }

  func run() throws {
    let file = try IndexFile(path: index)
    let analyzer = try Analyzer(try AnalyzerSettings(named: file.catalog.analyzer))
    if file.segments.contains(where: \.terms.hasForms) {
      try measure(file, FormsAsWords(analyzer, languages: [.english, .und], slack: 1))
    } else {
      try measure(file, TermsAsWords())
    }
  }

  private func measure(_ file: IndexFile, _ words: some TermWords) throws {
    let corrector = SpellingCorrector(
      file.segments.map(\.terms), words: words, documentCount: file.catalog.documentCount)
    let letters: ClosedRange<Unicode.Scalar> = "a"..."z"
    let known = try Suggester.frequentWords(file, words: words, least: frequent)
    let long = known.filter {
      $0.unicodeScalars.count >= 5 && $0.unicodeScalars.allSatisfy(letters.contains)
    }
    var misspellings = Misspellings(seed: seed)
    let pairs = misspellings.pairs(count, of: long, unlike: Set(known))
    var (first, third, nanoseconds) = (0, 0, 0)
    for pair in pairs {
      let began = threadCPUNanoseconds()
      let corrections = try corrector.corrections(of: pair.typed)
      nanoseconds += Int(threadCPUNanoseconds() - began)
      let place = corrections.firstIndex { $0.word == pair.word }
      if place == 0 { first += 1 }
      if let place, place < 3 { third += 1 }
      if verbose, place != 0 {
        print("\(pair.typed) for \(pair.word):", corrections.map(\.word).joined(separator: ", "))
      }
    }
    let total = Double(max(pairs.count, 1))
    try QuarryBench.printLine(
      Result(
        words: long.count, count: pairs.count, rightAtRank1: Double(first) / total,
        rightIn3: Double(third) / total, microseconds: Double(nanoseconds) / total / 1000))
  }
}
