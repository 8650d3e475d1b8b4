/// An input that broke off half-way; the whole records before the break were delivered.
package struct InputProblem: Sendable, Hashable, CustomStringConvertible {
  /// How the input broke off.
  package enum Reason: Sendable, Hashable {
    /// The compressed data ends too early.
    case truncated
    /// The compressed data is damaged; the text is what the decompressor says.
    case corrupt(String)
    /// The compressed data grows beyond all measure: it was made to exhaust its reader.
    case bomb
    /// The program that decompresses it failed; the text is what it said.
    case toolFailed(String)
    /// The system could not read on; the text is its reason.
    case unreadable(String)
    /// Nothing of it can be indexed; the text says why.
    case unfit(String)
  }

  package let source: SourceID
  /// The input, as it was given.
  package let path: String
  /// Where in the input, as it stands on disk, reading stopped.
  package let byteOffset: Int
  package let reason: Reason
  /// The bytes of a single document that were kept of it; nil where whole records were.
  package let keptBytes: Int?

  package init(
    source: SourceID, path: String, byteOffset: Int, reason: Reason, keptBytes: Int? = nil
  ) {
    self.keptBytes = keptBytes
    self.source = source
    self.path = path
    self.byteOffset = byteOffset
    self.reason = reason
  }

  /// The same, of a single document of which so many bytes were kept.
  func keeping(_ bytes: Int) -> InputProblem {
    InputProblem(
      source: source, path: path, byteOffset: byteOffset, reason: reason, keptBytes: bytes)
  }

  package var description: String {
    let name = path == "-" ? "standard input" : path
    if case .unfit(let detail) = reason { return "\(name): \(detail)" }
    let kept =
      keptBytes.map { "its first \($0) bytes were read as a document" }
      ?? "the whole records before it were read"
    return "\(name): \(what); \(kept)"
  }

  /// What was lost by it, for a list of what was left out: all that stands behind a byte of the input.
  package var record: SkippedRecord {
    SkippedRecord(source: source, line: 0, byte: byteOffset + 1, reason: .brokenOff(self))
  }

  /// What happened and where, without the name of the input.
  var what: String {
    let what =
      switch reason {
      case .truncated: "compressed data ends too early"
      case .corrupt(let detail): "compressed data is damaged (\(detail))"
      case .bomb:
        "compressed data holds more than \(SourceLimits.mostExpansion) times its size"
      case .toolFailed(let detail): "compressed data could not be read on (\(detail))"
      case .unreadable(let detail): "reading failed (\(detail))"
      case .unfit(let detail): detail
      }
    if case .unfit = reason { return what }
    return "\(what) at byte \(byteOffset)"
  }
}
