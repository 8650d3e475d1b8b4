/// Why a file of synonyms cannot be used.
public struct SynonymError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The line with the mistake, from 1.
  public let line: Int
  /// What is wrong, on one line.
  public let reason: String

  public var description: String { "line \(line): \(reason)" }
}

/// Reads Solr's format of synonyms.
struct SynonymReader {
  private var line = 0

  mutating func read(_ text: String, into map: inout SynonymMap) throws(SynonymError) {
    guard text.utf8.count <= SynonymMap.maxBytes else {
      throw SynonymError(line: 1, reason: "longer than \(SynonymMap.maxBytes) bytes")
    }
    for part in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
      line += 1
      guard let first = part.first(where: { !QuerySigns.isSpace($0) }), first != "#" else {
        continue
      }
      try read(line: part, into: &map)
    }
  }

  private func fault(_ reason: String) -> SynonymError {
    SynonymError(line: line, reason: reason)
  }

  private func read(
    line: Substring.UnicodeScalarView, into map: inout SynonymMap
  ) throws(SynonymError) {
    let sides = try sides(of: line)
    guard sides.count <= 2 else { throw fault("more than one =>") }
    guard sides.allSatisfy({ !$0.isEmpty }) else {
      throw fault(sides.count == 2 ? "nothing on one side of =>" : "no words")
    }
    let targets = sides[sides.count - 1]
    guard targets.count <= SynonymMap.maxWays else {
      throw fault("more than \(SynonymMap.maxWays) ways to say one thing")
    }
    if sides.count == 1, targets.count == 1 { throw fault("one entry alone has no synonym") }
    for words in sides[0] {
      guard map.wayCount <= SynonymMap.maxAllWays else {
        throw fault("more than \(SynonymMap.maxAllWays) ways in all; use a smaller file")
      }
      // Of equals, each gets the others; what replaces an entry may hold the entry itself.
      let others = sides.count == 2 ? targets : targets.filter { $0 != words }
      let ways = others.map { $0.joined(separator: " ") }
      guard map.add(ways, for: words, isReplaced: sides.count == 2) else {
        throw fault("more than \(SynonymMap.maxWays) ways to say \(words.joined(separator: " "))")
      }
    }
  }

  /// The entries on both sides of `=>`, each as its words.
  private func sides(
    of line: Substring.UnicodeScalarView
  ) throws(SynonymError) -> [[[String]]] {
    var sides: [[[String]]] = [[]]
    var words: [String] = []
    var word = String.UnicodeScalarView()
    func endWord() {
      if !word.isEmpty { words.append(String(word)) }
      word = String.UnicodeScalarView()
    }
    func endEntry() throws(SynonymError) {
      endWord()
      guard words.count <= SynonymMap.maxEntryWords else {
        throw fault("an entry of more than \(SynonymMap.maxEntryWords) words")
      }
      if !words.isEmpty { sides[sides.count - 1].append(words) }
      words = []
    }
    var place = line.startIndex
    while place < line.endIndex {
      let scalar = line[place]
      let next = line.index(after: place)
      place = next
      if scalar == "\\", next < line.endIndex {
        word.append(line[next])
        place = line.index(after: next)
      } else if scalar == "," {
        try endEntry()
      } else if scalar == "=", next < line.endIndex, line[next] == ">" {
        try endEntry()
        sides.append([])
        place = line.index(after: next)
      } else if QuerySigns.isSpace(scalar) {
        endWord()
      } else {
        word.append(scalar)
      }
    }
    try endEntry()
    return sides
  }
}
