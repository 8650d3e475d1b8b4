import TestSupport
import Testing

@testable import QuarrySearch

/// The fields that the tests' queries may name.
private let fields = QueryFields(
  text: ["title", "body"], metadata: ["date", "source", "words", "id", "tags", "tag", "url"])

private func should(_ queries: Query...) -> Query { .clauses(queries.map { .init(.should, $0) }) }
private func must(_ queries: Query...) -> Query { .clauses(queries.map { .init(.must, $0) }) }

private func regexFault(_ expression: String) -> (offset: Int, reason: String)? {
  expression.contains("[") && !expression.contains("]") ? (1, "a class is open") : nil
}

private func parse(_ text: String, _ mode: QueryParser.Mode) throws -> ParsedQuery {
  try QueryParser(mode: mode, fields: fields, regexCheck: regexFault).parse(text)
}

@Suite struct QueryParserTests {
  /// Every production of the grammar; both modes read them alike.
  static let right: [(String, Query)] = [
    ("", .nothing),
    ("   \t\n ", .nothing),
    ("cat", .word("cat")),
    ("  cat  dog ", should("cat", "dog")),
    ("cat\u{3000}dog\u{A0}cow\u{FEFF}", should("cat", "dog", "cow")),
    ("+cat -dog", .clauses([.init(.must, "cat"), .init(.mustNot, "dog")])),
    ("-cat", .clauses([.init(.should, .all), .init(.mustNot, "cat")])),
    ("s-400 c++ o'neil 3.14 a@b.c", should("s-400", "c++", "o'neil", "3.14", "a@b.c")),
    ("\"Model C\"-car (a)-b", should(.phrase("Model C"), "-car", "a", "-b")),
    ("cat AND dog", must("cat", "dog")),
    ("cat && dog", must("cat", "dog")),
    ("cat OR dog || cow", should("cat", "dog", "cow")),
    ("cat NOT dog", .clauses([.init(.should, "cat"), .init(.mustNot, "dog")])),
    ("cat AND NOT dog", .clauses([.init(.must, "cat"), .init(.mustNot, "dog")])),
    ("NOT NOT cat", "cat"),
    ("cat OR NOT dog", should("cat", !"dog")),
    ("a AND b OR c", should(must("a", "b"), "c")),
    ("a OR b AND c", should("a", must("b", "c"))),
    ("a b AND c", should("a", must("b", "c"))),
    ("a and or not near b", should("a", "and", "or", "not", "near", "b")),
    ("(a OR b) AND c", must(should("a", "b"), "c")),
    ("((a)) (b c)", should("a", "b", "c")),
    (
      "+(a b) -(c d)",
      .clauses([.init(.must, should("a", "b")), .init(.mustNot, "c"), .init(.mustNot, "d")])
    ),
    ("a(b)c", should("a", "b", "c")),
    ("\"a cat\"", .phrase("a cat")),
    ("\u{201C}a cat\u{201D} \u{AB}a dog\u{BB}", should(.phrase("a cat"), .phrase("a dog"))),
    ("+\"a cat\"~3^2", .phrase("a cat", slop: 3).boosted(by: 2)),
    ("cat\"a dog\"cow", should("cat", .phrase("a dog"), "cow")),
    (#""say \"no\" \\ c:\d""#, .phrase(#"say "no" \ c:\d"#)),
    ("a NEAR b", .near(["a", "b"], distance: 10)),
    ("a NEAR/5 \"b c\" NEAR/5 =D", .near(["a", .phrase("b c"), .exact("D")], distance: 5)),
    ("a NEAR/2 b AND c", must(.near(["a", "b"], distance: 2), "c")),
    ("turk*", .prefix("turk")),
    ("s?400* *ing", should(.wildcard("s?400*"), .wildcard("*ing"))),
    (#"a\** b\?c*d"#, should(.prefix("a*"), .wildcard(#"b\?c*d"#))),
    ("*", .all),
    ("* -cat", .clauses([.init(.should, .all), .init(.mustNot, "cat")])),
    ("/[a-z]{5}/ /(a|b)\"c/^2", should(.regex("[a-z]{5}"), .regex("(a|b)\"c").boosted(by: 2))),
    (#"/a\/b\ c\d/"#, .regex(#"a/b c\d"#)),
    ("cat~ cat~0 cat~2", should(.fuzzy("cat"), .fuzzy("cat", edits: 0), .fuzzy("cat", edits: 2))),
    ("cat~1^0.5", .fuzzy("cat", edits: 1).boosted(by: 0.5)),
    ("cat^2 dog^1e-3", should(.boosted("cat", by: 2), .boosted("dog", by: 0.001))),
    ("(cat dog)^2", should("cat", "dog").boosted(by: 2)),
    ("=Turkey ==^2", should(.exact("Turkey"))),
    ("title:cat", .field("title", "cat")),
    ("Title:cat", .field("title", "cat")),
    ("title:\"a cat\"^3", .field("title", .phrase("a cat")).boosted(by: 3)),
    ("title:(a +b)", .field("title", .clauses([.init(.should, "a"), .init(.must, "b")]))),
    (
      "title:cat* title:/x/ title:=X title:x~1",
      should(
        .field("title", .prefix("cat")), .field("title", .regex("x")),
        .field("title", .exact("X")), .field("title", .fuzzy("x", edits: 1)))
    ),
    ("id:a:b/c-1", .field("id", "a:b/c-1")),
    ("date:*", .field("date", .all)),
    ("date:2019", .field("date", "2019")),
    ("date:2019..2021", .range("date", from: "2019", to: "2021")),
    (
      "date:2019.. AND date:..2021-05",
      must(
        .range("date", from: "2019"), .range("date", to: "2021-05"))
    ),
    ("date:>2019-05", .range(field: "date", from: .init("2019-05", isIncluded: false), to: nil)),
    ("words:>=500", .range("words", from: "500")),
    ("words:<500", .range(field: "words", from: nil, to: .init("500", isIncluded: false))),
    ("words:<=-5", .range("words", to: "-5")),
    ("words:[1 TO 5]", .range("words", from: "1", to: "5")),
    ("words:{1 TO *}", .range(field: "words", from: .init("1", isIncluded: false), to: nil)),
    ("cat source:bbc", .clauses([.init(.should, "cat"), .init(.must, .field("source", "bbc"))])),
    (
      "cat date:2019..",
      .clauses([.init(.should, "cat"), .init(.must, .range("date", from: "2019"))])
    ),
    ("cat -tag:x", .clauses([.init(.should, "cat"), .init(.mustNot, .field("tag", "x"))])),
    ("cat OR source:bbc", should("cat", .field("source", "bbc"))),
    ("cat (source:bbc)", should("cat", .field("source", "bbc"))),
    ("SYN(a \"b c\")", .synonyms(["a", .phrase("b c")])),
    (#"\AND \+a \- a\:b \"x"#, should("AND", "+a", "-", "a:b", "\"x")),
    ("\u{FF0B}cat \u{2212}dog", .clauses([.init(.must, "cat"), .init(.mustNot, "dog")])),
    ("https://x.org/a?b=(c)*:~1^2", "https://x.org/a?b=(c)*:~1^2"),
    ("(www.x.org/a?b)", "www.x.org/a?b"),
    ("北京 🦊", should("北京", "🦊")),
  ]

  @Test(arguments: right.indices)
  func readsTheGrammar(_ index: Int) throws {
    let (text, query) = Self.right[index]
    let isLenientOnly = text.contains("==")
    for mode in isLenientOnly ? [.lenient] : [QueryParser.Mode.lenient, .strict] {
      let parsed = try parse(text, mode)
      #expect(parsed.query == query.normalized, "\(text) \(mode) gave \(parsed.query)")
      if !isLenientOnly { #expect(parsed.notices.isEmpty) }
    }
  }

  /// What people type and paste: lenient mode makes words of it, strict mode points at the mistake.
  static let wrong: [(text: String, query: Query, offset: Int, notices: Int)] = [
    ("\"never closed", .phrase("never closed"), 0, 1),
    ("cat \"", "cat", 4, 0),
    ("a 5\" screen", should("a", "5", "screen"), 3, 0),
    ("in 2020,\" but", should("in", "2020,", "but"), 8, 0),
    ("\"a b c d e f g h i", should("a", "b", "c", "d", "e", "f", "g", "h", "i"), 0, 1),
    ("the ?slip? effect", should("the", "slip", "effect"), -1, 0),
    ("\"\" cat", "cat", 0, 0),
    ("+(a b", should("a", "b"), 1, 1),
    ("a)b", should("a", "b"), 1, 0),
    ("() cat", "cat", 0, 0),
    ("+ - cat", "cat", 0, 0),
    ("--cat", "cat", 0, 0),
    ("cat AND", should("cat", "AND"), 4, 0),
    ("OR cat", should("OR", "cat"), 0, 0),
    ("cat &&", "cat", 4, 0),
    ("cat AND OR dog", .clauses([.init(.should, must("cat", "OR")), .init(.should, "dog")]), 8, 0),
    ("cat NOT", should("cat", "NOT"), 4, 0),
    ("+cat OR dog", should("cat", "dog"), 0, 0),
    ("/a[/ b", should("a", "b"), 2, 1),
    ("/usr/bin/x", "/usr/bin/x", 0, 0),
    ("Re: hello", should("Re", "hello"), 0, 0),
    (#"c:\dir\sub"#, should("c", "dir\\sub"), 0, 1),
    ("foo:bar", should("foo", "bar"), 0, 1),
    ("titel:cat", should("titel", "cat"), 0, 1),
    ("-foo:bar", !should("foo", "bar"), 1, 1),
    ("foo:\"a b\"", should("foo", .phrase("a b")), 0, 1),
    ("title: cat", should("title", "cat"), 6, 0),
    ("title:>a", .field("title", ">a"), 6, 1),
    ("words:> 5", .clauses([.init(.should, "5")]), 6, 0),
    ("5*3 2*2*2", should("5*3", "2*2*2"), -1, 0),
    ("5 * 3", should("5", "3"), -1, 0),
    ("what? why?!", should("what", "why"), -1, 0),
    ("turk*, ankar*.", should(.prefix("turk"), .prefix("ankar")), -1, 0),
    ("**bold** *", "bold", -1, 0),
    ("x? & y | z", should("x", "y", "z"), 3, 0),
    (":-) sad :(", "sad", 0, 0),
    ("¯\\_(ツ)_/¯ ^_^ <3", should("¯_", "ツ", "_/¯", "<3"), 10, 0),
    ("a^b x^", should("a^b", "x^"), 0, 0),
    ("10^6", "10^6", -1, 0),
    ("a^2000", "a^2000", 0, 0),
    ("a~b ~/dir ~50", should("a~b", "~/dir", "~50"), 0, 0),
    ("cat~7", .fuzzy("cat", edits: 2), 0, 1),
    ("cat~0.8", .fuzzy("cat"), 0, 1),
    ("\"a b\"~", .phrase("a b"), 5, 1),
    ("\"a b\"~99999", .phrase("a b", slop: 1000), 5, 1),
    ("a NEAR/0 b", .near(["a", "b"], distance: 1), 2, 1),
    ("a NEAR b*", must("a", .prefix("b")), 7, 1),
    ("a NEAR/2 b NEAR/3 c", .near(["a", "b", "c"], distance: 3), 0, 1),
    ("= a", "a", 0, 0),
    ("a\u{0}b\u{1}c\u{FFFD}", should("a", "b", "c\u{FFFD}"), -1, 0),
    ("index.php?id=5&x=*", "index.php?id=5&x=*", -1, 0),
  ]

  @Test(arguments: wrong.indices)
  func forgivesMistakes(_ index: Int) throws {
    let (text, query, offset, notices) = Self.wrong[index]
    let parsed = try parse(text, .lenient)
    #expect(parsed.query == query.normalized, "\(text) gave \(parsed.query)")
    #expect(parsed.notices.count == notices, "\(text): \(parsed.notices)")
    guard offset >= 0 else { return }
    do {
      let parsed = try parse(text, .strict)
      Issue.record("\(text) was read as \(parsed.query)")
    } catch let error as QuerySyntaxError {
      #expect(error.offset == offset, "\(text): \(error)")
      #expect(!error.message.isEmpty)
    }
  }

  @Test func namesTheNearestFields() throws {
    let notices = try parse("autor:x titel:cat", .lenient).notices
    #expect(notices.last == "there is no field titel: searched as words (did you mean title)")
    #expect(NearestNames.find("dtae", in: ["date", "data", "words"]) == ["date"])
    #expect(NearestNames.find("q", in: ["date", "words"]).isEmpty)
  }

  @Test func errorsPointAtTheCharacter() throws {
    do {
      _ = try parse("red fox AND (blue", .strict)
      Issue.record("no error")
    } catch let error as QuerySyntaxError {
      let excerpt = error.excerpt(of: "red fox AND (blue")
      #expect(excerpt.text == "red fox AND (blue")
      #expect(excerpt.marks == "            ^")
      #expect(error.description.contains("at character 13"))
      let long = String(repeating: "x ", count: 200) + "red fox AND (blue"
      let other = QuerySyntaxError(412..<413, "x").excerpt(of: long, width: 40)
      #expect(other.text.unicodeScalars.count == 41)
      #expect(Array(other.text)[other.marks.count - 1] == "(")
    }
  }

  @Test func onlyLimitsAreErrors() throws {
    func isRefused(_ text: String) -> Bool {
      do {
        _ = try parse(text, .lenient)
        return false
      } catch {
        return true
      }
    }
    #expect(isRefused(String(repeating: "a", count: 65_537)))
    #expect(!isRefused(String(repeating: "a", count: 65_536)))
    #expect(isRefused(String(repeating: "a ", count: 1025)))
    #expect(!isRefused(String(repeating: "a ", count: 1024)))
    #expect(isRefused("\"" + String(repeating: "a ", count: 1025) + "\""))
    #expect(isRefused(String(repeating: "(", count: 33) + "a"))
    #expect(!isRefused(String(repeating: "(", count: 32) + "a"))
    #expect(!isRefused(String(repeating: "NOT ", count: 10_000) + "a"))
    #expect(!isRefused(String(repeating: "+ - ", count: 10_000) + "a"))
  }

  @Test func plainWordsAreKnown() throws {
    #expect(try parse("Mercury (planet)?", .lenient).query.plainWords == ["Mercury", "planet"])
    #expect(try parse("what is it?", .lenient).query.isPlainWords)
    #expect(try parse("cat", .lenient).query.isPlainWords)
    for text in ["cat -dog", "\"a b\"", "c*", "cat^2", "title:cat", "", "*", "+a b"] {
      #expect(try !parse(text, .lenient).query.isPlainWords, "\(text)")
    }
  }
}
