/// Ways to say the same thing, given by the user and applied to queries.
///
/// Words are compared without regard to case and to punctuation around them, or as `folding` makes
/// them. Where several entries fit, the longest is taken.
public struct SynonymMap: Sendable {
  /// How words are made comparable.
  public typealias Folding = @Sendable (_ word: String) -> String

  /// What an entry becomes.
  struct Entry: Sendable {
    /// The other ways, as they are to be searched, in the order of the file.
    var ways: [String] = []
    /// Whether the words of the query themselves are dropped (`a => b`).
    var isReplaced = true
  }

  /// The largest file, in bytes.
  public static let maxBytes = 16 << 20
  /// The most ways for one entry.
  public static let maxWays = 64
  /// The most words of one entry.
  static let maxEntryWords = 16
  /// The most ways that are added to one query; what is beyond stays as it was typed.
  static let maxAdded = 1024

  /// The most ways of all entries together, which bounds the memory.
  static let maxAllWays = 1 << 20

  /// By the folded words, with a space between them.
  private(set) var entries: [String: Entry] = [:]
  /// In words.
  private(set) var longestEntry = 0
  private(set) var wayCount = 0
  private let folding: Folding?

  init(folding: Folding?) {
    self.folding = folding
  }

  /// The number of words and rows of words that have other ways.
  public var count: Int { entries.count }

  /// Reads Solr's format: `a, b, c` are ways to say one thing, `a, b => c, d` says that a and b are
  /// searched as c or d; `#` begins a comment line; a backslash takes the meaning from a sign.
  ///
  /// - Throws: a `SynonymError` for the first line with a mistake, or where a limit is passed.
  public init(_ text: String, folding: Folding? = nil) throws(SynonymError) {
    self.init(folding: folding)
    var reader = SynonymReader()
    try reader.read(text, into: &self)
  }

  /// Adds ways for an entry; false where they become too many.
  mutating func add(_ ways: [String], for words: [String], isReplaced: Bool) -> Bool {
    let key = key(words[...])
    var entry = entries[key] ?? Entry()
    entry.isReplaced = entry.isReplaced && isReplaced
    for way in ways where !entry.ways.contains(way) {
      entry.ways.append(way)
      wayCount += 1
    }
    guard entry.ways.count <= Self.maxWays else { return false }
    entries[key] = entry
    longestEntry = max(longestEntry, key.unicodeScalars.count { $0 == " " } + 1)
    return true
  }

  /// What a row of words is found by.
  func key(_ words: ArraySlice<String>) -> String {
    words.map(fold).joined(separator: " ")
  }

  private func fold(_ word: String) -> String {
    let scalars = word.unicodeScalars
    guard let start = scalars.firstIndex(where: QuerySigns.isWordCharacter),
      let end = scalars.lastIndex(where: QuerySigns.isWordCharacter)
    else { return word }
    let core = String(scalars[start...end])
    return folding?(core) ?? core.lowercased()
  }

  /// The longest entry that `words` begin with.
  func find(_ words: ArraySlice<String>) -> (entry: Entry, count: Int)? {
    var count = min(words.count, longestEntry)
    while count > 0 {
      if let entry = entries[key(words.prefix(count))] { return (entry, count) }
      count -= 1
    }
    return nil
  }
}
