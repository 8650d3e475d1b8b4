import QuarryAnalysis
import QuarryCorpus

/// The dump that a larger one is made from, held in memory as sentences and word numbers.
///
/// It takes about twice the bytes of the texts. A document's first sentence is its title.
struct SourceText {
  /// Titles and texts, sentence by sentence.
  private(set) var text: [UInt8] = []
  /// Where each sentence begins in `text`, and the end of the last.
  private(set) var sentenceStarts = [0]
  /// The first sentence of each document, and the end.
  private(set) var documentStarts = [0]
  /// The number of every word in the order of the text.
  private(set) var words: [UInt32] = []
  /// The first word of each sentence, and the end.
  private(set) var wordStarts = [0]
  /// The documents that hold each word.
  private(set) var documentFrequencies: [UInt32] = []
  /// Where the words of one document only stand in `text`.
  private(set) var rareWords: [Range<Int>] = []
  /// Which words they are.
  private(set) var rareNumbers: [UInt32] = []
  /// The first rare word of each sentence, and the end.
  private(set) var rareStarts = [0]
  /// Words read and distinct words among them, every few documents.
  private(set) var growth: [(words: Int, distinct: Int)] = []
  /// Words and documents in which they stand, each pair once.
  private(set) var postingCount = 0

  var documentCount: Int { documentStarts.count - 1 }
  var wordCount: Int { words.count }
  var distinctCount: Int { documentFrequencies.count }

  /// Reads the dump at `path`; records that are no documents are left out.
  init(path: String) throws {
    let reader = try DumpReader(inputs: [path])
    var parser = RecordParser()
    var scanner = try WordScan()
    var numbers = WordNumbers()
    var lastDocuments: [UInt32] = []
    while let batch = try reader.next() {
      parser.parse(batch) { document in
        let title = document.bytes[document.title]
        text += title
        endSentence()
        appendSentences(document.bytes[document.text])
        documentStarts.append(sentenceStarts.count - 1)
        count(&scanner, &numbers, &lastDocuments)
      } skipped: { _ in
      }
      reader.recycle(batch.bytes)
    }
    growth.append((wordCount, distinctCount))
    findRareWords(&scanner)
  }

  private mutating func endSentence() { sentenceStarts.append(text.count) }

  /// Cuts behind a full stop, exclamation or question mark with a space, and behind a line feed.
  private mutating func appendSentences(_ body: ArraySlice<UInt8>) {
    var previous: UInt8 = 0
    for byte in body {
      text.append(byte)
      let isStop = previous == 0x2E || previous == 0x21 || previous == 0x3F
      if byte == 0x0A || byte == 0x20 && isStop { endSentence() }
      previous = byte
    }
    if sentenceStarts[sentenceStarts.count - 1] < text.count { endSentence() }
  }

  /// Numbers and counts the words of the last document.
  private mutating func count(
    _ scanner: inout WordScan, _ numbers: inout WordNumbers, _ lastDocuments: inout [UInt32]
  ) {
    let document = UInt32(documentCount)
    for sentence in documentStarts[documentCount - 1]..<documentStarts[documentCount] {
      let range = sentenceStarts[sentence]..<sentenceStarts[sentence + 1]
      for token in scanner.words(of: text, in: range) {
        let number = numbers.number(scanner.lowered(text, token))
        words.append(number)
        if Int(number) == documentFrequencies.count {
          documentFrequencies.append(0)
          lastDocuments.append(0)
        }
        if lastDocuments[Int(number)] != document {
          lastDocuments[Int(number)] = document
          documentFrequencies[Int(number)] += 1
          postingCount += 1
        }
      }
      wordStarts.append(words.count)
    }
    if documentCount % Self.growthStep == 0 { growth.append((wordCount, distinctCount)) }
  }

  private static let growthStep = 64

  private mutating func findRareWords(_ scanner: inout WordScan) {
    for sentence in 0..<sentenceStarts.count - 1 {
      let range = sentenceStarts[sentence]..<sentenceStarts[sentence + 1]
      var place = wordStarts[sentence]
      // A sentence without rare words, as most are, is not split into words again.
      let numbers = words[place..<wordStarts[sentence + 1]]
      if numbers.contains(where: { documentFrequencies[Int($0)] == 1 }) {
        for token in scanner.words(of: text, in: range) {
          if documentFrequencies[Int(words[place])] == 1 {
            rareWords.append(token)
            rareNumbers.append(words[place])
          }
          place += 1
        }
      }
      rareStarts.append(rareWords.count)
    }
  }
}

/// Splits texts into words as the analyzer `plain` does.
struct WordScan {
  private let analyzer: Analyzer
  private var tokens: [RawToken] = []
  private var word: [UInt8] = []

  init() throws {
    analyzer = try Analyzer(try AnalyzerSettings(named: "plain"))
  }

  /// The places in `text` of the words of `range`.
  mutating func words(of text: [UInt8], in range: Range<Int>) -> [Range<Int>] {
    tokens.removeAll(keepingCapacity: true)
    let span = text.span.extracting(range)
    analyzer.tokenize(span, into: &tokens)
    return tokens.map {
      range.lowerBound + Int($0.start)..<range.lowerBound + Int($0.end)
    }
  }

  /// The word at `place` in lower case.
  mutating func lowered(_ text: [UInt8], _ place: Range<Int>) -> [UInt8] {
    word.removeAll(keepingCapacity: true)
    let span = text.span.extracting(place)
    analyzer.appendTerm(span, kind: .word, language: .und, to: &word)
    return word
  }
}
