import QuarryFormat

/// What the term dictionary holds beside terms: the postings of terms of one document, which cost no
/// place in the pages.
public struct DictionaryFacts: Sendable, Hashable {
  /// How many postings stand in the dictionary.
  public let inlinePostings: Int
  /// Their bytes there, positions included.
  public let inlinePostingBytes: Int
  /// What `IndexFacts.bitsPerPosting` is without them: documents and frequencies with their
  /// directories and block metadata, in bits a posting of the pages; nil where there is none.
  public let bitsPerPagedPosting: Double?

  init(_ statistics: IndexStatistics, inline: InlinePostings) {
    inlinePostings = inline.count
    inlinePostingBytes = inline.bytes
    bitsPerPagedPosting = statistics.bitsPerPagedPosting(without: inline)
  }
}
