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
  private var caches = TermCaches()
  private var language: Language?
  private var cache: TermCache
  /// The words of the batch, and what each of them becomes.
  private var words: LexemeTable
  /// Where forms are kept, the occurrences of each lexeme.
  private var wordCounts: [UInt32] = []
  /// Also there, the code of each lexeme's form, and the one of the word that is looked at.
  private var wordCodes: [UInt8] = []
  private var wordCodeEnds: [UInt32] = []
  private var formCode: [UInt8] = []
  private let keepsForms: Bool
  private var forms = FormTable()
  private var formWriter = FormRunWriter()
  private var terms = WordTable(capacity: 1 << 15)
  private var occurrences: [UInt32] = []
  private var tokens: [RawToken] = []
  private var scratch: [UInt8] = []

  /// The lexeme of each occurrence, and its place:
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
  /// The key of a title, and the title terms of the present document's alternative titles.
  private var key: [UInt8] = []
  private var titleTerms: [UInt32] = []
  /// The words of each document's body.
  private(set) var bodyLengths: [Int] = []

  /// The raw bytes tokenised at a time, so that the tokens stay in the cache.
  private static let pieceBytes = 1 << 15
  /// The most title terms of a document.
  private static let mostTitles = 256

  /// Whether the language of a text makes a difference.
  var usesLanguages: Bool { analyzer.usesLanguages }

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
    cache = TermCache(.und, limit: 1 << 12, keepsForms: false)
    words = LexemeTable(keepsForms: keepsForms)
    lengths = Array(repeating: [], count: fieldCount)
    writer = RunWriter(fieldCount: fieldCount, capacity: 1 << 20)
  }

  /// Begins a batch.
  mutating func begin() {
    words.removeAll(keepingCapacity: true)
    wordCounts.removeAll(keepingCapacity: true)
    wordCodes.removeAll(keepingCapacity: true)
    wordCodeEnds.removeAll(keepingCapacity: true)
    terms.removeAll()
    occurrences.removeAll(keepingCapacity: true)
    termNumbers.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    documentEnds.removeAll(keepingCapacity: true)
    for field in 0..<fieldCount { lengths[field].removeAll(keepingCapacity: true) }
    bodyLengths.removeAll(keepingCapacity: true)
  }

  /// Gives back memory that a large document took.
  mutating func release() {
    termNumbers = []
    places = []
    tokens = []
    occurrences = []
    wordCounts = []
    wordCodes = []
    wordCodeEnds = []
    forms = FormTable()
    formWriter = FormRunWriter()
    sortedForms = []
    words.removeAll(keepingCapacity: false)
    terms.removeAll()
    sortedDocuments = []
    sortedPlaces = []
    writer = RunWriter(fieldCount: fieldCount, capacity: 1 << 20)
  }

  /// Adds the next document: its texts in `bytes`, in the order of their fields, the body last.
  mutating func add(_ pieces: ArraySlice<Piece>, of bytes: [UInt8], language: Language) {
    if language != self.language {
      caches.turn(&cache, of: self.language, to: language, keepsForms: keepsForms)
      self.language = language
      words.turn(to: language.rawValue)
    }
    titleTerms.removeAll(keepingCapacity: true)
    var positions = (field: 0, position: UInt32(0))
    bytes.withUnsafeBufferPointer { buffer in
      for piece in pieces {
        let field = fieldCount == 1 ? 0 : piece.field
        if piece.isTitle && !searchesTitles { continue }
        if fieldCount == 1 && (piece.field == Schema.aliases || piece.field == Schema.headings) {
          continue
        }
        while positions.field < field {
          lengths[positions.field].append(Int(positions.position))
          positions = (positions.field + 1, 0)
        }
        let start = positions.position
        let text = UnsafeBufferPointer(rebasing: buffer[piece.range])
        let place = UInt32(field) << PositionCursor.fieldShift
        scan(text, field: place, position: &positions.position)
        if piece.isTitle && analyzer.usesCompounds && positions.position > start {
          addTitle(text, field: place)
        }
        if piece.field == Schema.body { bodyLengths.append(Int(positions.position - start)) }
      }
    }
    while positions.field < fieldCount {
      lengths[positions.field].append(Int(positions.position))
      positions = (positions.field + 1, 0)
    }
    documentEnds.append(termNumbers.count)
  }

  /// Adds a title as a whole as a term of its own, once a field.
  private mutating func addTitle(_ title: UnsafeBufferPointer<UInt8>, field: UInt32) {
    key.removeAll(keepingCapacity: true)
    key.append(Schema.titleSign)
    analyzer.appendTitleKey(title.span, to: &key)
    guard key.count > 1 else { return }
    let (word, known) = key.withUnsafeBufferPointer { words.find($0, 0..<$0.count, kind: 0) }
    var lexeme = known
    if known == LexemeTable.unknown {
      scratch = key
      formCode.removeAll(keepingCapacity: true)
      lexeme = setTerm(of: word)
    }
    let mark = UInt32(truncatingIfNeeded: lexeme) | (field == 0 ? 1 << 31 : 0)
    guard lexeme >= 0, !titleTerms.contains(mark) else { return }
    // Alternative titles beyond so many are searched by their words only.
    guard titleTerms.count < Self.mostTitles else { return }
    titleTerms.append(mark)
    append(lexeme, place: field)
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
      let (word, known) = words.find(text, range, kind: isWord ? 0 : 1)
      let lexeme =
        known == LexemeTable.unknown ? addWord(word, text, range, token.kind) : known
      if lexeme < 0 { continue }
      if position < 1 << PositionCursor.fieldShift - 1 {
        termNumbers.append(UInt32(truncatingIfNeeded: lexeme))
        places.append(field | position)
        if keepsForms {
          wordCounts[Int(lexeme)] &+= 1
        } else {
          occurrences[Int(lexeme)] &+= 1
        }
      }
      if isWord { position &+= 1 }
    }
  }

  private mutating func append(_ lexeme: Int32, place: UInt32) {
    termNumbers.append(UInt32(truncatingIfNeeded: lexeme))
    places.append(place)
    if keepsForms {
      wordCounts[Int(lexeme)] &+= 1
    } else {
      occurrences[Int(lexeme)] &+= 1
    }
  }

  /// Finds the lexeme of a word that was not met in the present language before.
  private mutating func addWord(
    _ word: Int, _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ kind: TokenKind
  ) -> Int32 {
    if keepsForms || analyzer.usesLanguages {
      formCode.removeAll(keepingCapacity: true)
      cache.term(
        of: text, range, kind: kind, analyzer: analyzer, into: &scratch, formCodes: &formCode)
    } else {
      scratch.removeAll(keepingCapacity: true)
      analyzer.appendTerm(
        UnsafeBufferPointer(rebasing: text[range]).span, kind: kind, language: language ?? .und,
        to: &scratch)
    }
    return setTerm(of: word)
  }

  /// Makes what stands in `scratch` the term of a word; gives the lexeme.
  private mutating func setTerm(of word: Int) -> Int32 {
    guard !scratch.isEmpty else { return words.set(word, term: LexemeTable.none).lexeme }
    let (term, isNewTerm) = scratch.withUnsafeBufferPointer {
      terms.number(of: $0, 0..<$0.count, kind: 0)
    }
    if isNewTerm { occurrences.append(0) }
    let (lexeme, isNew) = words.set(word, term: Int32(truncatingIfNeeded: term))
    if isNew {
      wordCounts.append(0)
      wordCodes += formCode
      wordCodeEnds.append(UInt32(truncatingIfNeeded: wordCodes.count))
    }
    return lexeme
  }

  /// Ends the batch: writes its run, norms and lengths.
  mutating func finish(into result: inout BatchResult) {
    result.termCount = terms.count
    result.fieldLengths = lengths.map { $0.reduce(0, +) }
    result.norms = lengths.map { $0.map(LengthCode.encode) }
    let order = sortedTerms()
    let keys = terms.keyBytes
    let titleTermCount =
      order.prefix { keys[terms.range($0).lowerBound] < FormList.firstWithForms }.count
    if keepsForms {
      // From here on terms go by their rank.
      var ranks = [UInt32](repeating: 0, count: order.count)
      for (rank, term) in order.enumerated() { ranks[term] = UInt32(truncatingIfNeeded: rank) }
      forms.make(
        wordTerms: words.terms, counts: wordCounts, codes: wordCodes, codeEnds: wordCodeEnds,
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
    if keepsForms { result.forms = formRun(ends: cursor, titleTermCount: titleTermCount) }
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
  private mutating func formRun(ends: [UInt32], titleTermCount: Int) -> [UInt8] {
    formWriter.removeAll()
    wordCodes.withUnsafeBufferPointer { codes in
      sortedForms.withUnsafeBufferPointer { numbers in
        for rank in occurrences.indices where occurrences[rank] > 0 {
          if rank < titleTermCount {
            // A title as a whole has no forms.
            formWriter.begin(forms: 0, hasOthers: false)
            continue
          }
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
