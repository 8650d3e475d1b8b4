/// Why a line is no JSON, and where.
enum JSONFault: Error {
  /// What is wrong at a position of the input.
  case syntax(String, at: Int)
  /// A string holds an ill-formed UTF-8 sequence at a position of the input.
  case invalidUTF8(at: Int)
  /// There are more members or metadata values than are read.
  case tooManyMembers
}

/// Reads the tokens of one JSON text on one line and copies decoded strings into an arena.
///
/// One forward pass. Memory-safe because every read is preceded by a comparison with the end, and
/// because a decoded string is never longer than its source: the arena, which is at least `slack`
/// bytes longer than the input, cannot overflow. Source: RFC 8259.
struct JSONScanner {
  /// By how much the arena has to be longer than the input: for the names that values are kept
  /// under, and for the word that a string's last bytes are copied in.
  static let slack = 128 + FieldMapping.mostNameBytes
  /// How deep arrays and objects may be nested.
  static let maxDepth = 64

  let bytes: UnsafeRawBufferPointer
  let arena: UnsafeMutableRawBufferPointer
  /// The position of the next byte of the input.
  var at: Int
  /// How much of the arena is used.
  var used = 0
  /// A line feed where it is a blank like any other, else a blank.
  private let lineFeed: UInt8

  /// Begins at `start`; nil where the arena is too small for what follows there.
  ///
  /// - Parameter isLine: whether the text ends with its line.
  init?(
    _ bytes: UnsafeRawBufferPointer, from start: Int, arena: UnsafeMutableRawBufferPointer,
    isLine: Bool = true
  ) {
    guard start >= 0, start <= bytes.count, arena.count >= bytes.count - start + Self.slack else {
      return nil
    }
    self.bytes = bytes
    self.arena = arena
    lineFeed = isLine ? 0x20 : 0x0A
    at = start
  }

  /// The next byte; zero, which begins no token, at the end.
  @inline(__always)
  var next: UInt8 {
    at < bytes.count ? bytes[at] : 0
  }

  /// Whether the line or the input ends here.
  @inline(__always)
  var isAtLineEnd: Bool {
    at >= bytes.count || bytes[at] == 0x0A
  }

  /// Skips blanks, but not the end of a line that is a text of its own.
  @inline(__always)
  mutating func skipBlanks() {
    while at < bytes.count,
      bytes[at] == 0x20 || bytes[at] == 0x09 || bytes[at] == 0x0D || bytes[at] == lineFeed
    {
      at += 1
    }
  }

  /// Reads `byte` or throws; `name` is how it is called in the message.
  @inline(__always)
  mutating func expect(_ byte: UInt8, _ name: StaticString) throws(JSONFault) {
    guard next == byte else { throw unexpected(name) }
    at += 1
  }

  /// Reads `byte` if it stands here.
  @inline(__always)
  mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    at += 1
    return true
  }

  /// The fault that something else than `expected` stands here.
  func unexpected(_ expected: StaticString) -> JSONFault {
    .syntax("\(expected) expected\(isAtLineEnd ? ", but the line ends" : "")", at: at)
  }

  /// The fault that arrays and objects are nested too deep.
  var tooDeep: JSONFault { .syntax("nested too deep", at: at) }

  // MARK: Arena

  /// Begins the arena with bytes of the program's own; the caller keeps their number below the
  /// slack.
  mutating func begin(with bytes: [UInt8]) {
    guard bytes.count <= arena.count else { return }
    bytes.withUnsafeBytes { arena.copyMemory(from: $0) }
    used = bytes.count
  }

  /// Frees the arena from `position` on.
  mutating func forget(from position: Int) {
    used = min(used, max(position, 0))
  }

  /// Whether a range of the arena holds `text`.
  func holds(_ range: Range<Int>, _ text: StaticString) -> Bool {
    guard range.count == text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { utf8 in
      for index in 0..<utf8.count where utf8[index] != arena[range.lowerBound + index] {
        return false
      }
      return true
    }
  }

  /// Whether two ranges of the arena hold the same bytes.
  func areEqual(_ first: Range<Int>, _ second: Range<Int>) -> Bool {
    guard first.count == second.count else { return false }
    return arena[first].elementsEqual(arena[second])
  }

  /// A hash of what a range of the arena holds.
  func hash(_ range: Range<Int>) -> UInt64 {
    ContentHash.hash(UnsafeRawBufferPointer(rebasing: arena[range]), seed: 0)
  }
}
