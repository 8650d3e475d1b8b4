/// The answer to a query.
public struct SearchResults: Sendable {
  /// The best documents, by falling score, then by document number.
  public var hits: [Hit]
  /// The number of all documents that match, where it was asked for.
  public var total: Int?
  /// The words and phrases of the query as they were looked up, in its order.
  public var terms: [String]
  /// What should be known of the answer, each a sentence: that a pattern was cut short, for example.
  public var notices: [String] = []
  /// The counts that were asked for, in that order.
  public var facets: [Facet] = []
  /// The counts over time, where they were asked for.
  public var timeline: Timeline?
  /// Whether the time limit came before the search was done. Then the hits are the best found until
  /// then, the last of them perhaps without passages, and counts may be too low or missing.
  public var isPartial = false
  /// Another query that was probably meant.
  public var correction: Correction?
  /// What had to be done to find the hits.
  package var work = SearchWork()

  /// A query with its words corrected.
  public struct Correction: Sendable, Hashable {
    /// The query as it would be typed.
    public var query: String
    /// Whether the results are those of this query, since the other one found nothing.
    public var wasRun: Bool

    public init(query: String, wasRun: Bool) {
      self.query = query
      self.wasRun = wasRun
    }
  }
}

/// A document that was found.
public struct Hit: Sendable {
  /// The place among all hits, from 1.
  public var rank: Int
  /// How well the document answers the query; comparable within one search only.
  public var score: Double
  /// The document's number in the index.
  public var document: Int
  /// The document's own name.
  public var identifier: String
  /// The title; empty where there is none.
  public var title: String
  /// What else is stored about the document, in the order of its source.
  public var metadata: [HitField]
  /// Passages of the text, in its order.
  public var snippets: [Snippet]
  /// How the score came about, where it was asked for.
  public var explanation: Explanation?
  /// A number that near copies of the document share; nil where the index knows of none.
  public var cluster: Int64?
  /// Near copies of the document that come behind it and are not shown, where they are collapsed.
  public var similarCount = 0
}

/// A named value that is stored with a document.
public struct HitField: Sendable, Hashable {
  /// The name as the source gave it.
  public var name: String
  /// The value as text.
  public var value: String
}

/// A document as it is stored.
public struct StoredDocument: Sendable {
  /// The document's own name.
  public var identifier: String
  /// The title; empty where there is none.
  public var title: String
  /// The text; empty where the index stores none.
  public var text: String
  /// What else is stored about the document, in the order of its source.
  public var metadata: [HitField]
  /// The text with the lines that recur across its folder, which are not searched.
  public var rawText: String
}

extension SearchResults {
  /// The answer to a search that had no time to find anything.
  static func none(in limit: Duration?) -> SearchResults {
    var results = SearchResults(hits: [], total: nil, terms: [])
    results.setPartial(limit)
    return results
  }

  /// Marks the answer as that of a search that was ended by its time limit.
  mutating func setPartial(_ limit: Duration?) {
    isPartial = true
    let milliseconds = Int(((limit ?? .zero) / .milliseconds(1)).rounded())
    notices.append(
      "the time limit of \(milliseconds) ms was reached; these are the best found until then")
  }
}
