import QuarryFormat
import Synchronization

/// The documents of a segment that are not deleted, which every search of it starts from: read when
/// the first one does, then kept for all.
final class LiveDocuments: Sendable {
  private let segment: Segment
  private let known = Mutex<DocumentBits?>(nil)

  /// Nil where no document of the segment is deleted.
  init?(_ segment: Segment) {
    guard segment.deletedCount > 0 else { return nil }
    self.segment = segment
  }

  /// - Throws: where the set of deleted documents is damaged.
  func bits() throws(FormatError) -> DocumentBits {
    if let bits = known.withLock({ $0 }) { return bits }
    var bits = DocumentBits(documentCount: segment.documentCount, all: true)
    if let deleted = try segment.deletedDocuments() {
      bits.subtract(DocumentBits(documentCount: segment.documentCount, words: deleted.words))
    }
    let found = bits
    known.withLock { $0 = found }
    return found
  }
}
