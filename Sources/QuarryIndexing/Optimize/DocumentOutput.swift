import QuarryFormat
import QuarryStorage

/// Takes what workers make of the records, in order, and writes it.
struct DocumentOutput {
  private let output: SectionOutput
  private var pages: PageDirectory.Writer
  private var index = DocumentIndexWriter()
  private let identifiers: IdentifierSorter
  private let columns: ColumnStore
  private(set) var documentCount = 0
  /// The bytes of titles and texts.
  private(set) var textBytes = 0

  init(
    _ output: SectionOutput, level: Int, folder: String, lotBytes: Int
  ) throws(StorageError) {
    self.output = output
    pages = PageDirectory.Writer(codec: level == 0 ? .raw : .deflate)
    identifiers = try IdentifierSorter(folder: folder)
    columns = ColumnStore(folder: folder, lotBytes: lotBytes)
    try output.begin(.documents)
  }

  mutating func append(_ result: RecordWorker.Output) throws(StorageError) {
    try output.append(result.pages)
    for page in result.pageLengths {
      pages.append(storedLength: page.stored, rawLength: page.raw)
    }
    for length in result.recordLengths { index.append(length: length) }
    try identifiers.append(result.identifierHashes)
    try columns.append(result.columns, firstDocument: documentCount)
    documentCount += result.recordLengths.count
    textBytes += result.textBytes
  }

  func finish(norms: [[UInt8]]) throws(StorageError) {
    try output.end()
    try output.write(.documentsPages, pages.encode())
    try output.write(.documentIndex, index.encode())
    try output.begin(.norms)
    for codes in norms { try output.append(codes) }
    try output.end()
    try identifiers.write(to: output)
    var builder = ColumnBuilder(columns, segmentDocuments: documentCount, output: output)
    try builder.write()
  }
}
