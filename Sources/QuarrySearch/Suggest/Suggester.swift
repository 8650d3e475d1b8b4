package import QuarryAnalysis
package import QuarryFormat
import QuarryStorage

/// What a person may be about to type: titles and words that begin so.
public struct Suggestion: Sendable, Hashable {
  /// What is completed.
  public enum Kind: Sendable, Hashable {
    /// A title or alternative title as it is stored, and the identifier of a document that has it.
    case title(identifier: String)
    case word
  }

  /// The title as it is stored, the word folded.
  public let text: String
  public let kind: Kind
  /// The documents with this title or word.
  public let documents: Int
}

/// Completes what is being typed from an index's titles and words, in bounded time however short it
/// is.
package enum Suggester {
  /// The terms that one completion of a word looks at, at most.
  private static let mostTerms = 50_000

  /// At most `limit` titles that begin with the words of `text`, of which the last may be cut off.
  package static func titles(
    _ text: String, _ index: IndexFile, _ analyzer: Analyzer, limit: Int
  ) throws(SearchError) -> [Suggestion] {
    var prefix = key(of: Array(text.utf8), analyzer)
    if !prefix.isEmpty, text.unicodeScalars.last?.properties.isWhitespace ?? false {
      prefix.append(0x20)
    }
    return try SearchError.reading { () throws(FormatError) in
      let deleted = try index.segments.map { segment throws(FormatError) in
        try segment.deletedDocuments()
      }
      // Titles of deleted documents alone are passed over, so that more are looked at.
      let wanted = index.deletedCount == 0 ? limit : 4 * min(max(limit, 0), 1000)
      let found = try TitleCompletion.find(prefix, index.segments.map(\.terms), limit: wanted)
      let inflater = Inflater()
      var suggestions: [Suggestion] = []
      for title in found where suggestions.count < limit {
        var place: (segment: Segment, document: Int)?
        for (number, info) in title.places where place == nil {
          let segment = index.segments[number]
          let first = try firstDocument(info, segment, deleted[number], inflater)
          place = first.map { (segment, $0) }
        }
        guard let (segment, document) = place else { continue }
        let record = try head(of: document, segment, inflater)
        suggestions.append(
          Suggestion(
            text: shown(title.key, record, analyzer),
            kind: .title(identifier: record.string(record.identifier)),
            documents: title.documents))
      }
      return suggestions
    }
  }

  /// At most `limit` words that begin with `prefix`, folded, those of most documents first.
  package static func words(
    _ prefix: String, _ index: IndexFile, words: some TermWords, limit: Int
  ) throws(SearchError) -> [Suggestion] {
    try self.words(prefix, index.segments.map(\.terms), words: words, limit: limit)
  }

  /// The same of several dictionaries: each names more than are wanted, and what they name is counted
  /// in all.
  static func words(
    _ prefix: String, _ dictionaries: [TermDictionary], words: some TermWords, limit: Int
  ) throws(SearchError) -> [Suggestion] {
    guard !prefix.isEmpty, let automaton = try? PatternAutomaton(.prefix(prefix), fold: { $0 })
    else { return [] }
    return try SearchError.reading { () throws(FormatError) in
      var counts: [[UInt8]: Int] = [:]
      let isOne = dictionaries.count == 1
      for dictionary in dictionaries {
        var best = WordHeap(limit: isOne ? limit : min(max(limit, 0), 1000) * 4)
        let mostTerms = mostTerms / dictionaries.count
        var walk = try PatternWalk(automaton, dictionary, words: words)
        while walk.visited < mostTerms, try walk.next() {
          try walk.forEachMatch { word, frequency in
            guard best.wouldKeep(frequency) else { return }
            var bytes: [UInt8] = []
            for index in 0..<word.count { bytes.append(word[index]) }
            best.insert(WordCount(bytes: bytes, count: frequency))
          }
          walk.leastDocuments = best.leastCount
        }
        for entry in best.sorted { counts[entry.bytes, default: 0] += entry.count }
      }
      if !isOne {
        for word in counts.keys {
          var sum = 0
          for dictionary in dictionaries {
            sum += try words.frequency(of: word.span, in: dictionary)
          }
          counts[word] = sum
        }
      }
      var best = WordHeap(limit: limit)
      for (word, count) in counts { best.insert(WordCount(bytes: word, count: count)) }
      return best.sorted.map { Suggestion(text: $0.word, kind: .word, documents: $0.count) }
    }
  }

  /// The words that at least `least` documents hold, in byte order.
  package static func frequentWords(
    _ index: IndexFile, words: some TermWords, least: Int
  ) throws(SearchError) -> [String] {
    let all = PatternAutomaton(.anything)
    return try SearchError.reading { () throws(FormatError) in
      var counts: [[UInt8]: Int] = [:]
      for segment in index.segments {
        var walk = try PatternWalk(all, segment.terms, words: words)
        walk.leastDocuments = index.segments.count == 1 ? least : 0
        while try walk.next() {
          try walk.forEachMatch { word, frequency in
            var bytes: [UInt8] = []
            for index in 0..<word.count { bytes.append(word[index]) }
            counts[bytes, default: 0] += frequency
          }
        }
      }
      return counts.filter { $0.value >= least }.map { String(decoding: $0.key, as: UTF8.self) }
        .sorted()
    }
  }

  // MARK: Titles

  /// The bytes of a record that hold its title and most metadata.
  private static let headBytes = 8 << 10

  private static func key(of title: [UInt8], _ analyzer: Analyzer) -> [UInt8] {
    var key: [UInt8] = []
    analyzer.appendTitleKey(title.span, to: &key)
    return key
  }

  /// The head of a record, and all of one whose head is longer than most.
  private static func head(
    of document: Int, _ segment: Segment, _ inflater: Inflater
  ) throws(FormatError) -> DocumentRecord {
    if let head = try? segment.documents.read(document, limit: headBytes, with: inflater) {
      return head
    }
    return try segment.documents.read(document, with: inflater)
  }

  /// The first document of a list that is not deleted; of a long list only the first page is read.
  private static func firstDocument(
    _ info: TermInfo, _ segment: Segment, _ deleted: DeletedDocuments?, _ inflater: Inflater
  ) throws(FormatError) -> Int? {
    let reader = PostingsReader(segment.postings, inflater: inflater)
    let documents =
      if let list = try reader.longList(of: info) {
        try reader.postings(page: 0, of: list).documents
      } else {
        try reader.postings(of: info).documents
      }
    return documents.lazy.map(Int.init).first { deleted?.contains($0) != true }
  }

  /// The title of a record, or of its metadata the alternative title that has `key`.
  private static func shown(
    _ key: [UInt8], _ record: DocumentRecord, _ analyzer: Analyzer
  ) -> String {
    if self.key(of: Array(record.bytes[record.title]), analyzer) == key {
      return record.string(record.title)
    }
    for (_, value) in record.metadata {
      if self.key(of: Array(record.bytes[value]), analyzer) == key { return record.string(value) }
    }
    return String(decoding: key, as: UTF8.self)
  }
}
