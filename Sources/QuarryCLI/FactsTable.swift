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
  /// Nil where the term dictionary is damaged.
  let dictionary: DictionaryFacts?

  func lines() -> [String] {
    var contents = [
      ["documents", NumberText.grouped(facts.documents)]
    ]
    if facts.deletedDocuments > 0 {
      contents.append(["deleted, not dropped yet", NumberText.grouped(facts.deletedDocuments)])
    }
    contents += [
      ["terms", NumberText.grouped(facts.terms)],
      ["postings", NumberText.grouped(facts.postings)],
      ["positions", NumberText.grouped(facts.positions)],
      ["segments", NumberText.grouped(facts.segments)],
      ["text", NumberText.bytes(facts.textBytes)],
      ["bits a posting", number(facts.bitsPerPosting)],
    ]
    if let dictionary {
      contents += [
        ["bits a posting outside the dictionary", number(dictionary.bitsPerPagedPosting)],
        ["postings in the dictionary", NumberText.grouped(dictionary.inlinePostings)],
        ["their size, with positions", NumberText.bytes(dictionary.inlinePostingBytes)],
      ]
    }
    contents += [
      ["bits a position", number(facts.bitsPerPosition)],
      ["bits a form", number(facts.bitsPerForm)],
      ["stored documents of the text", percent(facts.documentsRatio)],
      ["whole index of the text", percent(facts.fileRatio)],
    ]
    contents += facts.fields.map { ["words in \($0.name)", NumberText.grouped($0.words)] }
    return [TerminalText.cleaned(path), ""] + TextTable(rows: contents).lines() + [""]
      + TextTable(rows: places).lines() + [""] + provenance
  }

  /// Where every byte is; the sizes add up to the file's.
  private var places: [[String]] {
    let checksums = facts.sections.reduce(0) { $0 + $1.checksumBytes }
    var rows = [["section", "bytes", "of them checksums", "of the index"]]
    func add(_ name: String, _ bytes: Int, checksums: Int = 0) {
      rows.append([
        name, NumberText.grouped(bytes), NumberText.grouped(checksums),
        NumberText.percent(bytes, of: facts.fileBytes),
      ])
    }
    for section in facts.sections {
      add(section.name, section.bytes, checksums: section.checksumBytes)
    }
    add("header and root slots", facts.headerBytes)
    add("catalog", facts.catalogBytes)
    add("root", facts.rootBytes)
    add("padding", facts.paddingBytes)
    if facts.replacedBytes > 0 { add("replaced by later commits", facts.replacedBytes) }
    add("whole index", facts.fileBytes, checksums: checksums)
    if facts.uncommittedBytes > 0 {
      rows.append(["behind it, never committed", NumberText.grouped(facts.uncommittedBytes)])
    }
    return rows
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
