import QuarryCorpus

/// What all batches so far add up to.
struct IndexingTotals {
  var documents = 0
  var tokens = 0
  var textBytes = 0
  var inputBytes = 0
  var bytesRead = 0
  var skippedCount = 0
  var skipped: [String] = []
  var brokenInputs: [String] = []
  /// Documents that a later one of the same identifier replaced.
  var duplicates = 0
  /// Documents that the index that is added to has as they are, and those of it that are replaced.
  var unchanged = 0
  /// Documents that were deleted since no input holds them, and whether none was, since inputs could not be
  /// read whole.
  var removed = 0
  var withheldRemoval = false
  /// Whether a file could not be read that may hold documents.
  var hasUnread = false
  /// Why segments could not be merged after the commit.
  var mergeFailure: String?
  var replaced = 0
  var redirects = RedirectJoiner.Counts()
  var tally = ReadingTally()
  var times = StageTimes()

  /// The skipped records that are named in the summary.
  private static let namedSkips = 10

  /// Keeps the place and the reason of a record that was left out, if it is one of the first.
  ///
  /// - Parameter input: the path of its input; nil for a document that a program supplied.
  mutating func name(_ record: SkippedRecord, of input: String?) {
    let name = input == "-" ? "standard input" : input ?? "document"
    if record.reason == .cutOff { brokenInputs.append("\(name): \(record.description)") }
    guard skipped.count < Self.namedSkips else { return }
    skipped.append("\(name): \(record.description)")
  }

  /// Adds what came out when the segments were finished.
  mutating func add(_ ending: SegmentEnding) {
    times.add(ending.times)
    tokens += ending.addedWords
    redirects = ending.redirects
  }
}
