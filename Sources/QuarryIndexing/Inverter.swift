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
  private let keepsForms: Bool
  /// Whether terms are words in small letters and nothing else.
  private let onlyLowers: Bool
  private var caches = TermCaches()
  private var language: Language?
  /// Whether the present text is a body, of which a fingerprint is taken.
  private var isBody = false
  private var cache: TermCache
  /// The words of the batch, and what each of them becomes.
  private var words: LexemeTable
  /// Where forms are kept, the code of each lexeme's form.
  private var formCodes = ByteBuffer(capacity: 1 << 12)
  private var formCodeEnds: [UInt32] = []
  private var formTable = FormTable()
  private var formWriter = FormRunWriter()
  private var terms = TokenTable(capacity: 1 << 16)
  private var termOrder = TermOrder()
  private var occurrences: Occurrences
  /// The tokens of a piece of a text, the number of each one's word, and those of new words.
  private var tokens: [RawToken] = []
  private var numbers: [UInt32] = []
  private var fresh: [UInt32] = []
  /// What was read only to have it nearer.
  private var touched: UInt64 = 0
  private var scratch: [UInt8] = []
  private var writer: RunWriter
  private var lengths: [[Int]] = []
  /// The key of a title, and the title terms of the present document's alternative titles.
  private var key: [UInt8] = []
  private var titleTerms: [UInt32] = []
  private var fingerprinter = Fingerprinter()
  private var fingerprints: [UInt8] = []
  /// The words of each document's body.
  private(set) var bodyLengths: [Int] = []

  /// The raw bytes tokenised at a time, so that the tokens stay in the cache.
  private static let pieceBytes = 1 << 15
  /// The new words whose terms are looked for at a time.
  private static let wordsAtATime = 16
  /// The most title terms of a document.
  private static let mostTitles = 256
  /// Those that the present document may still get.
  private var mostTitles = Inverter.mostTitles

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
    onlyLowers = settings == .plain
    occurrences = Occurrences(keepsForms: keepsForms)
    cache = TermCache(.und, limit: 1 << 12, keepsForms: false)
    words = LexemeTable(keepsForms: keepsForms)
    lengths = Array(repeating: [], count: fieldCount)
    writer = RunWriter(fieldCount: fieldCount, capacity: 1 << 20)
  }

  /// Begins a batch.
  mutating func begin() {
    words.removeAll(keepingCapacity: true)
    formCodes.removeAll()
    formCodeEnds.removeAll(keepingCapacity: true)
    terms.removeAll()
    occurrences.removeAll()
    for field in 0..<fieldCount { lengths[field].removeAll(keepingCapacity: true) }
    bodyLengths.removeAll(keepingCapacity: true)
    fingerprints.removeAll(keepingCapacity: true)
  }

  /// Gives back memory that a large document took.
  mutating func release() {
    occurrences = Occurrences(keepsForms: keepsForms)
    tokens = []
    numbers = []
    formCodes = ByteBuffer(capacity: 1 << 12)
    formCodeEnds = []
    formTable = FormTable()
    formWriter = FormRunWriter()
    termOrder.release()
    words.removeAll(keepingCapacity: false)
    terms.removeAll()
    writer = RunWriter(fieldCount: fieldCount, capacity: 1 << 20)
  }

  /// Adds the next document: its texts in `bytes`, in the order of their fields, the body last.
  ///
  /// - Parameter otherTitles: the title terms that the document has besides, in other runs.
  mutating func add(
    _ pieces: ArraySlice<Piece>, of bytes: [UInt8], language: Language, otherTitles: Int = 0
  ) {
    mostTitles = Self.mostTitles - otherTitles
    if language != self.language {
      caches.turn(&cache, of: self.language, to: language, keepsForms: keepsForms)
      self.language = language
      words.turn(to: language.rawValue)
    }
    titleTerms.removeAll(keepingCapacity: true)
    fingerprinter.begin()
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
        let place = UInt32(field) << PositionCursor.fieldShift
        isBody = piece.field == Schema.body
        scan(buffer, piece.range, field: place, position: &positions.position)
        if piece.isTitle && analyzer.usesCompounds && positions.position > start {
          addTitle(UnsafeBufferPointer(rebasing: buffer[piece.range]), field: place)
        }
        if piece.field == Schema.body { bodyLengths.append(Int(positions.position - start)) }
      }
    }
    while positions.field < fieldCount {
      lengths[positions.field].append(Int(positions.position))
      positions = (positions.field + 1, 0)
    }
    occurrences.endDocument()
    bytes.withUnsafeBufferPointer { bytes in
      let title = pieces.first { $0.field == Schema.title }?.range ?? 0..<0
      fingerprinter.append(
        title: UnsafeBufferPointer(rebasing: bytes[title]), to: &fingerprints)
    }
  }

  /// Adds a title as a whole as a term of its own, once a field.
  private mutating func addTitle(_ title: UnsafeBufferPointer<UInt8>, field: UInt32) {
    key.removeAll(keepingCapacity: true)
    key.append(Schema.titleSign)
    analyzer.appendTitleKey(title.span, to: &key)
    guard key.count > 1 else { return }
    let word = key.withUnsafeBufferPointer { words.number(of: $0) }
    var lexeme = words.present[word]
    if lexeme == LexemeTable.unknown {
      lexeme = key.withUnsafeBufferPointer {
        setTerm(of: word, TermCache.Found(term: $0))
      }
    }
    let mark = UInt32(truncatingIfNeeded: lexeme) | (field == 0 ? 1 << 31 : 0)
    guard lexeme >= 0, !titleTerms.contains(mark) else { return }
    // Alternative titles beyond so many are searched by their words only.
    guard titleTerms.count < mostTitles else { return }
    titleTerms.append(mark)
    occurrences.reserveLexemes(lexemeCount)
    occurrences.append(Int(lexeme), place: field)
  }

  private var lexemeCount: Int { keepsForms ? words.terms.count : terms.count }

  /// Tokenises a text piece by piece, each cut at a space, where no word or compound goes on.
  private mutating func scan(
    _ bytes: UnsafeBufferPointer<UInt8>, _ text: Range<Int>, field: UInt32,
    position: inout UInt32
  ) {
    var start = text.lowerBound
    while start < text.upperBound {
      var end = min(text.upperBound, start + Self.pieceBytes)
      if end < text.upperBound {
        var cut = end
        while cut > start && bytes[cut] != 0x20 && bytes[cut] != 0x0A { cut -= 1 }
        if cut == start {
          cut = end
          while cut < text.upperBound && bytes[cut] != 0x20 && bytes[cut] != 0x0A { cut += 1 }
        }
        end = cut
      }
      tokens.removeAll(keepingCapacity: true)
      analyzer.tokenize(
        UnsafeBufferPointer(rebasing: bytes[start..<end]).span, into: &tokens)
      addTokens(of: bytes, at: start, field: field, position: &position)
      start = end
    }
  }

  /// Adds the occurrences of `tokens`, whose places in `bytes` count from `base`.
  private mutating func addTokens(
    of bytes: UnsafeBufferPointer<UInt8>, at base: Int, field: UInt32, position: inout UInt32
  ) {
    if numbers.count < tokens.count {
      numbers = [UInt32](repeating: 0, count: tokens.count + tokens.count / 2)
    }
    fresh.removeAll(keepingCapacity: true)
    words.number(tokens, of: bytes, at: base, into: &numbers, fresh: &fresh)
    addFreshWords(in: bytes, at: base)
    if isBody { fingerprinter.add(numbers, tokens.count, of: words) }
    if words.hasOtherLanguages {
      for index in tokens.indices where words.present[Int(numbers[index])] == LexemeTable.unknown {
        addWord(of: index, in: bytes, at: base)
      }
    }
    occurrences.reserveLexemes(lexemeCount)
    occurrences.append(
      tokens, words: numbers, present: words.present, field: field, position: &position)
  }

  /// Finds what the new words become, a few at a time: the cache is larger than the processor's, and
  /// what is asked for together is waited for once.
  private mutating func addFreshWords(in bytes: UnsafeBufferPointer<UInt8>, at base: Int) {
    var start = 0
    while start < fresh.count {
      let end = min(start + Self.wordsAtATime, fresh.count)
      if keepsForms {
        for index in fresh[start..<end] {
          touched ^= cache.short.touch(words.key(Int(numbers[Int(index)])))
        }
      }
      for place in start..<end { addWord(of: Int(fresh[place]), in: bytes, at: base) }
      start = end
    }
  }

  /// Finds what the word of a token becomes, which was not met in the present language before.
  private mutating func addWord(
    of index: Int, in bytes: UnsafeBufferPointer<UInt8>, at base: Int
  ) {
    let word = Int(numbers[index])
    let key = words.key(word)
    let isShort = !key.isLong && key.isASCII
    if onlyLowers && isShort {
      _ = words.set(word, term: Int32(truncatingIfNeeded: terms.number(of: key.lowerCase)))
      return
    }
    if keepsForms, isShort, let short = cache.findShort(key) {
      let term = terms.number(of: short.term(of: key))
      if words.set(word, term: Int32(truncatingIfNeeded: term)).isNew {
        let code = short.code(of: key)
        formCodes.append(code.bytes, count: code.count)
        formCodeEnds.append(UInt32(truncatingIfNeeded: formCodes.count))
      }
      return
    }
    let token = tokens[index]
    let raw = UnsafeBufferPointer(
      rebasing: bytes[base + Int(token.start)..<base + Int(token.end)])
    if keepsForms || analyzer.usesLanguages {
      // Of a longer word the table's key is not the whole one.
      let key = key.isLong ? TokenKey(raw, kind: key.kind) : key
      _ = setTerm(of: word, cache.find(raw, key, kind: token.kind, analyzer: analyzer))
    } else {
      scratch.removeAll(keepingCapacity: true)
      analyzer.appendTerm(
        raw.span, kind: token.kind, language: language ?? .und, to: &scratch)
      let term = scratch
      term.withUnsafeBufferPointer { _ = setTerm(of: word, TermCache.Found(term: $0)) }
    }
  }

  /// Tells what a word becomes; gives the lexeme.
  private mutating func setTerm(of word: Int, _ found: TermCache.Found) -> Int32 {
    guard !found.term.isEmpty else { return words.set(word, term: LexemeTable.none).lexeme }
    let term = found.key.map { terms.number(of: $0) } ?? terms.number(of: found.term, kind: 0)
    let (lexeme, isNew) = words.set(word, term: Int32(truncatingIfNeeded: term))
    if isNew {
      formCodes.append(found.code)
      formCodeEnds.append(UInt32(truncatingIfNeeded: formCodes.count))
    }
    return lexeme
  }

  /// Ends the batch: writes its run, norms and lengths.
  mutating func finish(into result: inout BatchResult) {
    result.fieldLengths = lengths.map { $0.reduce(0, +) }
    result.norms = lengths.map { $0.map(LengthCode.encode) }
    result.bodyFingerprints = fingerprints
    let order = termOrder.sorted(terms)
    if keepsForms {
      finishWithForms(order, into: &result)
      return
    }
    occurrences.reserveLexemes(order.count)
    let counts = occurrences.counts
    // The occurrences lie in the order of terms, whose numbers the cursors go by.
    var cursor = [UInt32](repeating: 0, count: order.count)
    var total: UInt32 = 0
    for term in order {
      cursor[Int(term)] = total
      total += counts[Int(term)]
    }
    occurrences.sort(&cursor)
    writer.begin(fieldMask: FieldMask.of(result.fieldLengths))
    var start = 0
    for term in order {
      let end = start + Int(counts[Int(term)])
      append(Int(term), start..<end)
      start = end
    }
    result.run = order.isEmpty ? nil : writer.finish()
  }

  /// The same where forms are kept: terms go by their rank.
  private mutating func finishWithForms(_ order: [UInt32], into result: inout BatchResult) {
    var ranks = [UInt32](repeating: 0, count: order.count)
    for (rank, term) in order.enumerated() { ranks[Int(term)] = UInt32(truncatingIfNeeded: rank) }
    occurrences.reserveLexemes(lexemeCount)
    formTable.make(
      wordTerms: words.terms, counts: occurrences.counts, codeEnds: formCodeEnds, ranks: ranks,
      codes: formCodes)
    var cursor: [UInt32] = []
    cursor.reserveCapacity(order.count)
    var total: UInt32 = 0
    for count in formTable.occurrences {
      cursor.append(total)
      total += count
    }
    occurrences.sort(&cursor, keys: formTable.keys)
    writer.begin(fieldMask: FieldMask.of(result.fieldLengths))
    let titleTermCount =
      order.prefix { (terms.bytes(Int($0)).first ?? 0) < FormList.firstWithForms }.count
    var start = 0
    for (rank, term) in order.enumerated() {
      let range = start..<Int(cursor[rank])
      start = range.upperBound
      if range.isEmpty { continue }
      formWriter.removeAll()
      if rank < titleTermCount {
        // A title as a whole has no forms.
        formWriter.begin(forms: 0, hasOthers: false)
      } else {
        let count = formTable.write(rank, codes: formCodes, to: &formWriter)
        formWriter.append(
          UnsafeBufferPointer(rebasing: occurrences.forms[range]), numberCount: count)
      }
      append(Int(term), range)
    }
    result.run = order.isEmpty ? nil : writer.finish()
  }

  /// Appends a term with its sorted occurrences to the run.
  @inline(__always)
  private mutating func append(_ term: Int, _ range: Range<Int>) {
    writer.append(
      terms.bytes(term),
      documents: UnsafeBufferPointer(rebasing: occurrences.documents[range]),
      places: UnsafeBufferPointer(rebasing: occurrences.sortedPlaces[range]),
      forms: formWriter.buffer)
  }
}
