import Quarry

/// The summary that `quarry index` ends with.
struct IndexingTable {
  let path: String
  let summary: IndexingSummary
  /// The ceiling on memory, in bytes.
  let memory: Int
  /// The CPU time by stage, where it is asked for.
  var profile: IndexingProfile?

  func lines() -> [String] {
    let counts = TextTable(
      rows: [
        ["documents", NumberText.grouped(summary.documents)],
        ["tokens", NumberText.grouped(summary.tokens)],
        ["terms", NumberText.grouped(summary.terms)],
        ["postings", NumberText.grouped(summary.postings)],
        ["positions", NumberText.grouped(summary.positions)],
        ["skipped", NumberText.grouped(summary.skippedCount)],
      ]
        + (summary.duplicateIdentifiers > 0
          ? [["repeated ids", NumberText.grouped(summary.duplicateIdentifiers)]] : [])
        + passedOver)
    let sections = summary.sections.filter { $0.bytes > 0 }.map {
      [$0.name, NumberText.bytes($0.bytes), share(of: $0.bytes)]
    }
    let named = summary.sections.reduce(0) { $0 + $1.bytes }
    let rest = summary.fileBytes - named
    let sizes = TextTable(
      rows: [["section", "size", "of the text"]] + sections
        + (rest > 0 ? [["header, catalog, padding", NumberText.bytes(rest), share(of: rest)]] : [])
        + [["whole file", NumberText.bytes(summary.fileBytes), share(of: summary.fileBytes)]])
    return [TerminalText.cleaned(path), ""] + counts.lines() + [""] + sizes.lines()
      + (profile.map { [""] + $0.lines() } ?? []) + ["", speed]
  }

  /// What was read and is not in the index, where there is any of it.
  private var passedOver: [[String]] {
    [
      ("redirects", summary.redirects),
      ("redirects to nothing", summary.lostRedirects),
      ("pages of other namespaces", summary.otherNamespaces),
      ("parts without text", summary.emptyParts),
      ("with replaced bytes", summary.repairedDocuments),
    ].filter { $0.1 > 0 }.map { [$0.0, NumberText.grouped($0.1)] }
  }

  private func share(of bytes: Int) -> String {
    NumberText.percent(bytes, of: summary.textBytes)
  }

  private var speed: String {
    let seconds = max(summary.elapsedSeconds, 1e-9)
    let rate = NumberText.fixed(Double(summary.textBytes) / 1e6 / seconds, places: 1)
    return "\(NumberText.bytes(summary.textBytes)) of text in "
      + "\(NumberText.seconds(summary.elapsedSeconds)) (\(rate) MB/s), peak memory "
      + "\(NumberText.binaryBytes(summary.peakMemoryBytes)) of \(NumberText.binaryBytes(memory))"
  }
}
