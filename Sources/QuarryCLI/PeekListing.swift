import QuarryCorpus

/// What `quarry peek` prints for people.
struct PeekListing {
  /// So many characters of a text are shown.
  private static let shownCharacters = 600
  private static let shownSkips = 5

  let findings: PeekFindings

  func text() -> String {
    var lines = [TerminalText.cleaned(findings.input == "-" ? "standard input" : findings.input)]
    if let detection = findings.detection {
      lines += [
        "  packing   \(detection.packing.name)",
        "  encoding  \(detection.encoding) (\(detection.encodingReason))",
        "  format    \(detection.format.title) (\(detection.formatReason))",
      ]
      lines += mapping(detection.format)
    } else {
      lines.append("  a folder; every file is looked at by itself")
    }
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

  private func mapping(_ format: RecordFormat) -> [String] {
    var label = "fields"
    return format.mapping.map { part, origin in
      defer { label = "      " }
      let padding = String(repeating: " ", count: max(0, 8 - part.utf8.count))
      return "  \(label)    \(part)\(padding) from \(origin)"
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
