/// How much of the input is held at once, and how large one document may be.
package struct SourceLimits: Sendable {
  /// The size of a batch: the longest run of whole records that fits in it.
  ///
  /// It decides where batches are cut, and so is part of what makes an index reproducible.
  package var batchBytes = 2 << 20
  /// The longest record (line without its end, or text file) that is read, in bytes.
  package var maxDocumentBytes = 16 << 20
  /// How much is asked of the system at once; no effect on what is read.
  package var readBytes = 256 << 10

  /// Compressed data that holds more than so many times its size is not read to the end, once it has
  /// given `expansionGrace` bytes.
  package static let mostExpansion = 1000
  /// See `mostExpansion`.
  package static let expansionGrace = 64 << 20

  package init() {}

  package init(batchBytes: Int, maxDocumentBytes: Int, readBytes: Int = 256 << 10) {
    self.batchBytes = batchBytes
    self.maxDocumentBytes = maxDocumentBytes
    self.readBytes = readBytes
  }

  /// The same limits, each moved into the range that the readers can work with.
  var clamped: SourceLimits {
    SourceLimits(
      batchBytes: min(max(batchBytes, 1), 1 << 30),
      maxDocumentBytes: min(max(maxDocumentBytes, 1), 1 << 30),
      readBytes: min(max(readBytes, 1), 1 << 24))
  }
}
