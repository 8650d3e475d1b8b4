import Quarry

/// Hits as JSON: version 1 of the shape that the README documents.
enum HitJSON {
  /// The version of the shape; it changes when a program that reads it would have to.
  static let version = 1

  /// The whole answer as one object.
  static func answer(
    _ results: SearchResults, query: String, name: String?, limit: Int, offset: Int,
    elapsedSeconds: Double
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { json in
      json.member("version", version)
      if let name { json.member("query_id", name) }
      json.member("query", query)
      if let correction = results.correction {
        json.member(correction.wasRun ? "corrected_query" : "did_you_mean", correction.query)
      }
      if results.isPartial { json.member("partial", true) }
      json.member("total", results.total)
      json.member("offset", offset)
      json.member("limit", limit)
      json.member("elapsed_ms", (elapsedSeconds * 1_000_000).rounded() / 1000)
      json.key("hits")
      json.array { json in
        for hit in results.hits { write(hit, name: nil, to: &json) }
      }
      FacetListing.write(results, to: &json)
    }
    return writer.take()
  }

  /// One hit as an object on one line.
  static func line(_ hit: Hit, name: String?) -> [UInt8] {
    var writer = JSONWriter()
    write(hit, name: name, to: &writer)
    return writer.take()
  }

  private static func write(_ hit: Hit, name: String?, to writer: inout JSONWriter) {
    writer.object { json in
      if let name { json.member("query_id", name) }
      json.member("rank", hit.rank)
      json.member("score", hit.score)
      json.member("id", hit.identifier)
      json.member("title", hit.title)
      if hit.similarCount > 0 { json.member("similar", hit.similarCount) }
      json.key("metadata")
      write(hit.metadata, to: &json)
      json.key("snippets")
      json.array { json in
        for snippet in hit.snippets { write(snippet, to: &json) }
      }
      if let explanation = hit.explanation {
        json.key("explanation")
        write(explanation, to: &json)
      }
    }
  }

  /// Metadata as an object: a name that occurs several times has an array of its values, and `tags`
  /// always has.
  static func write(_ metadata: [HitField], to writer: inout JSONWriter) {
    writer.object { json in writeMembers(metadata, to: &json) }
  }

  /// The members of such an object; `taken` names get an underscore, since others stand there.
  static func writeMembers(
    _ metadata: [HitField], taken: Set<String> = [], to json: inout JSONWriter
  ) {
    var seen: Set<String> = []
    for field in metadata where seen.insert(field.name).inserted {
      let values = metadata.lazy.filter { $0.name == field.name }.map(\.value)
      json.key(taken.contains(field.name) ? field.name + "_" : field.name)
      if values.count > 1 || field.name == "tags" {
        json.array { json in
          for value in values { json.value(value) }
        }
      } else {
        json.value(field.value)
      }
    }
  }

  private static func write(_ snippet: Snippet, to writer: inout JSONWriter) {
    writer.object { json in
      json.member("text", snippet.text)
      json.key("highlights")
      json.array { json in
        for highlight in snippet.highlights {
          json.object { json in
            json.member("start", highlight.range.lowerBound)
            json.member("end", highlight.range.upperBound)
            json.member("text", highlight.text)
          }
        }
      }
    }
  }

  private static func write(_ explanation: Explanation, to writer: inout JSONWriter) {
    writer.object { json in
      json.member("score", explanation.total)
      json.key("parts")
      json.array { json in
        for part in explanation.parts { write(part, to: &json) }
      }
    }
  }

  private static func write(_ part: Explanation.Part, to writer: inout JSONWriter) {
    writer.object { json in
      json.member("text", part.text)
      json.key("terms")
      json.array { json in
        for term in part.terms { json.value(term) }
      }
      json.member("documents", part.documentFrequency)
      json.member("idf", part.idf)
      json.member("weight", part.weight)
      json.member("share", part.share)
      json.key("fields")
      json.array { json in
        for field in part.fields {
          json.object { json in
            json.member("name", field.name)
            json.member("frequency", field.frequency)
            json.member("length", field.length)
            json.member("weight", field.weight)
          }
        }
      }
    }
  }
}
