import TestSupport
import Testing

@testable import QuarryCorpus

@Suite("Wikitext of any kind")
struct WikitextPropertyTests {
  private static let words = [
    "alpha", "Beta", "gamma,", "delta.", "été", "東京", "1942", "x-ray", "(epsilon)", "don't",
  ]

  /// A plain paragraph, and the same with markup between and around its words.
  private func paragraph(_ random: inout SplitMix64) -> (plain: String, marked: String) {
    var plain: [String] = []
    var marked: [String] = []
    for _ in 0..<Int(random.next() % 20 + 1) {
      let word = Self.words[Int(random.next() % UInt64(Self.words.count))]
      plain.append(word)
      switch random.next() % 9 {
      case 0: marked.append("''\(word)''")
      case 1: marked.append("[[Target|\(word)]]")
      case 2: marked.append("\(word)<ref name=\"x\">[[y]] {{z|1}}</ref>")
      case 3: marked.append("{{lang|fr|\(word)}}")
      case 4: marked.append("<span class=\"a\">\(word)</span>")
      case 5: marked.append("\(word)<!-- [[c]] -->")
      case 6: marked.append("[http://example.org \(word)]")
      default: marked.append(word)
      }
    }
    return (plain.joined(separator: " "), marked.joined(separator: " "))
  }

  @Test("No text of a paragraph is lost and no markup stays", arguments: 0..<50 as Range<UInt64>)
  func plain(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<20 {
      let (plain, marked) = paragraph(&random)
      #expect(String(decoding: WikitextCleaner.text(of: Array(plain.utf8)), as: UTF8.self) == plain)
      let cleaned = WikitextCleaner.text(of: Array(marked.utf8))
      #expect(String(decoding: cleaned, as: UTF8.self) == plain, "\(marked)")
    }
  }

  @Test("Pieces of markup in any order never trap", arguments: 0..<200 as Range<UInt64>)
  func pieces(seed: UInt64) {
    let pieces = [
      "{{", "}}", "{{{", "}}}", "[[", "]]", "[", "]", "|", "||", "!", "!!", "\n", "\n{|", "\n|}",
      "\n|-", "\n=", "=", "<ref>", "</ref>", "<ref ", "/>", "<nowiki>", "</nowiki>", "''", "'''",
      "&amp;", "&#", ";", "<!--", "-->", "http://", "[http://", "File:", "Category:", "convert|",
      "lang|", "birth date|", "1", " ", "(", ")", "a", "é", "<gallery>", "</gallery>", "__", "_",
      "<math>", "<", ">", "\n*", "\n:", "ubl|", "quote|", "frac|", "\u{0}",
    ]
    var random = SplitMix64(seed: seed)
    var bytes: [UInt8] = []
    for _ in 0..<Int(random.next() % 300) {
      bytes += Array(pieces[Int(random.next() % UInt64(pieces.count))].utf8)
    }
    if random.next() % 2 == 0, !bytes.isEmpty {
      bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
    }
    let text = WikitextCleaner.text(of: bytes)
    #expect(text.count <= 20 * bytes.count + 100)
  }

  @Test(
    "Hostile nesting costs no more than other text",
    arguments: [
      "{{", "[[", "{{{", "<ref>", "[http://", "{|\n|", "''", "<", "{{lang|a|", "[[a|", "<nowiki>",
      "&", "__", "{{convert|1|to|", "==", "(", "\n=", "{{a}}", "<ref/>", "<math>{", "\n{{x\n|",
    ])
  func hostile(piece: String) {
    let text = Array(String(repeating: piece, count: 50_000).utf8)
    let cleaned = WikitextCleaner.text(of: text)
    #expect(cleaned.count <= 2 * text.count)
  }
}
