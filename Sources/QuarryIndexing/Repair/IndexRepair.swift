import QuarryCorpus
package import QuarryFormat

/// Builds a new index from what is left of a damaged one.
///
/// Every document whose pages still pass their checksums is taken, and indexed again as the old index's
/// settings say; postings, positions and columns are made anew, so damage to them costs nothing.
package struct IndexRepair {
  /// Why an index cannot be repaired; nothing was written.
  package enum Failure: Error {
    case source(FormatError)
    case refused(String)
  }

  private let salvaged: SalvagedFile

  /// - Throws: where nothing of the index can be read, or it keeps no texts.
  package init(path: String) throws(Failure) {
    do {
      salvaged = try SalvagedFile(path: path)
    } catch {
      throw .source(error)
    }
    guard salvaged.catalog.texts == .stored else {
      throw .refused(
        "\(path): keeps no texts to find words in again; build it anew from its dump with: "
          + "quarry index INPUT --force")
    }
  }

  /// Writes the new index.
  ///
  /// - Parameters:
  ///   - options: threads, memory, temporary folder, and whether a file at `output` is replaced; how
  ///     texts are analysed and ranked comes from the damaged index.
  ///   - progress: called with the share that is done.
  package func run(
    output: String, options: IndexingOptions, progress: ((Double) -> Void)? = nil
  ) throws(Failure) -> RepairSummary {
    do throws(IndexingError) {
      let writer = try IndexWriter(path: output, options: settings(options))
      let longest =
        options.maxDocumentBytes
        ?? MemoryPlan.defaultMaxDocumentBytes(memory: options.memory)
      var lost: [LostDocuments] = []
      var notes: [String] = []
      var number = 0
      var kept = 0
      var previous: String?
      let total = max(1, salvaged.parts.reduce(0) { $0 + $1.documentCount })
      func lose(_ reason: String, count: Int) {
        if let last = lost.indices.last, lost[last].first + lost[last].count == number + 1,
          lost[last].reason == reason
        {
          lost[last].count += count
        } else {
          lost.append(
            LostDocuments(first: number + 1, count: count, previous: previous, reason: reason))
        }
        number += count
        previous = nil
      }
      for part in salvaged.parts {
        guard let store = part.documents else {
          lose(part.reason, count: part.documentCount)
          continue
        }
        if !part.reason.isEmpty { notes.append(part.reason) }
        var walk = DocumentWalk(store)
        for document in 0..<part.documentCount {
          if part.deleted?.contains(document) ?? false {
            number += 1
            continue
          }
          if document % 4096 == 0 { progress?(Double(number) / Double(total)) }
          let record: DocumentRecord
          do throws(FormatError) {
            record = try walk.read(document)
          } catch {
            lose(error.description, count: 1)
            continue
          }
          guard record.bytes.count <= longest else {
            lose(
              "the document \(record.identifierText) is longer than \(longest) bytes; repair again "
                + "with a larger --max-document", count: 1)
            continue
          }
          let found = Document(record)
          try writer.add(found)
          kept += 1
          if let last = lost.indices.last, lost[last].first + lost[last].count == number + 1 {
            lost[last].next = found.id
          }
          previous = found.id
          number += 1
        }
      }
      if kept == 0, let first = lost.first {
        throw IndexingError("none of \(number) documents can be read: \(first.reason)")
      }
      let summary = try writer.finish()
      return RepairSummary(
        salvaged: summary.documents, lost: lost, notes: notes,
        isOlderCommit: salvaged.isOlderCommit,
        fileBytes: summary.fileBytes)
    } catch {
      throw .refused(error.description)
    }
  }

  /// The options that analyse and rank as the damaged index does.
  private func settings(_ options: IndexingOptions) -> IndexingOptions {
    var options = options
    let catalog = salvaged.catalog
    func setting(_ name: String) -> String? {
      catalog.settings.first { $0.name == name }?.value
    }
    options.analyzer = catalog.analyzer
    options.store = .text
    options.language = setting("language") ?? options.language
    options.level = setting("level").flatMap { Int($0) } ?? options.level
    for parameter in catalog.parameters { options.parameters[parameter.name] = parameter.value }
    for field in catalog.fields { options.fieldWeights[field.name] = field.weight }
    return options
  }
}

extension DocumentRecord {
  fileprivate func string(_ range: Range<Int>) -> String {
    String(decoding: bytes[range], as: UTF8.self)
  }

  fileprivate var identifierText: String { string(identifier) }
}

extension Document {
  /// The document that a record holds.
  fileprivate init(_ record: DocumentRecord) {
    self.init(
      id: record.identifierText, title: record.string(record.title),
      text: record.string(record.text),
      metadata: record.metadata.map {
        MetadataField(name: record.string($0.name), value: record.string($0.value))
      })
  }
}
