import QuarryAnalysis
import QuarryFormat

/// The words of the indexes that are searched: listed, completed and corrected.
extension Searcher {
  /// Whether terms are the words themselves or tell what the words were.
  private func words(_ context: SearchContext) throws(SearchError) -> FormsAsWords? {
    let analyzer = try context.analyzer()
    guard analyzer.usesLanguages else { return nil }
    return FormsAsWords(analyzer, languages: try context.languages())
  }

  /// A word as the index has it: folded.
  private func folded(_ word: String, _ analyzer: Analyzer) -> String {
    var bytes: [UInt8] = []
    let raw = Array(word.utf8)
    analyzer.appendFolded(raw.span, kind: .word, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: Listing

  /// At most `limit` terms that begin with `prefix`, each with the form that texts use most.
  package func words(
    beginningWith prefix: String, field: String?, limit: Int, byDocuments: Bool
  ) throws(SearchError) -> [(text: String, documents: Int, term: String)] {
    var number: Int?
    if let field {
      let names = indexes.fields.map(\.name)
      number = names.firstIndex(of: field)
      guard number != nil else {
        throw SearchError(
          kind: .query,
          reason: "there is no field \(field); there are \(names.joined(separator: ", "))")
      }
    }
    let prefix = folded(prefix, try makeContext().analyzer())
    let found = try TermListing.list(
      indexes.parts.map(\.segment), fieldCount: indexes.fields.count, prefix: prefix,
      field: number, order: byDocuments ? .frequency : .alphabetical, limit: limit)
    var result: [(text: String, documents: Int, term: String)] = []
    for word in found {
      let text = try commonestForm(of: word.bytes)
      result.append((String(decoding: text ?? word.bytes, as: UTF8.self), word.count, word.word))
    }
    return result
  }

  /// The form of a term that texts use most; nil where terms have none.
  private func commonestForm(of term: [UInt8]) throws(SearchError) -> [UInt8]? {
    try SearchError.reading { () throws(FormatError) in
      var best: (form: [UInt8], count: Int)?
      var forms = TermForms()
      for part in indexes.parts {
        guard let info = try part.segment.terms.find(term.span) else { continue }
        try part.segment.terms.readForms(of: info, term: term.span, into: &forms)
        guard forms.count > 0, forms.occurrences(0) > best?.count ?? 0 else { continue }
        best = (Array(forms.form(0)), forms.occurrences(0))
      }
      return best?.form
    }
  }

  // MARK: Completion

  /// At most `titles` titles and `words` words that begin as `text` does, folded.
  package func suggestions(
    for text: String, titles: Int, words: Int
  ) throws(SearchError) -> [Suggestion] {
    let context = makeContext()
    let analyzer = try context.analyzer()
    var found: [Suggestion] = []
    for index in indexes.indexes {
      found += try Suggester.titles(text, index, analyzer, limit: titles)
    }
    // Of several indexes each gave its best, in the order in which one would give them.
    if indexes.indexes.count > 1 {
      found.sort { $0.text.utf8.count < $1.text.utf8.count }
      found = Array(found.prefix(max(titles, 0)))
    }
    guard words > 0 else { return found }
    let prefix = folded(text, analyzer)
    let dictionaries = indexes.parts.map(\.segment.terms)
    if let forms = try self.words(context) {
      return found + (try Suggester.words(prefix, dictionaries, words: forms, limit: words))
    }
    return found + (try Suggester.words(prefix, dictionaries, words: TermsAsWords(), limit: words))
  }

  // MARK: Correction

  /// A word that this share of the documents holds, or more, is taken as it was meant.
  private static let commonShare = 500
  /// The most words of a query that are looked at, as each costs a walk.
  private static let mostWords = 8

  /// The query that was meant where a word of `words` is unknown, or rare beside a frequent neighbour;
  /// nil where nothing is likelier than what was typed.
  func correction(
    of words: [String], _ context: SearchContext
  ) throws(SearchError) -> String? {
    guard words.count <= Self.mostWords else { return nil }
    let analyzer = try context.analyzer()
    let dictionaries = indexes.parts.map(\.segment.terms)
    let languages = try context.languages()
    let corrected =
      if let forms = try self.words(context) {
        try correct(
          words, analyzer, languages,
          SpellingCorrector(
            dictionaries, words: forms, documentCount: indexes.documentCount,
            timeLimit: context.timeLimit))
      } else {
        try correct(
          words, analyzer, languages,
          SpellingCorrector(
            dictionaries, words: TermsAsWords(), documentCount: indexes.documentCount,
            timeLimit: context.timeLimit))
      }
    return corrected == words ? nil : corrected.joined(separator: " ")
  }

  /// The terms of a word in the languages of the index.
  private func terms(
    of word: String, _ analyzer: Analyzer, _ languages: [Language]
  ) -> Set<[UInt8]> {
    let raw = Array(word.utf8)
    var terms: Set<[UInt8]> = []
    for language in languages {
      var term: [UInt8] = []
      analyzer.appendTerm(raw.span, kind: .word, language: language, to: &term)
      if !term.isEmpty { terms.insert(term) }
    }
    return terms
  }

  /// The documents that hold a word in any form: one that they hold in another is spelt right.
  private func frequency(
    ofTermOf word: String, _ analyzer: Analyzer, _ languages: [Language]
  ) throws(SearchError) -> Int {
    let terms = terms(of: word, analyzer, languages)
    return try SearchError.reading { () throws(FormatError) in
      var most = 0
      for term in terms {
        var sum = 0
        for part in indexes.parts {
          sum += try part.segment.terms.find(term.span)?.documentFrequency ?? 0
        }
        most = max(most, sum)
      }
      return most
    }
  }

  private func correct(
    _ words: [String], _ analyzer: Analyzer, _ languages: [Language],
    _ corrector: SpellingCorrector<some TermWords>
  ) throws(SearchError) -> [String] {
    var corrected: [String] = []
    for word in words {
      let typed = folded(word, analyzer)
      let isWord = word.unicodeScalars.allSatisfy { $0.properties.isAlphabetic }
      let rare = max(1, indexes.documentCount / Self.commonShare)
      guard isWord, !typed.isEmpty, try frequency(ofTermOf: word, analyzer, languages) <= rare,
        try corrector.frequency(of: typed) <= rare,
        let best = try corrector.corrections(of: typed, limit: 1).first,
        terms(of: best.word, analyzer, languages).isDisjoint(
          with: terms(of: word, analyzer, languages))
      else {
        corrected.append(word)
        continue
      }
      // What was typed with a capital is offered with one.
      let isCapital = word.unicodeScalars.first?.properties.isUppercase ?? false
      corrected.append(
        isCapital ? best.word.prefix(1).uppercased() + best.word.dropFirst() : best.word)
    }
    return corrected
  }
}
