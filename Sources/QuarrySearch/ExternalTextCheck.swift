package import QuarryFormat
import QuarryStorage

/// Compares the dumps that hold an index's texts with what was indexed, record by record.
package struct ExternalTextCheck {
  /// The faults that are kept; more are only counted.
  private static let kept = 100

  /// The first faults, by the documents' numbers; one for a dump that cannot be used at all.
  package private(set) var faults: [ExternalTexts.Fault] = []
  /// All documents whose text cannot be had.
  package private(set) var faultCount = 0
  /// All faults: one for each record that is another, and one for a dump that cannot be used at all.
  package private(set) var damageCount = 0
  /// All documents.
  package private(set) var documentCount = 0

  /// Reads every record of a sound index and its place in the dump.
  ///
  /// - Parameter progress: called now and then with the share that is done, 0 to 1.
  /// - Throws: where a record is damaged.
  package init(_ index: IndexFile, progress: ((Double) -> Void)?) throws(FormatError) {
    guard let texts = ExternalTexts(index) else { return }
    let inflater = Inflater()
    var lost: Set<ExternalTexts.Fault> = []
    for segment in index.segments {
      let deleted = try segment.deletedDocuments()
      for document in 0..<segment.documentCount where deleted?.contains(document) != true {
        documentCount += 1
        if documentCount % 1024 == 0 {
          progress?(Double(documentCount) / Double(index.catalog.documentCount))
        }
        let record = try segment.documents.read(document, with: inflater)
        guard let place = record.external else { continue }
        do throws(ExternalTexts.Fault) {
          _ = try texts.bytes(of: record, at: place)
        } catch {
          faultCount += 1
          if error.offset == nil, !lost.insert(error).inserted { continue }
          damageCount += 1
          if faults.count < Self.kept { faults.append(error) }
        }
      }
    }
  }
}
