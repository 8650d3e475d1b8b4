/// The postings that stand in the dictionary itself, as those of terms of one document do: without
/// them, bits a posting look better than the pages are.
package struct InlinePostings: Sendable, Hashable {
  package private(set) var count = 0
  /// Their bytes in the dictionary: document, frequencies and positions.
  package private(set) var bytes = 0

  /// Goes through the dictionaries of all segments.
  package init(_ file: IndexFile) throws(FormatError) {
    let first: [UInt8] = []
    for segment in file.segments {
      var terms = try segment.terms.terms(from: first.span)
      while try terms.next() {
        guard case .inline(let range) = terms.info.place else { continue }
        count += 1
        // The zero before them stands for the document frequency.
        bytes += 1 + range.count
      }
    }
  }
}
