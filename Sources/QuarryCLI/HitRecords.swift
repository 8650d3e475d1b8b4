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

  /// The identifier alone.
  static func identifier(_ hit: Hit) -> String {
    TerminalText.cleaned(hit.identifier)
  }
}
