import QuarryCorpus

/// What `quarry peek` prints for people.
struct PeekListing {
  /// So many characters of a text are shown.
  private static let shownCharacters = 600
  private static let shownSkips = 5
  private static let shownNames = 12

  let findings: PeekFindings

  func text() -> String {
    var lines = [TerminalText.cleaned(findings.input == "-" ? "standard input" : findings.input)]
    if let detection = findings.detection {
      lines += [
        "  packing   \(detection.packing.name)",
        "  encoding  \(detection.encoding) (\(detection.encodingReason))",
        "  format    \(detection.format.title) (\(detection.formatReason))",
      ]
    } else {
      lines.append("  \(findings.archive ?? "a folder"); every file is looked at by itself")
    }
    lines += mapping
    lines += passedOver
    for (document, format) in findings.documents {
      lines.append("")
      lines += self.lines(of: document)
      if findings.detection == nil { lines.append("  [\(format.title)]") }
    }
    if !findings.skipped.isEmpty { lines.append("") }
    for record in findings.skipped.prefix(Self.shownSkips) {
      lines.append("  would be skipped: \(TerminalText.cleaned(record.description))")
    }
    let more = findings.skipped.count - Self.shownSkips
    if more > 0 { lines.append("  and \(NumberText.grouped(more)) more") }
    for problem in findings.broken { lines.append("  \(TerminalText.cleaned("\(problem)"))") }
    return lines.joined(separator: "\n") + "\n\n"
  }

  /// Where the parts of the documents come from, by the names that were found.
  private var mapping: [String] {
    let survey = findings.survey
    var rows: [(part: String, origin: String)] = survey.parts.map { part in
      let names = part.origins.map { "\"\($0)\"" }.joined(separator: ", else ")
      let share =
        part.count < survey.records ? ", in \(part.count) of \(survey.records) records" : ""
      return (part.name, names + share)
    }
    if rows.isEmpty, let format = findings.detection?.format { rows = found(of: format) }
    if !survey.parts.isEmpty, !survey.parts.contains(where: { $0.name == "id" }) {
      rows.insert(("id", "the content"), at: 0)
    }
    var lines = Self.labelled("fields", rows.map { "\(Self.padded($0.part)) from \($0.origin)" })
    if !survey.kept.isEmpty { lines += Self.labelled("kept", [names(survey.kept)]) }
    if !survey.leftOut.isEmpty {
      lines += Self.labelled(
        "left out", [names(survey.leftOut) + " (objects and lists; --map takes what is in them)"])
    }
    return lines.map { TerminalText.cleaned($0) }
  }

  /// What a format gives, as far as the documents shown have it.
  private func found(of format: RecordFormat) -> [(part: String, origin: String)] {
    let known = Set(findings.documents.flatMap { $0.document.metadata.map(\.name) })
    let always: Set = ["id", "title", "text", "metadata"]
    return format.mapping.filter {
      findings.documents.isEmpty || always.contains($0.part) || known.contains($0.part)
    }
  }

  private var passedOver: [String] {
    let tally = findings.tally
    let counts = [
      (tally.redirects, "redirects"), (tally.otherNamespaces, "pages of other namespaces"),
      (tally.emptyParts, "parts without text"),
    ].filter { $0.0 > 0 }.map { "\(NumberText.grouped($0.0)) \($0.1)" }
    var lines = counts.isEmpty ? [] : Self.labelled("passed", [counts.joined(separator: ", ")])
    if tally.repairedDocuments > 0 {
      lines += Self.labelled(
        "repaired",
        [
          "\(NumberText.grouped(tally.repairedDocuments)) documents have bytes that mean nothing in "
            + "this encoding; --encoding names another"
        ])
    }
    return lines
  }

  private func names(_ names: [String]) -> String {
    let more = names.count - Self.shownNames
    return names.prefix(Self.shownNames).joined(separator: ", ")
      + (more > 0 ? " and \(more) more" : "")
  }

  private static func padded(_ part: String) -> String {
    part + String(repeating: " ", count: max(0, 8 - part.utf8.count))
  }

  /// Lines behind a label, which stands before the first.
  private static func labelled(_ label: String, _ lines: [String]) -> [String] {
    var label = label
    return lines.map { line in
      defer { label = "" }
      return "  \(padded(label))  \(line)"
    }
  }

  private func lines(of document: Document) -> [String] {
    var lines = [TerminalText.cleaned(document.title.isEmpty ? "(no title)" : document.title)]
    lines.append("  id: \(TerminalText.cleaned(document.id ?? ""))")
    var seen: Set<String> = []
    for field in document.metadata where seen.insert(field.name).inserted {
      let values = document.metadata.lazy.filter { $0.name == field.name }.map(\.value)
      let shown = values.prefix(8).joined(separator: "; ")
      let more = values.count > 8 ? "; and \(values.count - 8) more" : ""
      lines.append("  \(TerminalText.cleaned("\(field.name): \(shown)\(more)"))")
    }
    let text = document.text.prefix(Self.shownCharacters)
    lines += text.split(separator: "\n").map { "    " + TerminalText.cleaned(String($0)) }
    let rest = document.text.utf8.count - text.utf8.count
    if rest > 0 { lines.append("    … and \(NumberText.bytes(rest)) more") }
    return lines
  }
}

/// What `quarry peek --format json` prints: version 1 of the shape that the README documents.
enum PeekJSON {
  static func line(_ findings: PeekFindings) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { json in
      json.member("version", 1)
      json.member("input", findings.input)
      if let detection = findings.detection {
        json.member("packing", detection.packing.name)
        json.member("encoding", "\(detection.encoding)")
        json.member("encoding_reason", detection.encodingReason)
        json.member("format", detection.format.rawValue)
        json.member("format_reason", detection.formatReason)
      }
      if let archive = findings.archive { json.member("archive", archive) }
      json.key("fields")
      json.object { json in
        for part in findings.survey.parts {
          json.key(part.name)
          json.array { json in
            for origin in part.origins { json.value(origin) }
          }
        }
      }
      json.key("left_out")
      json.array { json in
        for name in findings.survey.leftOut { json.value(name) }
      }
      json.member("redirects_passed_over", findings.tally.redirects)
      json.member("other_namespaces", findings.tally.otherNamespaces)
      json.key("documents")
      json.array { json in
        for (document, format) in findings.documents { write(document, format, to: &json) }
      }
      json.key("skipped")
      json.array { json in
        for record in findings.skipped { json.value(record.description) }
      }
    }
    return writer.take() + [UInt8(ascii: "\n")]
  }

  private static func write(
    _ document: Document, _ format: RecordFormat, to json: inout JSONWriter
  ) {
    json.object { json in
      json.member("format", format.rawValue)
      json.member("id", document.id ?? "")
      json.member("title", document.title)
      json.key("metadata")
      json.object { json in
        var seen: Set<String> = []
        for field in document.metadata where seen.insert(field.name).inserted {
          let values = document.metadata.lazy.filter { $0.name == field.name }.map(\.value)
          json.key(field.name)
          if values.count > 1 || field.name == "tags" {
            json.array { json in
              for value in values { json.value(value) }
            }
          } else {
            json.value(field.value)
          }
        }
      }
      json.member("text", document.text)
    }
  }
}
