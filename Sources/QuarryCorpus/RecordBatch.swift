/// The index of an input in the list that a reader was given.
package typealias SourceID = Int

/// A run of whole records as they stand in the input, on its way from the reader to a parser.
///
/// The same inputs and limits always give the same batches, however the bytes arrive and however
/// many workers parse them.
package struct RecordBatch: Sendable {
  /// What a batch holds.
  package enum Kind: Sendable {
    /// Lines, one JSON object each; the last may lack its newline. `file` is the path of the file in
    /// the folder that is the input.
    case jsonLines(file: String? = nil)
    /// Records of another format; those of one input share the context.
    case records(DumpContext)
    /// Whole text files one after the other, each at its range of the bytes.
    case textFiles([TextFileEntry])
    /// Documents handed over by a program; the bytes are empty.
    case documents([Document])
  }

  package let kind: Kind
  /// The records, decompressed.
  package let bytes: [UInt8]
  /// The input that the records come from.
  package var source: SourceID
  /// The number of the first line, or of the first file or document, counted from 1.
  package let firstLine: Int
  /// Where the batch begins in the decompressed input.
  package let byteOffset: Int
  /// How many bytes of the first line stand in the batches before.
  let lineOffset: Int
  /// The name of the dump that the records stand in; empty for others.
  let name: String
  /// Bytes of all inputs, as they stand on disk, that were read up to the end of this batch: for
  /// progress. The only member that may differ from run to run.
  package let bytesRead: Int
  /// The lines of its text files that are not to be searched.
  package var recurring: RecurringLines?

  package init(
    kind: Kind, bytes: [UInt8], source: SourceID, firstLine: Int, byteOffset: Int, bytesRead: Int
  ) {
    self.init(
      kind: kind, bytes: bytes, source: source, firstLine: firstLine, byteOffset: byteOffset,
      lineOffset: 0, bytesRead: bytesRead)
  }

  init(
    kind: Kind, bytes: [UInt8], source: SourceID, firstLine: Int, byteOffset: Int,
    lineOffset: Int, name: String = "", bytesRead: Int
  ) {
    self.name = name
    self.lineOffset = lineOffset
    self.kind = kind
    self.bytes = bytes
    self.source = source
    self.firstLine = firstLine
    self.byteOffset = byteOffset
    self.bytesRead = bytesRead
  }

  /// Makes a batch of documents that a program supplies.
  package init(documents: [Document], source: SourceID = 0, firstLine: Int = 1) {
    self.init(
      kind: .documents(documents), bytes: [], source: source, firstLine: firstLine,
      byteOffset: 0, bytesRead: 0)
  }
}

/// A file inside a batch: one document, or a small dump.
package struct TextFileEntry: Sendable {
  /// The path relative to the input folder, with `/` between the parts: the document's id.
  package let path: String
  /// How many bytes of `path` were put before the file's own path in the folder.
  package let prefixLength: Int
  package let format: RecordFormat
  /// Where the file stands in the batch's bytes.
  package internal(set) var range: Range<Int>
  /// What its container says of it, or nil.
  var facts: MemberFacts?
  /// What is to be known of a dump; nil for a file that is one document.
  var dump: DumpContext?

  package init(
    path: String, prefixLength: Int = 0, format: RecordFormat = .text, range: Range<Int>
  ) {
    self.path = path
    self.format = format
    self.prefixLength = prefixLength
    self.range = range
  }
}
