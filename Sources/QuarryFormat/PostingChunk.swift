/// Some postings of one term, as `PostingsWriter` takes them.
package struct PostingChunk {
  /// Ascending.
  package var documents: [UInt32] = []
  /// One number a field for each posting.
  package var frequencies: [UInt32] = []
  /// The codes of all positions, posting after posting, field after field.
  package var positions: [UInt8] = []
  /// The bytes of each posting's positions.
  package var positionLengths: [UInt32] = []
  /// The form number of each occurrence, in the order of the positions; empty where the term has
  /// only one, or forms are not kept.
  package var forms: [UInt16] = []

  package init() {}

  package mutating func removeAll() {
    documents.removeAll(keepingCapacity: true)
    frequencies.removeAll(keepingCapacity: true)
    positions.removeAll(keepingCapacity: true)
    positionLengths.removeAll(keepingCapacity: true)
    forms.removeAll(keepingCapacity: true)
  }
}
