import QuarryFormat
import QuarryStorage

/// Writes the columns of a segment, one after another, from the values that were gathered.
///
/// A name's values are gone through once to find the column's layout and again for each of its
/// parts, so that no part is ever held in memory.
struct ColumnBuilder {
  private let store: ColumnStore
  private let output: SectionOutput
  private let segmentDocuments: Int
  private var index = ColumnIndex()

  init(_ store: ColumnStore, segmentDocuments: Int, output: SectionOutput) {
    self.store = store
    self.segmentDocuments = segmentDocuments
    self.output = output
  }

  /// Writes the two sections of columns.
  mutating func write() throws(StorageError) {
    let (names, others) = store.chosen()
    try output.begin(.columns)
    for number in names { try write(number) }
    try output.end()
    for number in others {
      index.omitted.append(OmittedColumn(name: store.name(number), reason: .tooManyColumns))
    }
    try output.write(.columnIndex, index.encode())
  }

  private mutating func write(_ number: Int) throws(StorageError) {
    let name = store.name(number)
    var survey = ColumnSurvey(name: name)
    try store.forEachValue(of: number) { document, value throws(StorageError) in
      survey.add(value, document: document)
    }
    switch survey.finish(name: name, segmentDocuments: segmentDocuments) {
    case .success(let layout):
      var writer = ColumnWriter(layout, output: output)
      try writer.write(survey.texts, of: number, from: store)
      index.columns.append(layout)
    case .failure(let omission):
      index.omitted.append(OmittedColumn(name: name, reason: omission.reason))
    }
  }
}
