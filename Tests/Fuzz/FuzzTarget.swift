import QuarryCorpus
import QuarryFormat
import QuarrySearch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What libFuzzer's inputs are given to: one parser each, chosen by `QUARRY_FUZZ_TARGET`.
///
/// A target fails by a trap, by taking too long or too much memory, or where what a parser gives breaks a
/// rule that `check(_:_:)` names.
enum FuzzTarget: String, CaseIterable {
  case json, jsonl, mediawiki, sgml, csv, html, text, mail, mbox, warc
  /// Character sets: the first byte of the input chooses one.
  case charset
  /// Whatever the first bytes of the input say, zip and tar included.
  case detect
  /// Queries, synonyms and files of queries.
  case query
  /// Expressions, wildcards and fuzzy words.
  case pattern
  case date
  /// Index files whose checksums are right.
  case index

  static let chosen: FuzzTarget = {
    let name = getenv("QUARRY_FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
      fail("QUARRY_FUZZ_TARGET is none of \(allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return target
  }()

  /// Whether the fault that is there on purpose is to be found; see `DumpCheck` and `IndexCheck`.
  static let isPlanted = getenv("QUARRY_FUZZ_PLANTED") != nil

  func run(_ input: [UInt8]) {
    switch self {
    case .json: DumpCheck.run(input, as: .json)
    case .jsonl: DumpCheck.run(input, as: .jsonLines)
    case .mediawiki: DumpCheck.run(input, as: .mediaWiki)
    case .sgml:
      for format in [RecordFormat.reuters, .trec, .wikiExtractor] {
        DumpCheck.run(input, as: format)
      }
    case .csv: DumpCheck.run(input, as: .table)
    case .html: DumpCheck.run(input, as: .html)
    case .text:
      for format in [RecordFormat.text, .markdown] { DumpCheck.run(input, as: format) }
    case .mail: DumpCheck.run(input, as: .mail)
    case .mbox: DumpCheck.run(input, as: .mbox)
    case .warc: DumpCheck.run(input, as: .warc)
    case .charset:
      guard let first = input.first else { return }
      let name = Self.encodings[Int(first) % Self.encodings.count]
      DumpCheck.run(Array(input.dropFirst()), as: .text, in: TextEncoding(name: name))
    case .detect: DumpCheck.run(input, as: nil)
    case .query: Self.parseQueries(input)
    case .pattern: Self.compilePatterns(input)
    case .date:
      for allowsEpoch in [true, false] {
        guard let span = DateText.parse(input, allowsEpoch: allowsEpoch) else { continue }
        Self.check(span.start < span.end, "a date ends before it begins")
      }
    case .index: IndexCheck.run(input)
    }
  }

  private static let encodings = [
    "UTF-8", "UTF-16", "UTF-16LE", "Windows-1252", "ISO-8859-1", "KOI8-R", "Shift_JIS", "GB18030",
    "EUC-KR", "Big5", "ISO-2022-JP",
  ]

  private static func parseQueries(_ input: [UInt8]) {
    let text = String(decoding: input, as: UTF8.self)
    if let parsed = try? QueryParser().parse(text) {
      let written = parsed.query.description
      let again = try? QueryParser().parse(written)
      check(
        again?.query == parsed.query, "a query is read otherwise than it is written: \(written)")
    }
    _ = try? QueryParser(mode: .strict).parse(text)
    _ = try? SynonymMap(text)
    let file = QueryFile(bytes: input)
    for _ in 0..<100 {
      guard let record = try? file.next() else { break }
      check(record.text.utf8.count <= 3 * input.count, "a query is longer than its file")
    }
  }

  private static func compilePatterns(_ input: [UInt8]) {
    let text = String(decoding: input, as: UTF8.self)
    for pattern in [
      WordPattern.regex(text), .wildcard(text), .prefix(text), .fuzzy(text, edits: nil),
    ] {
      _ = try? PatternAutomaton(pattern) { $0.lowercased() }
    }
  }

  /// Ends the program where a rule is broken, so that libFuzzer keeps the input.
  static func check(_ condition: Bool, _ rule: @autoclosure () -> String) {
    if !condition { fail(rule()) }
  }

  static func fail(_ reason: String) -> Never {
    let line = Array("quarry-fuzz: \(reason)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
    abort()
  }
}

/// Where libFuzzer hands over an input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
  FuzzTarget.chosen.run(Array(UnsafeBufferPointer(start: data, count: count)))
  return 0
}
