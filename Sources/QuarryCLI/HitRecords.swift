import Quarry

/// Hits as lines for other programs.
enum HitRecords {
  /// Rank, score, identifier, title, date, source and first snippet, with a tab between.
  static func tabbed(_ hit: Hit) -> String {
    func value(_ name: String) -> String {
      hit.metadata.first { $0.name == name }?.value ?? ""
    }
    return [
      String(hit.rank), hit.score.description, hit.identifier, hit.title, value("date"),
      value("source"), hit.snippets.first?.text ?? "",
    ].map { TerminalText.cleaned($0) }.joined(separator: "\t")
  }

  /// A line of a run as `trec_eval` reads it.
  static func trec(_ hit: Hit, query: String) -> String {
    "\(escaped(query)) Q0 \(escaped(hit.identifier)) \(hit.rank) \(hit.score) quarry"
  }

  /// The identifier alone.
  static func identifier(_ hit: Hit) -> String {
    TerminalText.cleaned(hit.identifier)
  }

  /// `text` with white space, control characters and `%` as `%XX`, byte by byte.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      guard TerminalText.isControl(scalar) || scalar.properties.isWhitespace || scalar == "%" else {
        result.unicodeScalars.append(scalar)
        continue
      }
      for byte in scalar.utf8 {
        let digits = String(byte, radix: 16, uppercase: true)
        result += digits.count < 2 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return result
  }
}
