import Quarry

/// Prints hits for people: rank, title, facts, snippets, and the total at the end.
struct HitListing {
  /// Columns of the terminal.
  let width: Int
  let usesColor: Bool

  /// Names the query of a run of several.
  func write(heading query: String, to output: StandardOutput) {
    let line = TerminalText.cleaned("query: \(query)")
    output.write(Style.title.applied(to: line, usesColor: usesColor) + "\n\n")
  }

  func write(_ results: SearchResults, elapsedSeconds: Double, to output: StandardOutput) {
    if let correction = results.correction {
      let query = TerminalText.cleaned(correction.query)
      output.write(
        correction.wasRun
          ? "nothing was found; these are the results for: \(query)\n\n"
          : "did you mean: \(query)\n\n")
    }
    let rankWidth = String(results.hits.last?.rank ?? 0).count + 1
    for hit in results.hits {
      write(hit, rankWidth: rankWidth, to: output)
      output.write("\n")
    }
    for line in FacetListing.lines(results, width: width) { output.write(line + "\n") }
    let summary = Self.summary(
      shown: results.hits.count, total: results.total ?? results.hits.count, elapsedSeconds)
    output.write(Style.dim.applied(to: summary, usesColor: usesColor) + "\n")
  }

  /// How many hits are shown, of how many, and how long it took to find them.
  static func summary(shown: Int, total: Int, _ elapsedSeconds: Double) -> String {
    let time = NumberText.seconds(elapsedSeconds)
    guard total > 0 else { return "nothing found in \(time)" }
    let noun = total == 1 ? "result" : "results"
    return "\(NumberText.grouped(shown)) of \(NumberText.grouped(total)) \(noun) in \(time)"
  }

  private func write(_ hit: Hit, rankWidth: Int, to output: StandardOutput) {
    let rank = String(hit.rank)
    let first = String(repeating: " ", count: rankWidth - rank.count) + rank + "  "
    let indent = String(repeating: " ", count: first.count)

    write([(hit.title.isEmpty ? hit.identifier : hit.title, [])], .title, first, indent, output)
    for line in Self.joined(Self.facts(of: hit), width: width - indent.count) {
      write([(line, [])], .dim, indent, indent, output)
    }
    for snippet in hit.snippets where !snippet.text.isEmpty {
      let parts = [
        (snippet.startsAtBeginning ? "" : "… ", []),
        (snippet.text, snippet.highlights.map(\.range)),
        (snippet.endsAtEnd ? "" : " …", []),
      ]
      write(parts, .plain, indent, indent, output)
    }
    if let explanation = hit.explanation {
      for (depth, line) in Self.lines(of: explanation) {
        let lead = indent + String(repeating: " ", count: 2 * depth)
        write([(line, [])], .dim, lead, lead + "  ", output)
      }
    }
  }

  /// Writes a text wrapped to the width, the first line behind `first`, the others behind `indent`.
  private func write(
    _ parts: [(text: String, matches: [Range<Int>])], _ style: Style, _ first: String,
    _ indent: String, _ output: StandardOutput
  ) {
    var text = StyledText()
    for part in parts { text.append(part.text, matches: part.matches) }
    var lead = first
    for line in text.lines(width: width - indent.count) {
      output.write(lead + text.rendered(line, as: style, usesColor: usesColor) + "\n")
      lead = indent
    }
  }

  /// Date, source, author, address and identifier, as far as they are known.
  static func facts(of hit: Hit) -> [String] {
    let names = ["date", "source", "author", "url"]
    let known = names.compactMap { name in hit.metadata.first { $0.name == name }?.value }
    let identifier = hit.title.isEmpty ? [] : ["[\(hit.identifier)]"]
    let similar =
      hit.similarCount > 0 ? ["+\(NumberText.grouped(hit.similarCount)) similar"] : []
    return known.filter { !$0.isEmpty } + identifier + similar
  }

  /// `parts` with dots between, in lines that are broken between parts as far as that is possible.
  static func joined(_ parts: [String], width: Int) -> [String] {
    var lines: [String] = []
    for part in parts {
      if let last = lines.last,
        DisplayWidth.columns(of: last) + 3 + DisplayWidth.columns(of: part) <= width
      {
        lines[lines.count - 1] = "\(last) · \(part)"
      } else {
        lines.append(part)
      }
    }
    return lines
  }

  /// What is known of the terms of a part; what the second stage adds has none.
  private static func facts(of part: Explanation.Part) -> [String] {
    guard !part.terms.isEmpty else { return [] }
    let terms = part.terms.joined(separator: " ")
    let noun = part.documentFrequency == 1 ? "document" : "documents"
    return (terms == part.text ? [] : ["as \(terms)"])
      + ["in \(NumberText.grouped(part.documentFrequency)) \(noun)"]
      + ["idf \(NumberText.fixed(part.idf, places: 3))"]
  }

  /// The score, and one step deeper a line for each word's share of it.
  private static func lines(of explanation: Explanation) -> [(depth: Int, text: String)] {
    let total = "score \(NumberText.fixed(explanation.total, places: 4))"
    return [(0, total)]
      + explanation.parts.map { part in
        let fields = part.fields.filter { $0.frequency > 0 }.map {
          "\($0.name) \($0.frequency)× in \(NumberText.grouped($0.length)) words"
        }
        let facts =
          ["\(NumberText.fixed(part.share, places: 4))  \(part.text)"]
          + Self.facts(of: part)
          + (part.weight == 1 ? [] : ["weight \(NumberText.fixed(part.weight, places: 1))"])
          + fields
        return (1, facts.joined(separator: " · "))
      }
  }
}
