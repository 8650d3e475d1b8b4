import QuarryFormat
import QuarrySearch
import QuarryStorage

/// How a query of an evaluation is read.
package enum QuerySyntax: String, Sendable, CaseIterable {
  /// As words and nothing else: quotation marks and other signs separate.
  case words
  /// As `quarry search` reads it: in the query language, with every mistake forgiven.
  case lenient
  /// In the query language; a mistake is an error.
  case strict
}

/// Ranks documents for many queries, also with other parameters than the index has, and gives
/// nothing but their identifiers: what evaluation needs.
///
/// For one thread at a time. It remembers the identifiers it has read, so that a further ranking
/// reads no documents.
package final class Ranker {
  private let index: QuarryIndex
  private let syntax: QuerySyntax
  private let inflater = Inflater()
  private let base: Searcher
  private var searcher: Searcher
  private var context: SearchContext
  /// The parameters of `searcher`, where they are not the index's.
  private var parameters: [String: Double] = [:]
  private var identifiers: [Int: String] = [:]

  /// How much memory decoded postings may take.
  private static let cacheBytes = 64 << 20
  /// Raw bytes of a document that are read for its identifier, at first.
  private static let headBytes = 4 << 10

  /// - Parameter syntax: how queries are read; nil as `search` does, but as words where the index was
  ///   made by Lucene's analysis, whose published figures are of queries that are only words.
  package init(_ index: QuarryIndex, syntax: QuerySyntax? = nil) {
    self.index = index
    self.syntax = syntax ?? (index.file.catalog.analyzer == "lucene" ? .words : .lenient)
    base = Searcher(index.file, cacheBytes: Self.cacheBytes)
    searcher = base
    context = searcher.makeContext()
  }

  /// The best documents for a query as typed, at most `depth`; of those with one identifier the
  /// best.
  ///
  /// - Throws: where the query is wrong, a parameter is unknown, the query asks for too much or the index is damaged.
  package func top(
    _ query: String, depth: Int, parameters: [String: Double]
  ) throws(QuarryError) -> [(id: String, score: Double)] {
    try use(parameters)
    let found = try found(try parsed(query), depth: depth)
    var seen: Set<String> = []
    var result: [(id: String, score: Double)] = []
    for entry in found {
      let id = try identifier(of: entry.document)
      if seen.insert(id).inserted { result.append((id, entry.score)) }
    }
    return result
  }

  /// Ranks with these parameters from now on; those it does not name are the index's.
  ///
  /// Throws where a parameter is unknown or out of its bounds.
  package func use(_ parameters: [String: Double]) throws(QuarryError) {
    guard parameters != self.parameters else { return }
    do {
      searcher = try base.with(parameters: parameters)
    } catch {
      throw QuarryError(.badQuery, error.reason)
    }
    context = searcher.makeContext()
    self.parameters = parameters
  }

  private func parsed(_ query: String) throws(QuarryError) -> Query {
    if syntax == .words {
      let words = query.split(whereSeparator: \.isWhitespace)
      return .clauses(words.map { Query.Clause(.should, .word(String($0))) })
    }
    do {
      return try searcher.parse(query, mode: syntax == .strict ? .strict : .lenient).query
    } catch {
      throw QuarryError(.badQuery, "query: \(error)")
    }
  }

  private func found(_ query: Query, depth: Int) throws(QuarryError) -> [ScoredDocument] {
    do {
      return try searcher.top(query, limit: depth, counts: false, context: context).hits
    } catch {
      throw QuarryError(error, path: index.path)
    }
  }

  private func identifier(of document: Int) throws(QuarryError) -> String {
    if let known = identifiers[document] { return known }
    do {
      let id = try readIdentifier(of: document)
      identifiers[document] = id
      return id
    } catch {
      throw QuarryError(error, path: index.path)
    }
  }

  private func readIdentifier(of document: Int) throws(FormatError) -> String {
    guard let (segment, number) = index.file.locate(document) else {
      throw .damaged(
        section: SectionKind.documents.name, offset: document, reason: "there is no such document")
    }
    // A record whose head is longer than that cannot be read so far: then all of it is.
    let head = try? segment.documents.read(number, limit: Self.headBytes, with: inflater)
    let record: DocumentRecord
    if let head {
      record = head
    } else {
      record = try segment.documents.read(number, with: inflater)
    }
    return String(decoding: record.bytes[record.identifier], as: UTF8.self)
  }
}

extension QuarryIndex {
  /// The numbers that decide how documents are ranked, as the index has them.
  package var rankingParameters: [RankingParameter] { file.catalog.rankingParameters }
}
