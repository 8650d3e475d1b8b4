/// How a document's score came about.
public struct Explanation: Sendable {
  /// What a word or phrase of the query gave to the score. A word that is written in several ways in
  /// the document has a part for each, in proportion to what it counts for.
  public struct Part: Sendable {
    /// The word or phrase as it was typed.
    public var text: String
    /// The terms of the index that matched: one, or those of a phrase in order.
    public var terms: [String]
    /// The documents that hold the word in any of its spellings; for a phrase the fewest that hold
    /// one of its words.
    public var documentFrequency: Int
    /// How rare the word is; for a quoted phrase the sum over its words.
    public var idf: Double
    /// What each occurrence counts for, times how often the word was typed: less than 1 for another
    /// spelling, more for a repeated word.
    public var weight: Double
    /// The fields of the document, in the order of the index.
    public var fields: [Field]
    /// What was added to the score.
    public var share: Double
  }

  /// What a field gave to a part.
  public struct Field: Sendable {
    /// The field's name.
    public var name: String
    /// How often the word or phrase stands there.
    public var frequency: Int
    /// The field's length in words, as exactly as it is stored.
    public var length: Int
    /// The field's weight.
    public var weight: Double
  }

  /// The score: the sum of the shares, added in order.
  public var total: Double
  /// The parts, in the order of the query.
  public var parts: [Part]
}
