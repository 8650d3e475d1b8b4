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
    let context = makeContext()
    let text = Array((document.title + "\n" + document.text).utf8)
    let terms = try SimilarQuery.terms(
      of: text.span, language: try language(of: document, text, context), try context.analyzer(),
      in: indexes.parts.map(\.segment.terms), documentCount: indexes.documentCount,
      idf: { scoring.idf($0) })
    return try search(
      terms: terms.map { ($0.bytes, $0.weight) }, excluding: identifier, options)
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
