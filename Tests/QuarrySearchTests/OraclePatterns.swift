import Foundation
import QuarryAnalysis

@testable import QuarrySearch

/// Patterns by their definitions, one word at a time.
extension Oracle {
  /// Whether a folded word is one of a pattern.
  func matches(_ pattern: WordPattern, _ word: String) -> Bool {
    switch pattern {
    case .prefix(let text): Array(word.utf8).starts(with: folded(text).utf8)
    case .wildcard(let text):
      Self.wildcard(Array(folded(text).unicodeScalars)[...], Array(word.unicodeScalars)[...])
    case .fuzzy(let text, let edits):
      Self.distance(Array(folded(text).unicodeScalars), Array(word.unicodeScalars))
        <= edits ?? WordPattern.edits(length: folded(text).unicodeScalars.count)
    case .regex(let text):
      word.range(of: "^(?:\(text))$", options: .regularExpression) != nil
    }
  }

  /// The literal parts of a pattern as words are.
  private func folded(_ text: String) -> String {
    var result = ""
    var literal: [UInt8] = []
    func close() {
      var bytes: [UInt8] = []
      analyzer.appendFolded(literal.span, kind: .word, to: &bytes)
      result += String(decoding: bytes, as: UTF8.self)
      literal = []
    }
    for character in text {
      if character == "*" || character == "?" {
        close()
        result.append(character)
      } else {
        literal += Array(String(character).utf8)
      }
    }
    close()
    return result
  }

  private static func wildcard(
    _ pattern: ArraySlice<Unicode.Scalar>, _ word: ArraySlice<Unicode.Scalar>
  ) -> Bool {
    guard let first = pattern.first else { return word.isEmpty }
    if first == "*" {
      return wildcard(pattern.dropFirst(), word)
        || !word.isEmpty && wildcard(pattern, word.dropFirst())
    }
    guard let letter = word.first else { return false }
    return (first == "?" || first == letter) && wildcard(pattern.dropFirst(), word.dropFirst())
  }

  /// Optimal string alignment.
  private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var rows = [Array(0...b.count)]
    for i in 0..<a.count {
      var row = [i + 1]
      for j in 0..<b.count {
        var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          best = min(best, rows[i - 1][j - 1] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
