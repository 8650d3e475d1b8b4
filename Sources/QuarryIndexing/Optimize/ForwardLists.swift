/// The terms of documents, as numbers, in memory: what bisection works on.
struct ForwardLists: Sendable {
  private let terms: SharedBuffer<UInt32>
  /// By document, where its terms begin, and how many there are.
  private let starts: SharedBuffer<Int>
  private let lengths: SharedBuffer<UInt32>

  /// Lists of the documents in `order`, side by side in `terms`; of other documents there are none.
  init(
    _ terms: SharedBuffer<UInt32>, of order: some Sequence<Int>, starts: SharedBuffer<Int>,
    lengths: SharedBuffer<UInt32>
  ) {
    self.terms = terms
    self.starts = starts
    self.lengths = lengths
    var start = 0
    for document in order {
      starts[document] = start
      start += Int(lengths[document])
    }
  }

  /// The terms of a document, to be read and changed.
  @inline(__always)
  subscript(_ document: Int) -> UnsafeMutableBufferPointer<UInt32> {
    let start = starts[document]
    return UnsafeMutableBufferPointer(
      rebasing: terms.elements[start..<start + Int(lengths[document])])
  }

  /// Keeps the first `count` terms of a document.
  func shorten(_ document: Int, to count: Int) {
    lengths[document] = UInt32(truncatingIfNeeded: count)
  }
}
