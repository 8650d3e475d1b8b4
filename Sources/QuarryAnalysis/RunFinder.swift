/// The runs of word bytes in a piece of a text, found without a branch that depends on a byte.
///
/// Where words end cannot be predicted, so a loop that branches there waits about once a word. Here
/// every byte writes a boundary, which the next byte overwrites unless it was one.
struct RunFinder: ~Copyable {
  /// A stretch of bytes of which all are word bytes.
  struct Run {
    var start: Int
    var end: Int
    /// The union of the classes of its bytes.
    var seen: UInt8
  }

  /// The bytes looked at in one go; boundaries and tokens of a piece stay in the nearest cache.
  static let pieceLength = 1024

  /// How many runs the last piece had.
  private(set) var count = 0
  private let boundaries: UnsafeMutablePointer<UInt64>
  private let tokens: UnsafeMutablePointer<RawToken>
  private var tokenCount = 0

  init() {
    // Two boundaries a run, one more that is written but not kept; a token needs two bytes.
    boundaries = .allocate(capacity: Self.pieceLength + 2)
    tokens = .allocate(capacity: Self.pieceLength / 2 + 1)
  }

  deinit {
    boundaries.deallocate()
    tokens.deallocate()
  }

  /// Finds the runs of bytes of the classes `wanted` from `start` to before `end`.
  ///
  /// A piece is at most `pieceLength` bytes of the text and starts outside a run.
  @inline(__always)
  mutating func find(
    _ text: Span<UInt8>, _ classes: Span<UInt8>, from start: Int, to end: Int, wanted: UInt8
  ) {
    precondition(start >= 0 && start <= end && end <= text.count)
    precondition(end - start <= Self.pieceLength && classes.count == 256)
    var k = 0
    var inside: UInt8 = 0
    var seen: UInt8 = 0
    for i in start..<end {
      // Sound: i is within the text, a byte within the 256 classes, and k at most grows with i.
      let c = classes[unchecked: Int(text[unchecked: i])]
      let now: UInt8 = c & wanted != 0 ? 1 : 0
      let changes = now ^ inside
      boundaries[k] = UInt64(truncatingIfNeeded: i) | UInt64(seen) << 56
      k &+= Int(changes)
      seen = (seen & (changes &- 1)) | c
      inside = now
    }
    boundaries[k] = UInt64(truncatingIfNeeded: end) | UInt64(seen) << 56
    k += Int(inside)
    count = k / 2
  }

  /// Where the next piece has to start: at the last run if it may go on, else at `end`.
  ///
  /// `total` is the length of the text.
  func unfinishedStart(before end: Int, of total: Int) -> Int {
    guard count > 0, end < total else { return end }
    let last = run(count - 1)
    return last.end == end ? last.start : end
  }

  /// The run of number `n`, less than `count`.
  @inline(__always)
  func run(_ n: Int) -> Run {
    precondition(n >= 0 && n < count)
    let first = boundaries[n &* 2]
    let second = boundaries[n &* 2 &+ 1]
    return Run(
      start: Int(truncatingIfNeeded: first & (1 << 56 - 1)),
      end: Int(truncatingIfNeeded: second & (1 << 56 - 1)),
      seen: UInt8(truncatingIfNeeded: second >> 56))
  }

  /// Keeps the word that is a run of the last piece, until `flush`.
  @inline(__always)
  mutating func keep(_ run: Run) {
    precondition(tokenCount <= Self.pieceLength / 2)
    tokens[tokenCount] = RawToken(
      start: UInt32(truncatingIfNeeded: run.start), end: UInt32(truncatingIfNeeded: run.end),
      kind: .word)
    tokenCount &+= 1
  }

  /// Appends the words kept; to be called before anything else is appended, and after each piece.
  @inline(__always)
  mutating func flush(into all: inout [RawToken]) {
    if tokenCount == 0 { return }
    all.append(contentsOf: UnsafeBufferPointer(start: tokens, count: tokenCount))
    tokenCount = 0
  }
}
