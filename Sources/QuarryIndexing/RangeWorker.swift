import QuarryFormat
import QuarryStorage

/// What merging a range of terms came to.
struct MergedRange: Sendable {
  var part = PostingsPart()
  /// The bytes of the runs that went into it.
  var byteCount = 0
  var nanoseconds: UInt64 = 0
  var failure: StorageError?
}

/// Merges ranges on a thread of its own.
final class RangeWorker {
  private var merger: RangeMerger

  init(norms: [[UInt8]], fieldMask: Int, keepsForms: Bool) {
    merger = RangeMerger(norms: norms, fieldMask: fieldMask, keepsForms: keepsForms)
  }

  func merge(_ range: TermRange) -> MergedRange {
    let began = threadCPUNanoseconds()
    var merged = MergedRange()
    merged.byteCount = range.byteCount
    do throws(StorageError) {
      merged.part = try merger.merge(range)
    } catch {
      merged.failure = error
    }
    merged.nanoseconds = threadCPUNanoseconds() - began
    return merged
  }
}
