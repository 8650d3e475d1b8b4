/// Why a file of queries, judgements or results cannot be used: one line for a person, with the place.
package struct EvaluationError: Error, Sendable, Hashable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }

  /// Trouble with line `line` (from 1) of the file `name`.
  init(_ name: String, line: Int, _ reason: String) {
    description = "\(name):\(line): \(reason)"
  }
}
