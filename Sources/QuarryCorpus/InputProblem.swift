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
  }

  package let source: SourceID
  /// The input, as it was given.
  package let path: String
  /// Where in the input, as it stands on disk, reading stopped.
  package let byteOffset: Int
  package let reason: Reason

  package init(source: SourceID, path: String, byteOffset: Int, reason: Reason) {
    self.source = source
    self.path = path
    self.byteOffset = byteOffset
    self.reason = reason
  }

  package var description: String {
    let what =
      switch reason {
      case .truncated: "compressed data ends too early"
      case .corrupt(let detail): "compressed data is damaged (\(detail))"
      case .bomb:
        "compressed data holds more than \(SourceLimits.mostExpansion) times its size"
      case .toolFailed(let detail): "compressed data could not be read on (\(detail))"
      case .unreadable(let detail): "reading failed (\(detail))"
      }
    let name = path == "-" ? "standard input" : path
    return "\(name): \(what) at byte \(byteOffset); the whole records before it were read"
  }
}
