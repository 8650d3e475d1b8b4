import QuarryFormat
import QuarrySearch

/// What reading and checking a whole index found.
public struct Verification: Sendable, Hashable {
  /// Something in the file, or in a dump that holds its texts, that is not as it was written.
  public struct Damage: Sendable, Hashable, CustomStringConvertible {
    /// The segment's number from 1, or nil for what belongs to the whole file.
    public let segment: Int?
    /// The section, or the part of the file, or the path of the dump.
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

  /// Whether all damage is in the dumps that hold the texts, and the index itself has none.
  public let isInDumpsOnly: Bool
  /// Whether every byte is as it was written.
  public var isSound: Bool { damageCount == 0 }

  init(_ report: VerificationReport, texts: ExternalTextCheck? = nil) {
    var damages = report.problems.map { problem in
      Damage(
        segment: problem.segment.map { $0 + 1 }, section: problem.section,
        offset: problem.offset, reason: problem.reason)
    }
    var notes = report.notes
    if let texts {
      for fault in texts.faults {
        damages.append(
          Damage(
            segment: nil, section: fault.path, offset: fault.offset ?? 0,
            reason: "the dump \(fault.reason)"))
      }
      notes.append(
        "\(texts.documentCount - texts.faultCount) of \(texts.documentCount) texts are in their "
          + "dumps as they were indexed")
    }
    self.damages = damages
    damageCount = report.problemCount + (texts?.damageCount ?? 0)
    isInDumpsOnly = report.problemCount == 0 && damageCount > 0
    self.notes = notes
    bytesRead = report.bytesRead
    documents = report.documentCount
  }
}

extension QuarryIndex {
  /// Reads the whole index at `path` and checks every checksum and every rule of the format, and the
  /// dumps too where the texts were left in them.
  ///
  /// An index that is too damaged to be opened is reported, not thrown.
  ///
  /// - Parameters:
  ///   - isQuick: whether only checksums are checked, which finds every changed bit of the index; dumps
  ///     are not looked at.
  ///   - progress: called now and then with the share that is done, 0 to 1.
  /// - Throws: a `QuarryError` where the file cannot be read, is no index, or is from a newer
  ///   version.
  public static func verify(
    path: String, isQuick: Bool = false, progress: ((Double) -> Void)? = nil
  ) throws(QuarryError) -> Verification {
    do {
      let file = try IndexFile(path: path)
      if isQuick { return Verification(Verifier(file).run(isQuick: true, progress: progress)) }
      guard file.catalog.texts == .external else {
        return Verification(Verifier(file).run(progress: progress))
      }
      let report = Verifier(file).run { progress?($0 / 2) }
      guard report.isSound else { return Verification(report) }
      return Verification(
        report, texts: try ExternalTextCheck(file) { progress?(0.5 + $0 / 2) })
    } catch {
      guard case .damaged = error else { throw QuarryError(error, path: path) }
      return Verification(VerificationReport(error))
    }
  }
}
