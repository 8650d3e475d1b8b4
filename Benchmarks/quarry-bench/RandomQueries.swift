import QuarryFormat
import QuarryStorage

/// Queries of every shape that find something: their words come from documents of the index, drawn
/// from a seed.
struct RandomQueries {
  private let index: IndexFile
  private let inflater = Inflater()
  private var random: SplitMix64

  init(_ index: IndexFile, seed: UInt64) {
    self.index = index
    random = SplitMix64(seed: seed)
  }

  /// What a query looks like; all come equally often.
  enum Shape: String, CaseIterable {
    case word, any, all, question, phrase, loosePhrase, near, mixed, without, prefix, fuzzy, title
    case boosted, nested, synonyms, phraseAndWords
  }

  /// The next query as text, and its shape.
  mutating func next() throws -> (shape: Shape, text: String) {
    while true {
      let words = try wordsOfADocument()
      guard words.count >= 12 else { continue }
      let shape = Shape.allCases[random.below(Shape.allCases.count)]
      return (shape, text(shape, words))
    }
  }

  private mutating func text(_ shape: Shape, _ words: [String]) -> String {
    func joined(_ words: some Sequence<String>, sign: String = "") -> String {
      words.map { sign + $0 }.joined(separator: " ")
    }
    switch shape {
    case .word: return some(1, of: words)[0]
    case .any: return joined(some(2...5, of: words))
    case .all: return joined(some(2...4, of: words), sign: "+")
    case .question: return joined(run(6...12, of: words))
    case .phrase: return "\"\(joined(run(2...4, of: words)))\""
    case .loosePhrase:
      return "\"\(joined(run(2...3, of: words).reversed()))\"~\(1 + random.below(4))"
    case .near:
      let pair = run(3...6, of: words)
      return "\(pair[0]) NEAR/\(1 + random.below(8)) \(pair[pair.count - 1])"
    case .mixed:
      return joined(some(1...2, of: words), sign: "+") + " " + joined(some(1...3, of: words))
    case .without:
      return joined(some(1...3, of: words)) + " " + joined(some(1, of: words), sign: "-")
    case .prefix:
      let word = some(1, of: words.filter { $0.count >= 4 } + ["united"])[0]
      return word.prefix(4) + "* " + joined(some(0...2, of: words))
    case .fuzzy: return some(1, of: words)[0] + "~ " + joined(some(0...1, of: words))
    case .title: return "title:" + joined(some(1...3, of: words))
    case .boosted: return joined(some(2, of: words)) + " " + some(1, of: words)[0] + "^3.5"
    case .nested:
      let four = some(4, of: words)
      return "(\(four[0]) OR \(four[1])) AND (\(four[2]) OR (\(four[3]) AND \(four[0])))"
    case .synonyms:
      let three = some(3, of: words)
      return "(\(three[0]) OR \"\(joined(run(2, of: words)))\") \(three[1]) -\(three[2])"
    case .phraseAndWords:
      return "+\"\(joined(run(2, of: words)))\" " + joined(some(1...3, of: words))
    }
  }

  /// So many words from anywhere in the text.
  private mutating func some(_ count: ClosedRange<Int>, of words: [String]) -> [String] {
    some(count.lowerBound + random.below(count.count), of: words)
  }

  private mutating func some(_ count: Int, of words: [String]) -> [String] {
    (0..<count).map { _ in words[random.below(words.count)] }
  }

  /// So many words as they follow one another.
  private mutating func run(_ count: ClosedRange<Int>, of words: [String]) -> [String] {
    run(count.lowerBound + random.below(count.count), of: words)
  }

  private mutating func run(_ count: Int, of words: [String]) -> [String] {
    let start = random.below(words.count - count + 1)
    return Array(words[start..<start + count])
  }

  /// The first words of a document drawn at random, lower-cased runs of ASCII letters.
  private mutating func wordsOfADocument() throws -> [String] {
    let number = random.below(max(1, index.catalog.documentCount))
    guard let (segment, document) = index.locate(number) else { return [] }
    let record = try segment.documents.read(document, with: inflater)
    var words: [String] = []
    var word: [UInt8] = []
    for byte in record.bytes[record.text].prefix(4000) + [0x20] {
      let lower = byte | 0x20
      if (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lower), byte >= 0x41 {
        word.append(lower)
      } else if !word.isEmpty {
        words.append(String(decoding: word, as: UTF8.self))
        word.removeAll(keepingCapacity: true)
      }
    }
    return words
  }
}
