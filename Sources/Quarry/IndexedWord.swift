import QuarryFormat
public import QuarrySearch

/// A word of an index with the documents that hold it.
public struct IndexedWord: Sendable, Hashable {
  /// The form in which texts use it most.
  public let text: String
  /// The documents that hold it in any form.
  public let documents: Int
  /// The term that the index keeps for it.
  public let term: String
}

/// The orders in which words are listed.
public enum WordOrder: Sendable, Hashable {
  /// By the bytes of their terms.
  case alphabetical
  /// Those of most documents first.
  case documents
}

extension QuarryIndex {
  /// At most `limit` words whose term begins with `prefix`.
  ///
  /// - Parameter field: counts only documents that hold the word in this field, such as `title`.
  /// - Throws: a `QuarryError` where there is no such field, or the index is damaged.
  public func words(
    beginningWith prefix: String, field: String? = nil, limit: Int, order: WordOrder
  ) throws(QuarryError) -> [IndexedWord] {
    do {
      return try searcher.words(
        beginningWith: prefix, field: field, limit: limit, byDocuments: order == .documents
      ).map { IndexedWord(text: $0.text, documents: $0.documents, term: $0.term) }
    } catch {
      throw QuarryError(error, path: path)
    }
  }

  /// Titles and words that begin as `text` does, for completion while a person types.
  ///
  /// - Parameters:
  ///   - titles: the most titles.
  ///   - words: the most words.
  public func suggestions(
    for text: String, titles: Int = 10, words: Int = 10
  ) throws(QuarryError) -> [Suggestion] {
    do {
      return try searcher.suggestions(for: text, titles: titles, words: words)
    } catch {
      throw QuarryError(error, path: path)
    }
  }

  /// The documents most like the one with the identifier `id`; nil where there is none such.
  public func similar(
    to id: String, _ options: SearchOptions = SearchOptions()
  ) throws(QuarryError) -> SearchResults? {
    do {
      return try searcher.similar(to: id, options)
    } catch {
      throw QuarryError(error, path: path)
    }
  }
}
