/// Turns the bytes of a batch of whole records into documents, one at a time.
///
/// Every worker has a reader of its own for each format; a reader holds no more between two calls
/// than what the batch's context tells it and buffers to be used again.
protocol RecordReader: Sendable {
  /// Begins a batch; `context` is that of its input.
  mutating func begin(_ context: DumpContext)

  /// Reads the record that begins at `start` into `document`, which is clear, by way of its
  /// `append` functions.
  ///
  /// A document without an id gets one made from its content; text that is no UTF-8 is repaired
  /// afterwards.
  mutating func read(
    _ bytes: UnsafeRawBufferPointer, from start: Int, into document: inout DocumentBuffer
  ) -> ReadRecord
}

/// What a reader found in one step.
struct ReadRecord {
  /// What the record turned out to be.
  enum Outcome {
    /// A document, which stands in the buffer.
    case document
    /// Another title of a document that may come before or after: the title stands in the buffer,
    /// with its key and that of the title to which it leads.
    case redirect
    /// Nothing that would be a document: blanks, what comes before the first record and behind the
    /// last.
    case nothing
    /// A record that is none to be searched, and is counted only.
    case passedOver(ReadingTally.Reason)
    /// A record that has to be left out; `byte` counts from 1 in the record.
    case skipped(byte: Int?, reason: SkipReason)
  }

  /// Where the next record begins; always behind the start of this one.
  let next: Int
  let outcome: Outcome
}

/// What the reader of a batch has to know of the input as a whole.
package struct DumpContext: Sendable {
  package let format: RecordFormat
  /// What comes before the first record: the header of a table, the description of a wiki.
  package let header: [UInt8]
  /// The path of the file in the folder that is the input, or nil where the input is a file.
  package let file: String?
  /// How a table is written; nil for other formats.
  let table: TableDialect?

  package init(format: RecordFormat, header: [UInt8] = [], file: String? = nil) {
    self.init(format: format, header: header, file: file, table: nil)
  }

  /// What a detection says of an input.
  init(_ detection: Detection, file: String?) {
    self.init(
      format: detection.format, header: detection.header, file: file, table: detection.table)
  }

  init(format: RecordFormat, header: [UInt8], file: String?, table: TableDialect?) {
    self.table = table
    self.format = format
    self.header = header
    self.file = file
  }
}
