/// What checking a whole index found.
package struct VerificationReport: Sendable {
  /// Something that is not as it was written.
  package struct Problem: Sendable, Hashable {
    /// The segment's number from 0, or nil for what belongs to the whole file.
    package let segment: Int?
    /// The name of the section, or of the part of the file.
    package let section: String
    /// Where in the section.
    package let offset: Int
    package let reason: String
  }

  /// A section, or another part of the file, as it was checked.
  package struct Part: Sendable, Hashable {
    /// The segment's number from 0, or nil for what belongs to the whole file.
    package let segment: Int?
    package let name: String
    /// The bytes it takes in the file, its checksums included.
    package let bytes: Int
    /// The problems found in it.
    package internal(set) var problemCount = 0
  }

  /// The most problems that are kept; more are only counted.
  package static let maxProblems = 100

  /// The first problems, in the order they were found.
  package private(set) var problems: [Problem] = []
  /// All problems, those that are not kept included.
  package private(set) var problemCount = 0
  /// The parts of the file in the order they were checked.
  package internal(set) var parts: [Part] = []
  /// What a user may like to know and is no damage.
  package internal(set) var notes: [String] = []
  /// The bytes of the file that were read and checked.
  package internal(set) var bytesRead = 0
  package internal(set) var documentCount = 0
  package internal(set) var termCount = 0
  package internal(set) var postingCount = 0
  package internal(set) var positionCount = 0

  /// Whether nothing is wrong.
  package var isSound: Bool { problemCount == 0 }

  init() {}

  /// The report on an index that cannot even be opened.
  package init(_ error: FormatError) {
    add(error, segment: nil)
  }

  /// Counts problems of which no more is known.
  mutating func add(further count: Int) { problemCount += count }

  /// Adds a problem, unless it is known.
  mutating func add(_ error: FormatError, segment: Int?) {
    let problem =
      switch error {
      case .damaged(let section, let offset, let reason):
        Problem(segment: segment, section: section, offset: offset, reason: reason)
      case .notAnIndex, .newerVersion, .dump, .storage, .outOfTime:
        Problem(segment: nil, section: "file", offset: 0, reason: error.description)
      }
    guard !problems.contains(problem) else { return }
    problemCount += 1
    if problems.count < Self.maxProblems { problems.append(problem) }
    let part =
      parts.firstIndex { $0.segment == segment && $0.name == problem.section }
      ?? parts.firstIndex { $0.name == problem.section }
    if let part { parts[part].problemCount += 1 }
  }
}
