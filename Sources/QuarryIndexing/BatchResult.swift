import QuarryCorpus

/// Everything a batch adds to a segment, made by a worker; document numbers count from 0.
struct BatchResult: Sendable {
  var documentCount = 0
  /// The records of the batch's run, as `RunRecord` describes them; nil where there are none.
  var run: RunBytes?
  /// Length codes, one array a field.
  var norms: [[UInt8]] = []
  /// Words, field by field.
  var fieldLengths: [Int] = []
  /// Compressed document pages with their checksums, side by side.
  var pages: [UInt8] = []
  var pageLengths: [(stored: Int, raw: Int)] = []
  /// The raw bytes of each document's record.
  var recordLengths: [Int] = []
  /// The hash of each document's identifier.
  var identifierHashes: [UInt64] = []
  /// The hash of each document's content.
  var fingerprints: [UInt64] = []
  /// Who the documents are, in the order of the input, those left out as unchanged among them.
  var identities: [DocumentIdentity] = []
  /// Of the index that is added to, the documents that are replaced, or found to be as they were, in
  /// the order of the input.
  var known: [(place: KnownDocuments.Place, isReplaced: Bool)] = []
  /// The metadata by name.
  var columns: [ColumnPart] = []
  /// The titles by which documents of this and other batches refer to each other.
  var links = TitleLinks()
  /// What tells near copies of the documents' bodies, side by side.
  var bodyFingerprints: [UInt8] = []
  var textBytes = 0
  var skipped: [SkippedRecord] = []
  /// What was passed over and repaired.
  var tally = ReadingTally()
  var times = StageTimes()
  /// The input's bytes read up to the end of the batch.
  var bytesRead = 0
  /// The batch's buffer, to be used again.
  var recycled: [UInt8] = []
  var failure: IndexingError?
}
