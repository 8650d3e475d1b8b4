/// Composes queries in Swift: `.word("turkey") && .title("S-400") && !.prefix("ankar")`.
extension Query {
  /// Documents that match both.
  public static func && (left: Query, right: Query) -> Query {
    allOf([left, right])
  }

  /// Documents that match either; those that match both are better.
  public static func || (left: Query, right: Query) -> Query {
    anyOf([left, right])
  }

  /// Documents that do not match; `a && !b` is a list of a must and a must-not.
  public static prefix func ! (query: Query) -> Query {
    .clauses([Clause(.should, .all), Clause(.mustNot, query)])
  }

  /// Documents that match every one of `queries`.
  public static func allOf(_ queries: [Query]) -> Query {
    Query.clauses(queries.map { Clause(.must, $0) }).normalized
  }

  /// Documents that match at least one of `queries`, the more the better.
  public static func anyOf(_ queries: [Query]) -> Query {
    Query.clauses(queries.map { Clause(.should, $0) }).normalized
  }

  /// The words of `text`, separated by white space, of which at least one has to match.
  public static func words(_ text: String) -> Query {
    anyOf(text.split(whereSeparator: \.isWhitespace).map { .word(String($0)) })
  }

  /// The same documents, their score multiplied by `factor` (0 to 1,000).
  public func boosted(by factor: Double) -> Query {
    .boosted(self, by: factor)
  }

  /// The same in one field.
  public func inField(_ name: String) -> Query {
    .field(name, self)
  }

  /// The same documents, those before the others that match `other`, too.
  public func preferring(_ other: Query) -> Query {
    .clauses([Clause(.must, self), Clause(.should, other)])
  }

  /// A word in the title.
  public static func title(_ word: String) -> Query {
    .field("title", .word(word))
  }

  /// The document with this identifier.
  public static func id(_ identifier: String) -> Query {
    .field("id", .word(identifier))
  }

  /// Values from `from` to `to`, both included.
  public static func range(_ field: String, from: String? = nil, to: String? = nil) -> Query {
    .range(field: field, from: from.map { Bound($0) }, to: to.map { Bound($0) })
  }
}

extension Query: ExpressibleByStringLiteral {
  /// A word as it is written: no signs of the query language are read.
  public init(stringLiteral value: String) {
    self = .word(value)
  }
}
