import QuarryFormat

/// What reading and checking a whole index found.
public struct Verification: Sendable, Hashable {
  /// Something in the file that is not as it was written.
  public struct Damage: Sendable, Hashable, CustomStringConvertible {
    /// The segment's number from 1, or nil for what belongs to the whole file.
    public let segment: Int?
    /// The section, or the part of the file.
    public let section: String
    /// Where in the section, in bytes.
    public let offset: Int
    /// What is wrong.
    public let reason: String

    /// One line: where and what.
    public var description: String {
      let place = segment.map { "segment \($0), \(section)" } ?? section
      return "\(place), byte \(offset): \(reason)"
    }
  }

  /// The first damages, at most 100, in the order they were found.
  public let damages: [Damage]
  /// All damages.
  public let damageCount: Int
  /// What is worth knowing and no damage.
  public let notes: [String]
  /// The bytes that were read and checked.
  public let bytesRead: Int
  /// The documents in the index.
  public let documents: Int

  /// Whether every byte is as it was written.
  public var isSound: Bool { damageCount == 0 }

  init(_ report: VerificationReport) {
    damages = report.problems.map { problem in
      Damage(
        segment: problem.segment.map { $0 + 1 }, section: problem.section,
        offset: problem.offset, reason: problem.reason)
    }
    damageCount = report.problemCount
    notes = report.notes
    bytesRead = report.bytesRead
    documents = report.documentCount
  }
}

extension QuarryIndex {
  /// Reads the whole index at `path` and checks every checksum and every rule of the format.
  ///
  /// An index that is too damaged to be opened is reported, not thrown.
  ///
  /// - Parameter progress: called now and then with the share that is done, 0 to 1.
  /// - Throws: a `QuarryError` where the file cannot be read, is no index, or is from a newer
  ///   version.
  public static func verify(
    path: String, progress: ((Double) -> Void)? = nil
  ) throws(QuarryError) -> Verification {
    do {
      let file = try IndexFile(path: path)
      return Verification(Verifier(file).run(progress: progress))
    } catch {
      guard case .damaged = error else { throw QuarryError(error, path: path) }
      return Verification(VerificationReport(error))
    }
  }
}
