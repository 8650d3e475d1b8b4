/// A query read from text.
public struct ParsedQuery: Sendable, Hashable {
  /// In its normal form; `Query.nothing`, a list without clauses, where the text asks for nothing.
  public let query: Query
  /// What was read otherwise than it was written, a sentence each, to be shown to the person.
  public let notices: [String]
}

/// Reads the language of queries, which `QueryHelp.text` explains to its users.
///
///     list     = clause*                          any may match; + must, - must not
///     clause   = and (("OR" | "||") and)*
///     and      = near (("AND" | "&&") near)*
///     near     = unary (("NEAR" | "NEAR/" n) unary)*
///     unary    = ("NOT" | "+" | "-")* atom ["^" number]
///     atom     = "(" list ")" | "SYN(" list ")" | field ":" value | value
///     value    = phrase ["~" n] | "/" regex "/" | "=" word | pattern | word ["~" [n]] | "*"
///     field's  = "(" list ")" | (">" | ">=" | "<" | "<=") word | [word] ".." [word]
///              | ("[" | "{") word "TO" word ("]" | "}")
///
/// A backslash takes the meaning from the sign behind it, and at the start of a word from the whole
/// word (`\AND`). A filter (a field of metadata, a range) without a sign, beside other clauses, is
/// required. Time is linear in the text; nesting is bounded, so that recursion is.
public struct QueryParser: Sendable {
  /// What happens to text that breaks the rules.
  public enum Mode: Sendable, Hashable {
    /// It is searched as words, as far as possible; only the limits are errors.
    case lenient
    /// It is an error.
    case strict
  }

  /// Why a regular expression does not compile, and where in it, in Unicode scalars; nil: it does.
  public typealias RegexCheck = @Sendable (_ expression: String) -> (offset: Int, reason: String)?

  /// The longest text, in bytes of UTF-8.
  public static let maxBytes = 64 << 10
  /// The most words, those of phrases included.
  public static let maxWords = 1024
  /// How deep parentheses may be nested.
  public static let maxDepth = 32

  public var mode: Mode
  public var fields: QueryFields
  /// Asked for each regular expression; nil lets every expression pass.
  public var regexCheck: RegexCheck?

  public init(
    mode: Mode = .lenient, fields: QueryFields = .any, regexCheck: RegexCheck? = nil
  ) {
    self.mode = mode
    self.fields = fields
    self.regexCheck = regexCheck
  }

  /// The query that `text` stands for.
  ///
  /// - Throws: where the text is over a limit and, in strict mode, where it breaks a rule.
  public func parse(_ text: String) throws(QuerySyntaxError) -> ParsedQuery {
    guard text.utf8.count <= Self.maxBytes else {
      throw QuerySyntaxError(
        0..<0, "the query is longer than \(Self.maxBytes) bytes", hint: "shorten it")
    }
    var reader = QueryReader(text, self)
    let query = try reader.readAll()
    if mode == .lenient, let words = QueryProse.words(query) {
      let notice =
        "the query was read as a sentence, without regard to quotation marks; "
        + "use --strict, or fewer words, to search for phrases"
      return ParsedQuery(query: words, notices: reader.notices + [notice])
    }
    return ParsedQuery(query: query, notices: reader.notices)
  }

  /// The query that `text` stands for where nothing is known of an index.
  public static func parse(
    _ text: String, mode: Mode = .lenient
  ) throws(QuerySyntaxError) -> ParsedQuery {
    try QueryParser(mode: mode).parse(text)
  }
}
