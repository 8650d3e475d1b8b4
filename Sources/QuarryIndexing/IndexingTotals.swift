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
  var duplicates = 0
  var times = StageTimes()
}
