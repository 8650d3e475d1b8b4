/// One parsed document as bytes: what a parser hands out, and reuses for the next one.
///
/// All strings stand in one arena, so that a document costs no allocation. All of them are UTF-8.
package struct DocumentBuffer: Sendable {
  /// The arena; bytes outside the ranges below have no meaning.
  package internal(set) var bytes: [UInt8] = []
  /// The id: the document's own, or the one made from its content; never empty.
  package internal(set) var id = 0..<0
  package internal(set) var title = 0..<0
  package internal(set) var text = 0..<0
  /// Names and values in the order of the input; names may repeat.
  package internal(set) var metadata: [(key: Range<Int>, value: Range<Int>)] = []
  /// Where the document's record stands in the bytes of its batch: a line without its line feed, or
  /// a whole file; empty for a document that a program supplied.
  package internal(set) var record = 0..<0
  /// What leads back to the record in its source: the byte of the decompressed input at which the
  /// line begins, or the bytes of the id before the file's path in its folder.
  package internal(set) var origin = 0
  /// Under which redirects find the document, or the redirect that stands in the buffer instead of
  /// one; 0 where none can.
  package internal(set) var titleKey: UInt64 = 0
  /// The key of the title to which a redirect leads.
  package internal(set) var targetKey: UInt64 = 0
  /// What the record was read as.
  package internal(set) var format = RecordFormat.text
  /// Whether bytes of its text or title meant nothing and were replaced.
  private(set) var hasReplacements = false
  /// How much of the arena the append functions have filled.
  private(set) var used = 0

  init() {}

  /// The text of one of the ranges above.
  package func string(_ range: Range<Int>) -> String {
    guard range.lowerBound >= 0, range.upperBound <= bytes.count else { return "" }
    return String(decoding: bytes[range], as: UTF8.self)
  }

  /// The document as a value of its own.
  package var document: Document {
    Document(
      id: string(id), title: string(title), text: string(text),
      metadata: metadata.map { MetadataField(name: string($0.key), value: string($0.value)) })
  }

  /// Makes room for `count` bytes in all; what the arena holds stays.
  mutating func reserve(_ count: Int) {
    if bytes.count < count { BufferPool.resize(&bytes, to: count) }
  }

  // MARK: Appending

  /// Empties the buffer for the next document.
  mutating func clear() {
    used = 0
    hasReplacements = false
    id = 0..<0
    title = 0..<0
    text = 0..<0
    titleKey = 0
    targetKey = 0
    metadata.removeAll(keepingCapacity: true)
  }

  /// Takes the first `count` bytes, which a reader has written, for used.
  mutating func take(_ count: Int) { used = min(max(used, count), bytes.count) }

  /// Appends bytes; the range that they take.
  mutating func append(_ utf8: UnsafeRawBufferPointer) -> Range<Int> {
    let start = used
    let end = start + utf8.count
    // Growing by halves, so that many short pieces cost no more than one long one.
    if bytes.count < end { reserve(max(end, bytes.count + bytes.count / 2 + 256)) }
    bytes.withUnsafeMutableBytes {
      UnsafeMutableRawBufferPointer(rebasing: $0[start..<end]).copyMemory(from: utf8)
    }
    used = end
    return start..<end
  }

  /// Appends a text of the program's own.
  mutating func append(_ text: StaticString) -> Range<Int> {
    text.withUTF8Buffer { append(UnsafeRawBufferPointer($0)) }
  }

  /// Appends bytes; the range that they take.
  mutating func append(_ utf8: [UInt8]) -> Range<Int> {
    utf8.withUnsafeBytes { append($0) }
  }

  /// Appends a copy of what stands in the arena already.
  mutating func copy(_ range: Range<Int>) -> Range<Int> {
    guard range.lowerBound >= 0, range.upperBound <= used else { return 0..<0 }
    let (start, end) = (used, used + range.count)
    if bytes.count < end { reserve(max(end, bytes.count + bytes.count / 2 + 256)) }
    bytes.withUnsafeMutableBytes {
      UnsafeMutableRawBufferPointer(rebasing: $0[start..<end])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[range]))
    }
    used = end
    return start..<end
  }

  /// Appends bytes; the range that they take.
  mutating func append(_ utf8: ArraySlice<UInt8>) -> Range<Int> {
    utf8.withUnsafeBytes { append($0) }
  }

  /// Where the next bytes are appended.
  var end: Int { used }

  /// Adds a metadata value that was appended before.
  mutating func addMetadata(_ name: StaticString, _ value: Range<Int>) {
    guard metadata.count < JSONRecord.maxMembers else { return }
    metadata.append((append(name), value))
  }

  /// Adds a metadata value.
  mutating func addMetadata(_ name: StaticString, _ value: UnsafeRawBufferPointer) {
    let value = append(value)
    addMetadata(name, value)
  }

  /// Adds a metadata value that was appended before, under a name that is not known beforehand.
  mutating func addMetadata(_ name: [UInt8], _ value: Range<Int>) {
    guard metadata.count < JSONRecord.maxMembers else { return }
    metadata.append((append(name), value))
  }

  /// A range without the blanks at its ends.
  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    guard start >= 0, end <= bytes.count else { return 0..<0 }
    while start < end, InputFormat.isBlank(bytes[start]) { start += 1 }
    while end > start, InputFormat.isBlank(bytes[end - 1]) { end -= 1 }
    return start..<end
  }

  /// Makes a document that a reader has appended fit to be indexed: all of it UTF-8, with an id.
  mutating func finish() {
    title = repaired(title)
    text = repaired(text)
    noteReplacements()
    id = repaired(id)
    for index in metadata.indices {
      let (key, value) = metadata[index]
      metadata[index] = (repaired(key), repaired(value))
    }
    if id.isEmpty { makeID(at: used) }
  }

  /// Finds out whether bytes were replaced.
  mutating func noteReplacements() {
    hasReplacements = holdsReplacement(title) || holdsReplacement(text)
  }

  /// Whether a range holds U+FFFD, which stands for what meant nothing, here or before.
  private func holdsReplacement(_ range: Range<Int>) -> Bool {
    bytes.withUnsafeBytes { ByteSearch.first("\u{FFFD}", in: $0, range) != nil }
  }

  /// A range of UTF-8: the same, or that of a copy with what is no UTF-8 replaced by U+FFFD.
  private mutating func repaired(_ range: Range<Int>) -> Range<Int> {
    guard range.upperBound <= bytes.count else { return 0..<0 }
    guard bytes.withUnsafeBytes({ Utf8Check.firstFault(in: $0, range) }) != nil else {
      return range
    }
    return append(Array(String(decoding: bytes[range], as: UTF8.self).utf8))
  }

  // MARK: Placing

  /// Copies `utf8` to `position`, for which room was made; the range that it takes.
  mutating func put(_ utf8: some Collection<UInt8>, at position: Int) -> Range<Int> {
    let end = position + utf8.count
    reserve(end)
    bytes.withUnsafeMutableBytes {
      UnsafeMutableRawBufferPointer(rebasing: $0[position..<end]).copyBytes(from: utf8)
    }
    return position..<end
  }

  /// Like `put`, with line ends CR LF turned into LF.
  mutating func putText(_ utf8: ArraySlice<UInt8>, at position: Int) -> Range<Int> {
    let whole = put(utf8, at: position)
    guard utf8.contains(0x0D) else { return whole }
    var end = position
    for index in whole {
      let isReturn = bytes[index] == 0x0D && index + 1 < whole.upperBound
      if isReturn, bytes[index + 1] == 0x0A { continue }
      bytes[end] = bytes[index]
      end += 1
    }
    return position..<end
  }

  /// Puts a name and a slash before the id, which is stored anew from `position` on, behind all else.
  mutating func prefixID(with name: String, at position: Int) {
    guard !name.isEmpty else { return }
    let whole = Array(name.utf8) + [UInt8(ascii: "/")] + bytes[id]
    id = put(whole, at: position)
    used = max(used, id.upperBound)
  }

  /// Gives the document an id made from its content, stored from `position` on.
  mutating func makeID(at position: Int) {
    let hash = bytes.withUnsafeBytes {
      ContentHash.hash(
        UnsafeRawBufferPointer(rebasing: $0[text]),
        seed: ContentHash.hash(UnsafeRawBufferPointer(rebasing: $0[title]), seed: 0))
    }
    reserve(position + 17)
    bytes[position] = UInt8(ascii: "q")
    for digit in 0..<16 {
      let value = UInt8(truncatingIfNeeded: hash >> UInt64(60 - 4 * digit)) & 15
      bytes[position + 1 + digit] = value < 10 ? 48 + value : 87 + value
    }
    id = position..<(position + 17)
    used = max(used, position + 17)
  }
}
