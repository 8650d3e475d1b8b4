/// An export of a wiki that does not exist, page by page.
///
/// What matters to a reader of exports is there: pages of a few words and of hundreds of kilobytes,
/// several revisions, redirects, other namespaces, escaped markup, and nesting of templates and tables.
struct WikiExport {
  static let head = Array(
    """
    <mediawiki xmlns="http://www.mediawiki.org/xml/export-0.11/" version="0.11" xml:lang="en">
      <siteinfo>
        <sitename>Nowhere Wiki</sitename>
        <dbname>nowherewiki</dbname>
        <base>https://nowhere.example/wiki/Main_Page</base>
        <namespaces>
          <namespace key="0" case="first-letter" />
          <namespace key="1" case="first-letter">Talk</namespace>
          <namespace key="10" case="first-letter">Template</namespace>
          <namespace key="14" case="first-letter">Category</namespace>
        </namespaces>
      </siteinfo>

    """.utf8)
  static let tail = Array("</mediawiki>\n".utf8)

  private var random: SplitMix64
  private var words: MadeWords
  /// The number of the next page.
  private var number = 1
  /// Titles of pages before, for links and redirects.
  private var titles: [String] = ["Nowhere"]

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    words = MadeWords(seed: seed)
  }

  /// Appends the next page.
  mutating func appendPage(to buffer: inout [UInt8]) {
    let title = title()
    switch random.below(20) {
    case 0...2: append("Talk:\(title)", 1, "== \(title) ==\n\(paragraph()) ~~~~", to: &buffer)
    case 3:
      append(
        "Template:\(title)", 10, "<includeonly>{{{1|\(sentence())}}}</includeonly>", to: &buffer)
    case 4...8:
      let target = linked()
      append(title, 0, "#REDIRECT [[\(target)]]", redirect: target, to: &buffer)
    default:
      append(title, 0, article(title), to: &buffer)
      if titles.count < 4096 {
        titles.append(title)
      } else {
        titles[random.below(titles.count)] = title
      }
    }
  }

  // MARK: XML

  private mutating func append(
    _ title: String, _ namespace: Int, _ text: String, redirect: String? = nil,
    to buffer: inout [UInt8]
  ) {
    var page = "  <page>\n    <title>\(title)</title>\n    <ns>\(namespace)</ns>\n"
    page += "    <id>\(number)</id>\n"
    if let redirect { page += "    <redirect title=\"\(redirect)\" />\n" }
    page += "    <revision>\n      <id>\(1_000_000 + number)</id>\n"
    let (day, hour) = (1 + random.below(28), random.below(24))
    page += "      <timestamp>20\(10 + random.below(15))-0\(1 + random.below(9))-"
    page += "\(day < 10 ? "0" : "")\(day)T\(hour < 10 ? "0" : "")\(hour):00:00Z</timestamp>\n"
    page += "      <model>wikitext</model>\n      <format>text/x-wiki</format>\n"
    buffer += Array(page.utf8)
    buffer += Array("      <text bytes=\"\(text.utf8.count)\" xml:space=\"preserve\">".utf8)
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "<"): buffer += Array("&lt;".utf8)
      case UInt8(ascii: ">"): buffer += Array("&gt;".utf8)
      case UInt8(ascii: "&"): buffer += Array("&amp;".utf8)
      case UInt8(ascii: "\""): buffer += Array("&quot;".utf8)
      default: buffer.append(byte)
      }
    }
    buffer += Array("</text>\n    </revision>\n  </page>\n".utf8)
    number += 1
  }

  // MARK: Wikitext

  private mutating func article(_ title: String) -> String {
    var text = "{{Infobox thing\n| name = \(title)\n| image = \(title).jpg\n| area = "
    text += "{{convert|\(1 + random.below(900))|km2}}\n| note = \(sentence())\n}}\n"
    text += "'''\(title)''' ({{lang|xx|\(words.next())}}) is \(sentence())"
    text +=
      "<ref name=\"r\(number)\">{{cite web|title=\(sentence())|url=http://a.example/?a=1&b=2}}</ref>\n\n"
    // A few pages are very long, as lists are in real wikis.
    let sections = random.below(500) == 0 ? 200 : 1 + random.below(6)
    for _ in 0..<sections {
      text += "== \(words.next(capital: true)) \(words.next()) ==\n"
      for _ in 0...random.below(4) { text += paragraph() + "\n\n" }
      if random.below(4) == 0 { text += table() }
      if random.below(4) == 0 { text += list() }
    }
    text += "{{reflist}}\n{{DEFAULTSORT:\(title)}}\n"
    for _ in 0...random.below(3) { text += "[[Category:\(words.next(capital: true))]]\n" }
    return text
  }

  private mutating func table() -> String {
    var text = "{| class=\"wikitable\"\n|+ \(sentence())\n! \(words.next()) !! \(words.next())\n"
    for _ in 0..<2 + random.below(10) {
      text += "|-\n| style=\"color: red\" | \(words.next()) || [[\(linked())|\(words.next())]]\n"
    }
    return text + "|}\n"
  }

  private mutating func list() -> String {
    (0..<2 + random.below(8)).map { _ in "* [[\(linked())]]: \(sentence())" }
      .joined(separator: "\n") + "\n"
  }

  private mutating func paragraph() -> String {
    (0...random.below(6)).map { _ in sentence() }.joined(separator: " ")
  }

  private mutating func sentence() -> String {
    var text = words.next(capital: true)
    for _ in 0..<3 + random.below(18) {
      text += " "
      switch random.below(24) {
      case 0: text += "[[\(linked())|\(words.next())]]"
      case 1: text += "''\(words.next())''"
      case 2: text += "\(1 + random.below(2000))"
      case 3: text += "[[\(linked())]]"
      default: text += words.next()
      }
    }
    if random.below(12) == 0 { text += "<!-- \(words.next()) -->" }
    if random.below(8) == 0 { text += "<ref>{{cite book|title=\(words.next())}}</ref>" }
    return text + "."
  }

  private mutating func title() -> String {
    "\(words.next(capital: true)) \(words.next()) \(number)"
  }

  private mutating func linked() -> String { titles[random.below(titles.count)] }
}

/// Words that do not exist: syllables put together, the lower ones of a long list far more often.
///
/// The ranks follow Zipf's law (Zipf, "Human behavior and the principle of least effort", 1949), drawn
/// by raising the length of the list to a random power.
struct MadeWords {
  private static let starts = [
    "b", "br", "c", "d", "dr", "f", "g", "gl", "h", "k", "l", "m", "n", "p", "pl", "r", "s", "st",
    "t",
    "tr", "v", "w",
  ]
  private static let middles = ["a", "e", "i", "o", "u", "ai", "ea", "ou"]
  private static let ends = ["", "", "n", "r", "s", "t", "l", "m", "nd", "st"]
  /// The list is 2 to the power of so many words long.
  private static let bits = 20

  private var random: SplitMix64
  private var common: [String]

  init(seed: UInt64) {
    random = SplitMix64(seed: seed ^ 0x5765_7264)
    common = (0..<4096).map(Self.word)
  }

  /// The next word, by chance.
  mutating func next(capital: Bool = false) -> String {
    // A whole power by shifts, so that every machine draws the same, and a rest within it.
    let power = random.below(Self.bits + 1)
    let rank = power == 0 ? 0 : (1 << (power - 1)) + random.below(1 << (power - 1))
    let word = rank < common.count ? common[rank] : Self.word(rank)
    return capital ? word.prefix(1).uppercased() + word.dropFirst() : word
  }

  /// The word of a rank.
  private static func word(_ rank: Int) -> String {
    var rest = rank
    var word = ""
    repeat {
      word += starts[rest % starts.count]
      rest /= starts.count
      word += middles[rest % middles.count]
      rest /= middles.count
      word += ends[rest % ends.count]
      rest /= ends.count
    } while rest > 0
    return word
  }
}
