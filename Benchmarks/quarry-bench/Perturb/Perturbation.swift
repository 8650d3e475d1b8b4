/// Makes documents like those of a source, as many as are wanted, the same for the same seed.
///
/// The source is gone through again and again, each time in a new random order, and each document is
/// the model of one: an eighth of its sentences, drawn at random, are replaced by sentences of one
/// other document as far as it has any, so that lengths, frequencies and the repetition of words within a document stay
/// what they were. A word that stands in one document of the source is what a reader of more text
/// would meet as an unknown word (Good, "The population frequencies of species", 1953): in its place
/// comes a fresh word as long as there are fewer distinct words than Heaps' law, fitted on the
/// source, gives for the words so far, and otherwise a fresh word that came before.
struct Perturbation {
  private let source: SourceText
  let law: HeapsLaw
  private var random: SplitMix64
  private var fresh = FreshWords()
  /// The order in which the documents of the source are models, and the next.
  private var order: [Int]
  private var next = 0
  /// The fresh words of the present document by the words they stand for.
  private var replacements: [UInt32: [UInt8]] = [:]
  /// The last document that holds each word of the source.
  private var lastDocuments: [UInt32]
  /// How often each word of the source came.
  private(set) var counts: [UInt32]

  private(set) var documentCount = 0
  private(set) var wordCount = 0
  private(set) var distinctCount = 0
  private(set) var postingCount = 0

  init(_ source: SourceText, seed: UInt64) {
    self.source = source
    law = HeapsLaw(source.growth)
    random = SplitMix64(seed: seed)
    order = Array(0..<source.documentCount)
    next = order.count
    lastDocuments = [UInt32](repeating: 0, count: source.distinctCount)
    counts = lastDocuments
  }

  /// Appends the next document as a line of JSON.
  mutating func appendDocument(to output: inout [UInt8]) {
    if next == order.count { shuffle() }
    let model = order[next]
    next += 1
    documentCount += 1
    replacements.removeAll(keepingCapacity: true)
    let first = source.documentStarts[model]
    var donors = donors()
    output += "{\"id\": \"p\(documentCount)\", \"title\": \"".utf8
    append(sentence: first, to: &output)
    output += "\", \"text\": \"".utf8
    var isApart = true
    for sentence in first + 1..<source.documentStarts[model + 1] {
      let isReplaced = random.below(8) == 0
      let chosen = isReplaced ? donors.popFirst() ?? sentence : sentence
      // The last sentence of a document may end without a space.
      if !isApart { output.append(0x20) }
      append(sentence: chosen, to: &output)
      let last = source.text[source.sentenceStarts[chosen + 1] - 1]
      isApart = last == 0x20 || last == 0x0A
    }
    output += "\"}\n".utf8
  }

  /// The sentences from a random one on to the end of its document, without the title.
  private mutating func donors() -> Range<Int> {
    let sentence = random.below(source.sentenceStarts.count - 1)
    var (low, high) = (0, source.documentCount - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if source.documentStarts[middle] <= sentence { low = middle } else { high = middle - 1 }
    }
    return max(sentence, source.documentStarts[low] + 1)..<source.documentStarts[low + 1]
  }

  /// Fisher and Yates's shuffle.
  private mutating func shuffle() {
    for place in stride(from: order.count - 1, to: 0, by: -1) {
      order.swapAt(place, random.below(place + 1))
    }
    next = 0
  }

  private mutating func append(sentence: Int, to output: inout [UInt8]) {
    var start = source.sentenceStarts[sentence]
    for rare in source.rareStarts[sentence]..<source.rareStarts[sentence + 1] {
      let place = source.rareWords[rare]
      appendEscaped(start..<place.lowerBound, to: &output)
      output += replacement(for: source.rareNumbers[rare], at: place)
      start = place.upperBound
    }
    appendEscaped(start..<source.sentenceStarts[sentence + 1], to: &output)
    countWords(of: sentence)
  }

  private mutating func replacement(for number: UInt32, at place: Range<Int>) -> [UInt8] {
    if let word = replacements[number] { return word }
    let isNew = Double(distinctCount) < law.distinct(at: wordCount + 1)
    let before = fresh.count
    let word = fresh.word(like: source.text[place], isNew: isNew, &random)
    distinctCount += fresh.count - before
    postingCount += 1
    replacements[number] = word
    return word
  }

  private mutating func countWords(of sentence: Int) {
    let range = source.wordStarts[sentence]..<source.wordStarts[sentence + 1]
    let document = UInt32(truncatingIfNeeded: documentCount)
    wordCount += range.count
    for place in range {
      let number = Int(source.words[place])
      // These were replaced.
      if source.documentFrequencies[number] == 1 { continue }
      if counts[number] == 0 { distinctCount += 1 }
      counts[number] &+= 1
      if lastDocuments[number] != document {
        lastDocuments[number] = document
        postingCount += 1
      }
    }
  }

  private func appendEscaped(_ range: Range<Int>, to output: inout [UInt8]) {
    var start = range.lowerBound
    for place in range {
      let byte = source.text[place]
      if byte >= 0x20, byte != 0x22, byte != 0x5C { continue }
      output += source.text[start..<place]
      start = place + 1
      switch byte {
      case 0x0A: output += "\\n".utf8
      case 0x22: output += "\\\"".utf8
      case 0x5C: output += "\\\\".utf8
      default:
        let digits = String(byte, radix: 16)
        output += "\\u00\(digits.utf8.count < 2 ? "0" : "")\(digits)".utf8
      }
    }
    output += source.text[start..<range.upperBound]
  }
}
