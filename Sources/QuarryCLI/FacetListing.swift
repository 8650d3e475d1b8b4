import Quarry

/// Counts of hits by the values of a field, and over time, as they are printed.
enum FacetListing {
  /// Lines for people.
  static func lines(_ results: SearchResults, width: Int) -> [String] {
    var lines: [String] = []
    let chart = BarChart(width: width)
    for facet in results.facets {
      lines.append("\(TerminalText.cleaned(facet.field)):")
      var rows = facet.values.map { (name: $0.value, count: $0.count) }
      if facet.otherCount > 0 { rows.append(("(other values)", facet.otherCount)) }
      if facet.missingCount > 0 { rows.append(("(none)", facet.missingCount)) }
      lines += rows.isEmpty ? ["  no hits"] : chart.lines(rows)
      lines.append("")
    }
    if let timeline = results.timeline {
      lines.append("hits by \(timeline.unit.rawValue):")
      let rows = timeline.bins.map { (name: $0.label, count: $0.count) }
      lines += rows.isEmpty ? ["  no hits with a date"] : chart.lines(rows)
      if timeline.undatedCount > 0 {
        lines.append("  \(NumberText.grouped(timeline.undatedCount)) without a date")
      }
      lines.append("")
    }
    return lines
  }

  /// Members `facets` and `timeline` of an object, where they were asked for.
  static func write(_ results: SearchResults, to json: inout JSONWriter) {
    if !results.facets.isEmpty {
      json.key("facets")
      json.array { json in
        for facet in results.facets {
          json.object { json in
            json.member("field", facet.field)
            json.key("values")
            json.array { json in
              for value in facet.values {
                json.object { json in
                  json.member("value", value.value)
                  json.member("count", value.count)
                }
              }
            }
            json.member("other", facet.otherCount)
            json.member("missing", facet.missingCount)
          }
        }
      }
    }
    if let timeline = results.timeline {
      json.key("timeline")
      json.object { json in
        json.member("unit", timeline.unit.rawValue)
        json.key("bins")
        json.array { json in
          for bin in timeline.bins {
            json.object { json in
              json.member("start", bin.label)
              json.member("count", bin.count)
            }
          }
        }
        json.member("undated", timeline.undatedCount)
      }
    }
  }
}
