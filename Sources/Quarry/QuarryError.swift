import QuarryFormat
import QuarrySearch

/// What the library throws: an index that cannot be opened, searched or built.
///
/// The description is one line for a person: which file, what is wrong, what to do.
public struct QuarryError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What went wrong, for a program that wants to decide.
  public enum Kind: Sendable, Hashable {
    /// The file does not exist, or the system refuses to read it.
    case unreadable
    /// The file is something else.
    case notAnIndex
    /// The file was written by a later version of Quarry.
    case newerVersion
    /// The file is an index of which bytes are missing or changed.
    case damaged
    /// The texts are in a dump that is not there, or is not as it was when it was indexed.
    case dumpChanged
    /// The query cannot be carried out, for instance because it is too long.
    case badQuery
    /// The index could not be built; nothing was committed.
    case notBuilt
  }

  public let kind: Kind
  public let description: String
  /// Where the mistake is in a query as typed, in Unicode scalars; nil where it is in no place.
  public let queryPlace: Range<Int>?

  package init(_ kind: Kind, _ description: String, queryPlace: Range<Int>? = nil) {
    self.kind = kind
    self.description = description
    self.queryPlace = queryPlace
  }

  init(_ error: FormatError, path: String) {
    switch error {
    case .notAnIndex:
      self.init(
        .notAnIndex, "\(path): is no Quarry index; build one with: quarry index INPUT")
    case .newerVersion:
      self.init(.newerVersion, "\(path): \(error)")
    case .damaged:
      self.init(
        .damaged,
        "\(path): \(error); quarry verify tells all damage, build the index again from its dump")
    case .dump(let message):
      self.init(.dumpChanged, message)
    case .outOfTime:
      self.init(.unreadable, "\(path): \(error)")
    case .storage(let error):
      self.init(.unreadable, "\(error); check the path and its permissions")
    }
  }

  init(_ error: SearchError, path: String) {
    switch error.kind {
    case .query:
      self.init(.badQuery, "query: \(error.reason)", queryPlace: error.place)
    case .index:
      self.init(.damaged, "\(path): \(error.reason); quarry verify tells all damage")
    case .outOfTime: self.init(.unreadable, "\(path): \(error.reason)")
    case .dump: self.init(.dumpChanged, error.reason)
    case .analysis: self.init(.newerVersion, "\(path): \(error.reason); use a newer quarry")
    }
  }
}
