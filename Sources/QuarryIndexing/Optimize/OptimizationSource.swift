import QuarryFormat
import QuarryStorage

/// The index that is rewritten, and what all phases need to know of how.
struct OptimizationSource: Sendable {
  let file: IndexFile
  let plan: OptimizationPlan
  let temporaryFolder: String

  var segments: [Segment] { file.segments }
  var documentCount: Int { file.catalog.documentCount }
  /// The threads of a pool; none where the caller's own is to do the work.
  var poolThreads: Int { plan.threads > 1 ? plan.threads : 0 }
  /// What the lists of a job take in memory, unless one alone takes more.
  var jobBytes: Int { min(1 << 20, plan.listBytes) }

  /// Lets go of the mapped file's pages: called once a job, so that they never are many.
  func release() { file.releaseResident() }
}
