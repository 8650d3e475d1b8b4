import QuarryAnalysis
import QuarryFormat

/// The occurrences of a batch: gathered document by document, then brought into the order of terms by
/// one counting sort.
///
/// Raw memory behind a checked interface, since this is written and read at every word of a text.
struct Occurrences: ~Copyable {
  // Safe: `count` never passes `capacity`, the size of the first two; the sorted ones have room for
  // `sortedCapacity`, which is at least `count` when they are written. All are freed in deinit only or
  // when they are replaced.
  /// The lexeme of each occurrence.
  private var lexemes: UnsafeMutablePointer<UInt32>
  /// Its place: `field << fieldShift | position`.
  private var places: UnsafeMutablePointer<UInt32>
  private var capacity: Int
  private(set) var count = 0
  /// How often each lexeme occurs.
  private(set) var counts: [UInt32] = []
  /// Where the occurrences of each document end.
  private var documentEnds: [Int] = []
  private var documentMemory: UnsafeMutablePointer<UInt32>
  private var placeMemory: UnsafeMutablePointer<UInt32>
  private var formMemory: UnsafeMutablePointer<UInt16>
  private var sortedCapacity = 0
  private let keepsForms: Bool

  /// Positions that are not below this are not kept.
  private static let positionLimit: UInt32 = 1 << PositionCursor.fieldShift - 1

  init(keepsForms: Bool) {
    self.keepsForms = keepsForms
    capacity = 1 << 12
    lexemes = .allocate(capacity: capacity)
    places = .allocate(capacity: capacity)
    documentMemory = .allocate(capacity: 0)
    placeMemory = .allocate(capacity: 0)
    formMemory = .allocate(capacity: 0)
  }

  deinit {
    lexemes.deallocate()
    places.deallocate()
    documentMemory.deallocate()
    placeMemory.deallocate()
    formMemory.deallocate()
  }

  /// Begins a batch in the same memory.
  mutating func removeAll() {
    count = 0
    counts.removeAll(keepingCapacity: true)
    documentEnds.removeAll(keepingCapacity: true)
  }

  /// Makes room for the counts of so many lexemes.
  mutating func reserveLexemes(_ lexemeCount: Int) {
    let missing = lexemeCount - counts.count
    if missing > 0 { counts.append(contentsOf: repeatElement(0, count: missing)) }
  }

  /// Ends a document.
  mutating func endDocument() {
    documentEnds.append(count)
  }

  /// Appends one occurrence of a lexeme for which there is a count.
  mutating func append(_ lexeme: Int, place: UInt32) {
    reserve(1)
    lexemes[count] = UInt32(truncatingIfNeeded: lexeme)
    places[count] = place
    counts[lexeme] += 1
    count += 1
  }

  /// Appends the occurrences of tokens that have terms.
  ///
  /// - Parameters:
  ///   - words: the word of each token, and perhaps more.
  ///   - present: the lexeme of each word, negative where it has no term.
  ///   - position: that of the first token, then that behind the last.
  mutating func append(
    _ tokens: [RawToken], words: [UInt32], present: [Int32], field: UInt32,
    position: inout UInt32
  ) {
    guard words.count >= tokens.count else { return }
    reserve(tokens.count)
    var next = count
    var at = position
    let (lexemes, places) = (lexemes, places)
    let (tokens, words, present) = (tokens.span, words.span, present.span)
    var counts = counts.mutableSpan
    for index in tokens.indices {
      let lexeme = Int(present[Int(words[index])])
      // Where there is no term, the number is negative, and so it is where it is taken for unsigned.
      guard UInt(bitPattern: lexeme) < UInt(counts.count) else { continue }
      lexemes[next] = UInt32(truncatingIfNeeded: lexeme)
      places[next] = field | at
      let isKept: UInt32 = at < Self.positionLimit ? 1 : 0
      counts[lexeme] &+= isKept
      next &+= Int(isKept)
      // Not by ==, which is called through a witness where the type is another module's.
      let step: UInt32 = if case .word = tokens[index].kind { 1 } else { 0 }
      at &+= step
    }
    count = next
    position = at
  }

  private mutating func reserve(_ more: Int) {
    guard capacity - count < more else { return }
    capacity = max(2 * capacity, count + more)
    Self.grow(&lexemes, to: capacity, keeping: count)
    Self.grow(&places, to: capacity, keeping: count)
  }

  private static func grow<Element: BitwiseCopyable>(
    _ memory: inout UnsafeMutablePointer<Element>, to capacity: Int, keeping count: Int
  ) {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: capacity)
    larger.update(from: memory, count: count)
    memory.deallocate()
    memory = larger
  }

  // MARK: Sorting

  /// Sorts the occurrences by term; the documents and places of a term stay in order.
  ///
  /// - Parameters:
  ///   - cursor: where the occurrences of each term begin, then where they end.
  ///   - keys: for each lexeme its term, and below it in 16 bits its form.
  mutating func sort(_ cursor: inout [UInt32], keys: [UInt64]) {
    precondition(keepsForms)
    reserveSorted()
    let (lexemes, places) = (lexemes, places)
    let (sortedDocuments, sortedPlaces) = (documentMemory, placeMemory)
    let (sortedForms, count) = (formMemory, UInt32(truncatingIfNeeded: count))
    cursor.withUnsafeMutableBufferPointer { cursor in
      keys.withUnsafeBufferPointer { keys in
        forEachDocument { document, range in
          for index in range {
            let lexeme = Int(lexemes[index])
            precondition(lexeme < keys.count)
            let key = keys[lexeme]
            let term = Int(key >> 16)
            precondition(term < cursor.count && cursor[term] < count)
            let slot = Int(cursor[term])
            cursor[term] &+= 1
            sortedPlaces[slot] = places[index]
            sortedDocuments[slot] = document
            sortedForms[slot] = UInt16(truncatingIfNeeded: key)
          }
        }
      }
    }
  }

  /// The same where forms are not kept, and lexemes are terms.
  mutating func sort(_ cursor: inout [UInt32]) {
    reserveSorted()
    let (lexemes, places) = (lexemes, places)
    let (sortedDocuments, sortedPlaces) = (documentMemory, placeMemory)
    let count = UInt32(truncatingIfNeeded: count)
    cursor.withUnsafeMutableBufferPointer { cursor in
      forEachDocument { document, range in
        for index in range {
          let term = Int(lexemes[index])
          precondition(term < cursor.count && cursor[term] < count)
          let slot = Int(cursor[term])
          cursor[term] &+= 1
          sortedPlaces[slot] = places[index]
          sortedDocuments[slot] = document
        }
      }
    }
  }

  @inline(__always)
  private func forEachDocument(_ body: (UInt32, Range<Int>) -> Void) {
    var start = 0
    for (document, end) in documentEnds.enumerated() {
      body(UInt32(truncatingIfNeeded: document), start..<end)
      start = end
    }
  }

  /// The documents of the sorted occurrences, until the next change; as many as were sorted.
  var documents: UnsafeBufferPointer<UInt32> {
    UnsafeBufferPointer(start: documentMemory, count: min(count, sortedCapacity))
  }

  /// The places of the sorted occurrences.
  var sortedPlaces: UnsafeBufferPointer<UInt32> {
    UnsafeBufferPointer(start: placeMemory, count: min(count, sortedCapacity))
  }

  /// The forms of the sorted occurrences, where they are kept.
  var forms: UnsafeBufferPointer<UInt16> {
    UnsafeBufferPointer(start: formMemory, count: keepsForms ? min(count, sortedCapacity) : 0)
  }

  private mutating func reserveSorted() {
    guard sortedCapacity < count else { return }
    sortedCapacity = count
    Self.grow(&documentMemory, to: count, keeping: 0)
    Self.grow(&placeMemory, to: count, keeping: 0)
    if keepsForms { Self.grow(&formMemory, to: count, keeping: 0) }
  }
}
