import QuarryFormat

/// How often a term occurs in each field of a document: counted on the stack, since this is done for
/// every posting of more than one occurrence.
struct FieldFrequencies {
  private static let fieldMask = UInt32(PostingCode.maxFields - 1)
  private var counts: InlineArray<8, UInt32> = .init(repeating: 0)
  private let total: UInt32

  /// Counts the places of one document.
  @inline(__always)
  init(_ places: UnsafeBufferPointer<UInt32>, _ range: Range<Int>) {
    total = UInt32(truncatingIfNeeded: range.count)
    for index in range {
      counts[Int(places[index] >> PositionCursor.fieldShift & Self.fieldMask)] &+= 1
    }
  }

  /// The occurrences in `field`.
  @inline(__always)
  subscript(field: Int) -> UInt32 { counts[field] }

  /// Whether there are none in other fields than `field`.
  @inline(__always)
  func hasOnly(_ field: Int) -> Bool { counts[field] == total }
}
