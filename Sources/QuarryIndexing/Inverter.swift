import QuarryAnalysis
import QuarryFormat

/// Inverts the documents of a batch: from words in texts to sorted terms with their postings.
///
/// A raw word is found by one hash in a table small enough for the second-level cache; its term
/// was computed when it was first seen. Occurrences are gathered as pairs of numbers and brought
/// into the order of terms by one counting sort.
struct Inverter: ~Copyable {
  private let analyzer: Analyzer
  private let fieldCount: Int
  private let searchesTitles: Bool
  private var cache: TermCache
  /// Raw words of the batch, and the term of each (−1 where it has none).
  private var words = WordTable(capacity: 1 << 15)
  private var wordTerms: [Int32] = []
  /// Where forms are kept, the occurrences of each word.
  private var wordCounts: [UInt32] = []
  /// Also there, the code of each word's form.
  private var wordCodes: [UInt8] = []
  private var wordCodeEnds: [UInt32] = []
  private let keepsForms: Bool
  private var forms = FormTable()
  private var formWriter = FormRunWriter()
  private var terms = WordTable(capacity: 1 << 15)
  private var occurrences: [UInt32] = []
  private var tokens: [RawToken] = []
  private var scratch: [UInt8] = []

  /// The term of each occurrence (its word where forms are kept), and its place:
  /// `field << fieldShift | position`.
  private var termNumbers: [UInt32] = []
  private var places: [UInt32] = []
  /// Where the occurrences of each document end.
  private var documentEnds: [Int] = []
  /// Documents and places in the order of terms.
  private var sortedDocuments: [UInt32] = []
  private var sortedPlaces: [UInt32] = []
  private var sortedForms: [UInt16] = []
  private var writer: RunWriter
  private var lengths: [[Int]] = []

  /// The raw bytes tokenised at a time, so that the tokens stay in the cache.
  private static let pieceBytes = 1 << 15

  /// - Parameter searchesTitles: whether the words of titles are indexed.
  init(_ settings: AnalyzerSettings, searchesTitles: Bool) throws(IndexingError) {
    self.searchesTitles = searchesTitles
    do {
      analyzer = try Analyzer(settings)
    } catch {
      throw IndexingError(error.description)
    }
    fieldCount = Schema.fields(of: settings).count
    keepsForms = Schema.keepsForms(settings)
    cache = TermCache(limit: 4 << 20, keepsForms: keepsForms)
    lengths = Array(repeating: [], count: fieldCount)
    writer = RunWriter(fieldCount: fieldCount, capacity: 1 << 20)
  }

  /// Begins a batch.
  mutating func begin() {
    words.removeAll()
    wordTerms.removeAll(keepingCapacity: true)
    wordCounts.removeAll(keepingCapacity: true)
    wordCodes.removeAll(keepingCapacity: true)
    wordCodeEnds.removeAll(keepingCapacity: true)
    terms.removeAll()
    occurrences.removeAll(keepingCapacity: true)
    termNumbers.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    documentEnds.removeAll(keepingCapacity: true)
    for field in 0..<fieldCount { lengths[field].removeAll(keepingCapacity: true) }
  }

  /// Gives back memory that a large document took.
  mutating func release() {
    termNumbers = []
    places = []
    tokens = []
    occurrences = []
    wordTerms = []
    wordCounts = []
    wordCodes = []
    wordCodeEnds = []
    forms = FormTable()
    formWriter = FormRunWriter()
    sortedForms = []
    words.removeAll()
    terms.removeAll()
    sortedDocuments = []
    sortedPlaces = []
    writer = RunWriter(fieldCount: fieldCount, capacity: 1 << 20)
  }

  /// Adds the next document, whose title and text are ranges of `bytes`.
  mutating func add(_ extent: (title: Range<Int>, text: Range<Int>), of bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { buffer in
      var position: UInt32 = 0
      let title = searchesTitles ? extent.title : 0..<0
      for (index, range) in [title, extent.text].enumerated() {
        let isOneField = fieldCount == 1
        if !isOneField { position = 0 }
        let start = position
        let field = isOneField ? 0 : index
        scan(
          UnsafeBufferPointer(rebasing: buffer[range]),
          field: UInt32(field) << PositionCursor.fieldShift, position: &position)
        if isOneField && index == 1 {
          lengths[0].append(Int(position))
        } else if !isOneField {
          lengths[field].append(Int(position - start))
        }
      }
    }
    documentEnds.append(termNumbers.count)
  }

  /// Tokenises `text` piece by piece, each cut at a space, where no word or compound goes on.
  private mutating func scan(
    _ text: UnsafeBufferPointer<UInt8>, field: UInt32, position: inout UInt32
  ) {
    var start = 0
    while start < text.count {
      var end = min(text.count, start + Self.pieceBytes)
      if end < text.count {
        var cut = end
        while cut > start && text[cut] != 0x20 && text[cut] != 0x0A { cut -= 1 }
        if cut == start {
          cut = end
          while cut < text.count && text[cut] != 0x20 && text[cut] != 0x0A { cut += 1 }
        }
        end = cut
      }
      let piece = UnsafeBufferPointer(rebasing: text[start..<end])
      tokens.removeAll(keepingCapacity: true)
      analyzer.tokenize(piece.span, into: &tokens)
      number(piece, field: field, position: &position)
      start = end
    }
  }

  private mutating func number(
    _ text: UnsafeBufferPointer<UInt8>, field: UInt32, position: inout UInt32
  ) {
    let keepsForms = keepsForms
    for token in tokens {
      let range = Int(token.start)..<Int(token.end)
      let isWord = token.kind == .word
      let (word, isNew) = words.number(of: text, range, kind: isWord ? 0 : 1)
      if isNew { addWord(text, range, token.kind) }
      let term = wordTerms[word]
      if term >= 0 && position < 1 << PositionCursor.fieldShift - 1 {
        places.append(field | position)
        if keepsForms {
          termNumbers.append(UInt32(truncatingIfNeeded: word))
          wordCounts[word] &+= 1
        } else {
          termNumbers.append(UInt32(truncatingIfNeeded: term))
          occurrences[Int(term)] &+= 1
        }
      }
      if isWord { position &+= 1 }
    }
  }

  private mutating func addWord(
    _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ kind: TokenKind
  ) {
    if keepsForms || analyzer.usesCompounds {
      cache.term(
        of: text, range, kind: kind, analyzer: analyzer, into: &scratch, formCodes: &wordCodes)
      if keepsForms {
        wordCounts.append(0)
        wordCodeEnds.append(UInt32(truncatingIfNeeded: wordCodes.count))
      }
    } else {
      scratch.removeAll(keepingCapacity: true)
      analyzer.appendTerm(
        UnsafeBufferPointer(rebasing: text[range]).span, kind: kind, to: &scratch)
    }
    guard !scratch.isEmpty else {
      wordTerms.append(-1)
      return
    }
    let (term, isNew) = scratch.withUnsafeBufferPointer {
      terms.number(of: $0, 0..<$0.count, kind: 0)
    }
    if isNew { occurrences.append(0) }
    wordTerms.append(Int32(term))
  }

  /// Ends the batch: writes its run, norms and lengths.
  mutating func finish(into result: inout BatchResult) {
    result.termCount = terms.count
    result.fieldLengths = lengths.map { $0.reduce(0, +) }
    result.norms = lengths.map { $0.map(LengthCode.encode) }
    let order = sortedTerms()
    if keepsForms {
      // From here on terms go by their rank.
      var ranks = [UInt32](repeating: 0, count: order.count)
      for (rank, term) in order.enumerated() { ranks[term] = UInt32(truncatingIfNeeded: rank) }
      forms.make(
        wordTerms: wordTerms, counts: wordCounts, codes: wordCodes, codeEnds: wordCodeEnds,
        ranks: ranks)
      occurrences = forms.occurrences
    }
    // Counting sort by term; documents and places stay in order.
    var cursor: [UInt32] = []
    cursor.reserveCapacity(occurrences.count)
    var total: UInt32 = 0
    for count in occurrences {
      cursor.append(total)
      total += count
    }
    if sortedPlaces.count < termNumbers.count {
      sortedPlaces = [UInt32](repeating: 0, count: termNumbers.count)
      sortedDocuments = [UInt32](repeating: 0, count: termNumbers.count)
    }
    if keepsForms {
      sortWithForms(&cursor)
    } else {
      sort(&cursor)
    }
    // Each cursor now stands at the end of its term.
    writer.removeAll()
    terms.keyBytes.withUnsafeBufferPointer { keys in
      sortedDocuments.withUnsafeBufferPointer { documents in
        sortedPlaces.withUnsafeBufferPointer { places in
          for (rank, term) in order.enumerated() {
            let number = keepsForms ? rank : term
            let end = Int(cursor[number])
            let range = end - Int(occurrences[number])..<end
            writer.append(
              UnsafeBufferPointer(rebasing: keys[terms.range(term)]),
              documents: UnsafeBufferPointer(rebasing: documents[range]),
              places: UnsafeBufferPointer(rebasing: places[range]))
          }
        }
      }
    }
    result.run = writer.finish()
    if keepsForms { result.forms = formRun(ends: cursor) }
  }

  /// Brings the occurrences into the order of their terms.
  private mutating func sort(_ cursor: inout [UInt32]) {
    var start = 0
    for (document, end) in documentEnds.enumerated() {
      for index in start..<end {
        let term = Int(termNumbers[index])
        let slot = Int(cursor[term])
        cursor[term] &+= 1
        sortedPlaces[slot] = places[index]
        sortedDocuments[slot] = UInt32(truncatingIfNeeded: document)
      }
      start = end
    }
  }

  /// The same, by the occurrences' words, which tell the forms too.
  private mutating func sortWithForms(_ cursor: inout [UInt32]) {
    if sortedForms.count < termNumbers.count {
      sortedForms = [UInt16](repeating: 0, count: termNumbers.count)
    }
    let keys = forms.keys
    var start = 0
    for (document, end) in documentEnds.enumerated() {
      for index in start..<end {
        let key = keys[Int(termNumbers[index])]
        let term = Int(key >> 16)
        let slot = Int(cursor[term])
        cursor[term] &+= 1
        sortedPlaces[slot] = places[index]
        sortedDocuments[slot] = UInt32(truncatingIfNeeded: document)
        sortedForms[slot] = UInt16(truncatingIfNeeded: key)
      }
      start = end
    }
  }

  /// The forms of the terms in their order, and of each term's occurrences, which end at `ends`.
  private mutating func formRun(ends: [UInt32]) -> [UInt8] {
    formWriter.removeAll()
    wordCodes.withUnsafeBufferPointer { codes in
      sortedForms.withUnsafeBufferPointer { numbers in
        for rank in occurrences.indices where occurrences[rank] > 0 {
          let end = Int(ends[rank])
          let range = end - Int(occurrences[rank])..<end
          let count = forms.write(rank, codes: codes, to: &formWriter)
          formWriter.append(UnsafeBufferPointer(rebasing: numbers[range]), numberCount: count)
        }
      }
    }
    return formWriter.finish()
  }

  /// The numbers of the terms in byte order: by the first eight bytes as a number, then the rest.
  private func sortedTerms() -> [Int] {
    struct Key {
      var prefix: UInt64
      var term: UInt32
    }
    let bytes = terms.keyBytes
    var keys: [Key] = []
    keys.reserveCapacity(terms.count)
    for term in 0..<terms.count {
      let range = terms.range(term)
      var prefix: UInt64 = 0
      for (shift, index) in zip(stride(from: 56, through: 0, by: -8), range) {
        prefix |= UInt64(bytes[index]) << UInt64(shift)
      }
      keys.append(Key(prefix: prefix, term: UInt32(term)))
    }
    keys.sort { a, b in
      if a.prefix != b.prefix { return a.prefix < b.prefix }
      return bytes[terms.range(Int(a.term))].lexicographicallyPrecedes(
        bytes[terms.range(Int(b.term))])
    }
    return keys.map { Int($0.term) }
  }
}
