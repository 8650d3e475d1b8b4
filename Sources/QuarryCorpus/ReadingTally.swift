/// What a reader counts beside documents and skipped records, for the summary.
package struct ReadingTally: Sendable, Hashable {
  /// Why a record is passed over that is whole and yet none to be searched.
  enum Reason: Sendable, Hashable {
    /// It only names another page.
    case redirect
    /// It stands in a namespace that was not asked for.
    case otherNamespace
    /// It is a part of a book that has no text, such as its cover.
    case noText
  }

  /// Pages that only name another one.
  package internal(set) var redirects = 0
  /// Pages of namespaces that were not asked for.
  package internal(set) var otherNamespaces = 0
  /// Parts of books without text.
  package internal(set) var emptyParts = 0
  /// Documents in which bytes that mean nothing in their character set were replaced.
  package internal(set) var repairedDocuments = 0

  package init() {}

  /// Everything that was passed over.
  package var passedOver: Int { redirects + otherNamespaces + emptyParts }

  mutating func note(_ reason: Reason) {
    switch reason {
    case .redirect: redirects += 1
    case .otherNamespace: otherNamespaces += 1
    case .noText: emptyParts += 1
    }
  }

  package static func += (tally: inout ReadingTally, other: ReadingTally) {
    tally.redirects += other.redirects
    tally.otherNamespaces += other.otherNamespaces
    tally.emptyParts += other.emptyParts
    tally.repairedDocuments += other.repairedDocuments
  }
}
