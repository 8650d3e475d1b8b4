import Quarry

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The facts of an index for people.
struct FactsTable {
  let path: String
  let facts: IndexFacts

  func lines() -> [String] {
    let contents =
      [
        ["documents", NumberText.grouped(facts.documents)],
        ["terms", NumberText.grouped(facts.terms)],
        ["postings", NumberText.grouped(facts.postings)],
        ["positions", NumberText.grouped(facts.positions)],
        ["segments", NumberText.grouped(facts.segments)],
        ["text", NumberText.bytes(facts.textBytes)],
        ["bits a posting", number(facts.bitsPerPosting)],
        ["bits a position", number(facts.bitsPerPosition)],
        ["bits a form", number(facts.bitsPerForm)],
        ["stored documents of the text", percent(facts.documentsRatio)],
        ["whole index of the text", percent(facts.fileRatio)],
      ]
      + facts.fields.map { ["words in \($0.name)", NumberText.grouped($0.words)] }
    let sections =
      [["section", "size", "of the index"]]
      + (facts.sections.map { ($0.name, $0.bytes) }
      + [("header, catalog, padding", facts.otherBytes), ("whole index", facts.fileBytes)])
      .map { [$0, NumberText.bytes($1), NumberText.percent($1, of: facts.fileBytes)] }
    return [TerminalText.cleaned(path), ""] + TextTable(rows: contents).lines() + [""]
      + TextTable(rows: sections).lines() + [""] + provenance
  }

  /// Where the index came from.
  private var provenance: [String] {
    let settings = facts.settings.map { "\($0.name) \($0.value)" }
    let sources = facts.sources.map { source in
      let facts = [source.size.map(NumberText.bytes), source.modified.flatMap(Self.date)]
      return "  from "
        + ([source.name == "-" ? "standard input" : source.name]
        + facts.compactMap { $0 }).joined(separator: " · ")
    }
    let origin =
      "  written by \(facts.program), format \(facts.formatVersion), analyzer \(facts.analyzer)"
    return ([origin + settings.map { ", \($0)" }.joined()] + sources)
      .map { TerminalText.cleaned($0) }
  }

  private func number(_ value: Double?) -> String {
    value.map { NumberText.fixed($0, places: 2) } ?? "-"
  }

  private func percent(_ value: Double?) -> String {
    value.map { NumberText.fixed(100 * $0, places: 1) + " %" } ?? "-"
  }

  /// A time in seconds since 1970 as `2024-02-29 13:05:00 UTC`, or nil where it is beyond reckoning.
  static func date(_ seconds: Int) -> String? {
    var time = time_t(seconds)
    var parts = tm()
    guard gmtime_r(&time, &parts) != nil else { return nil }
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(Int(parts.tm_year) + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) "
      + "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) UTC"
  }
}
