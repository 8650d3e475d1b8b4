import Quarry

/// The facts of an index as JSON: version 1 of the shape that the README documents.
enum FactsJSON {
  static let version = 1

  /// - Parameter dictionary: nil where the term dictionary is damaged.
  static func object(path: String, facts: IndexFacts, dictionary: DictionaryFacts?) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { json in
      json.member("version", version)
      json.member("index", path)
      json.member("documents", facts.documents)
      json.member("deleted_documents", facts.deletedDocuments)
      json.member("terms", facts.terms)
      json.member("postings", facts.postings)
      json.member("positions", facts.positions)
      json.member("segments", facts.segments)
      json.member("text_bytes", facts.textBytes)
      json.member("file_bytes", facts.fileBytes)
      json.member("bits_per_posting", facts.bitsPerPosting)
      json.member("bits_per_paged_posting", dictionary?.bitsPerPagedPosting)
      json.member("inline_postings", dictionary?.inlinePostings)
      json.member("inline_posting_bytes", dictionary?.inlinePostingBytes)
      json.member("bits_per_position", facts.bitsPerPosition)
      json.member("bits_per_form", facts.bitsPerForm)
      json.member("documents_ratio", facts.documentsRatio)
      json.member("file_ratio", facts.fileRatio)
      json.key("sections")
      json.array { json in
        for section in facts.sections {
          json.object { json in
            json.member("name", section.name)
            json.member("bytes", section.bytes)
            json.member("checksum_bytes", section.checksumBytes)
          }
        }
      }
      json.member("other_bytes", facts.otherBytes)
      json.key("other")
      json.object { json in
        json.member("header_bytes", facts.headerBytes)
        json.member("catalog_bytes", facts.catalogBytes)
        json.member("root_bytes", facts.rootBytes)
        json.member("padding_bytes", facts.paddingBytes)
        json.member("replaced_bytes", facts.replacedBytes)
      }
      json.member("uncommitted_bytes", facts.uncommittedBytes)
      json.key("provenance")
      writeProvenance(of: facts, to: &json)
    }
    return writer.take()
  }

  private static func writeProvenance(of facts: IndexFacts, to writer: inout JSONWriter) {
    writer.object { json in
      json.member("program", facts.program)
      json.member("format", facts.formatVersion)
      json.member("analyzer", facts.analyzer)
      json.member("stores_text", facts.storesText)
      json.member("k1", facts.k1)
      json.key("fields")
      json.array { json in
        for field in facts.fields {
          json.object { json in
            json.member("name", field.name)
            json.member("weight", field.weight)
            json.member("b", field.b)
            json.member("words", field.words)
          }
        }
      }
      json.key("settings")
      json.object { json in
        for setting in facts.settings { json.member(setting.name, setting.value) }
      }
      json.key("sources")
      json.array { json in
        for source in facts.sources {
          json.object { json in
            json.member("name", source.name)
            json.member("size", source.size)
            json.member("modified", source.modified)
          }
        }
      }
    }
  }
}
