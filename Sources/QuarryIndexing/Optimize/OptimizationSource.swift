import QuarryFormat
import QuarryStorage

/// The index that is rewritten, and what all phases need to know of how.
struct OptimizationSource: Sendable {
  let file: IndexFile
  let plan: OptimizationPlan
  let temporaryFolder: String
  /// By segment, the documents that are dropped; nil where none is.
  let deleted: [DeletedDocuments?]

  var segments: [Segment] { file.segments }
  /// All documents of the old index.
  var documentCount: Int { file.catalog.documentCount }
  /// Those that the new one has.
  var liveCount: Int { documentCount - file.deletedCount }
  /// The threads of a pool; none where the caller's own is to do the work.
  var poolThreads: Int { plan.threads > 1 ? plan.threads : 0 }
  /// What the lists of a job take in memory, unless one alone takes more.
  var jobBytes: Int { min(1 << 20, plan.listBytes) }

  /// Whether a document of the old index is dropped.
  func isDeleted(_ document: Int) -> Bool {
    guard file.deletedCount > 0 else { return false }
    var low = 0
    var high = segments.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if segments[middle].firstDocument <= document { low = middle } else { high = middle - 1 }
    }
    return deleted[low]?.contains(document - segments[low].firstDocument) ?? false
  }

  /// Lets go of the mapped file's pages: called once a job, so that they never are many.
  func release() { file.releaseResident() }
}
