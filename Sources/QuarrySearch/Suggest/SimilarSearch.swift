import QuarryAnalysis
import QuarryFormat

/// Searching for documents like a given one.
extension Searcher {
  /// The documents that hold what tells the document `identifier` from others, itself left out; nil
  /// where there is no such document.
  package func similar(
    to identifier: String, _ options: SearchOptions
  ) throws(SearchError) -> SearchResults? {
    guard let document = try document(identifier: identifier) else { return nil }
    let searcher = try with(parameters: options.parameters)
    let context = searcher.makeContext()
    let analyzer = try context.analyzer()
    let text = Array((document.title + "\n" + document.text).utf8)
    let documentCount = indexes.documentCount
    let terms = try SimilarQuery.terms(
      of: text.span, language: try language(of: document, text, context), analyzer,
      in: indexes.parts.map(\.segment.terms), documentCount: documentCount,
      idf: { searcher.scoring.idf($0) })
    var list = QueryList()
    for term in terms {
      let member = ClauseGroup.Member(terms: [.term(term.bytes)], offsets: [0], weight: 1)
      list.branches.append(
        QueryList.Branch(
          occurrence: .should,
          tree: .group(
            ClauseGroup(
              text: String(decoding: term.bytes, as: UTF8.self), members: [member],
              isQuoted: false, boost: term.weight))))
    }
    list.branches.append(
      QueryList.Branch(occurrence: .mustNot, tree: .filter(.identifier(identifier))))
    return try searcher.answer(try QueryPlanner.plan(list, context), options, context)
  }

  /// The language that a document was indexed in.
  private func language(
    of document: StoredDocument, _ text: [UInt8], _ context: SearchContext
  ) throws(SearchError) -> Language {
    let languages = try context.languages()
    if languages.count == 1 { return languages[0] }
    let given = document.metadata.first { $0.name == "lang" }.flatMap { Language($0.value) }
    if let given { return given }
    var detector = LanguageDetector()
    let found = detector.detect(text.span).language
    return languages.contains(found) ? found : languages[0]
  }
}
