/// Goes through the positions of some postings, over as many windows of bytes as they take, and
/// checks that each place lies inside its field.
struct PlaceScan {
  enum Result {
    case done
    /// The window ends before the positions do.
    case starved
    case damaged
  }

  /// What a place is compared with.
  struct Bounds {
    /// The length codes of all documents, field after field.
    let documentCount: Int
    let fieldCount: Int
    /// By length code, the longest text that has it.
    let longest: [UInt32]

    init(documentCount: Int, fieldCount: Int) {
      self.documentCount = documentCount
      self.fieldCount = fieldCount
      let most = Int(1 << PositionCursor.fieldShift)
      longest = (0...255).map {
        UInt32($0 == 255 ? most : min(most, LengthCode.decode(UInt8($0 + 1)) - 1))
      }
    }
  }

  private var posting: Int
  private let end: Int
  /// The field that is read, −1 before the first.
  private var field = -1
  private var left: UInt32 = 0
  private var last: UInt64 = 0
  private var limit: UInt64 = 0

  /// A scan of the postings in `range`.
  init(_ range: Range<Int>) {
    posting = range.lowerBound
    end = range.upperBound
  }

  /// Goes on through `window` from `place`, which ends up behind what was read.
  mutating func run(
    _ window: Span<UInt8>, at place: inout Int, documents: Span<UInt32>,
    frequencies: Span<UInt32>, norms: Span<UInt8>, bounds: borrowing Bounds
  ) -> Result {
    let fieldCount = bounds.fieldCount
    while true {
      while left == 0 {
        field += 1
        if field == fieldCount {
          field = 0
          posting += 1
        }
        guard posting < end else { return .done }
        left = frequencies[posting * fieldCount + field]
        guard left > 0 else { continue }
        let code = norms[field * bounds.documentCount + Int(documents[posting])]
        limit = UInt64(bounds.longest[Int(code)])
        last = 0
      }
      let start = place
      guard let gap = Varint.read(window, at: &place) else {
        place = start
        return window.count - start < Varint.maxBytes ? .starved : .damaged
      }
      guard gap < limit else { return .damaged }
      last += gap
      guard last < limit else { return .damaged }
      left -= 1
    }
  }
}
