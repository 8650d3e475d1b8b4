import QuarryCorpus
import QuarryFormat
import QuarryStorage

/// All documents of an index, read by number.
struct StoredDocuments {
  private(set) var documents: [Document] = []

  var identifiers: [String] { documents.compactMap(\.id) }

  init(_ index: IndexFile) throws {
    let inflater = Inflater()
    for segment in index.segments {
      for number in 0..<segment.documentCount {
        let record = try segment.documents.read(number, with: inflater)
        func string(_ range: Range<Int>) -> String {
          String(decoding: record.bytes[range], as: UTF8.self)
        }
        documents.append(
          Document(
            id: string(record.identifier), title: string(record.title), text: string(record.text),
            metadata: record.metadata.map {
              MetadataField(name: string($0.name), value: string($0.value))
            }))
      }
    }
  }
}
