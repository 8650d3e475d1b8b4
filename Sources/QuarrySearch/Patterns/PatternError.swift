/// Why a pattern cannot be used, and where in it.
package struct PatternError: Error, Sendable, Hashable {
  /// The place of the mistake, in Unicode scalars from the pattern's start.
  package let offset: Int
  /// What is wrong, on one line.
  package let reason: String

  init(offset: Int, _ reason: String) {
    self.offset = offset
    self.reason = reason
  }
}

extension PatternError: CustomStringConvertible {
  package var description: String { "\(reason) (character \(offset + 1) of the pattern)" }
}
