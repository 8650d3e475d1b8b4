import QuarryAnalysis
import QuarryFormat

/// Works out which documents a filter lets through, from the columns of the segments.
///
/// A keyword passes where its folded words contain the filter's words in a row; a number or a date
/// where it lies in what was written, a date covering the whole year, month or day it names.
struct FilterReader {
  private let context: SearchContext

  init(_ context: SearchContext) {
    self.context = context
  }

  /// The documents of each segment.
  ///
  /// - Throws: a `SearchError` where no document has the field, or where a bound is no value of it.
  func bits(of filter: DocumentFilter) throws(SearchError) -> [DocumentBits] {
    if case .identifier(let name) = filter { return try bits(identifier: name) }
    if case .filled(let fields) = filter { return try bits(filled: fields) }
    let columns = try columns(named: context.indexes.metadataName(filter.field))
    var all: [DocumentBits] = []
    for (part, column) in zip(context.indexes.parts, columns) {
      var words = [UInt64](repeating: 0, count: (part.segment.documentCount + 63) / 64)
      if let column { try select(filter, column, into: &words) }
      all.append(DocumentBits(documentCount: part.segment.documentCount, words: words))
    }
    return all
  }

  /// The column of each segment; nil where a segment has no document with the field.
  private func columns(named name: String) throws(SearchError) -> [Column?] {
    let columns = context.indexes.parts.map { $0.segment.column(named: name) }
    guard columns.allSatisfy({ $0 == nil }), context.indexes.documentCount > 0 else {
      return columns
    }
    if name == "id" {
      throw Self.error("id: takes whole identifiers, not their beginning or a range")
    }
    if context.indexes.fields.contains(where: { $0.name == name }) {
      throw Self.error("\(name) is text, which has no ranges")
    }
    let isOmitted = context.indexes.parts.contains { part in
      part.segment.omittedColumns.contains { $0.name == name }
    }
    if isOmitted {
      throw Self.error("\(name) has too many different values to be filtered by")
    }
    var known = Set(context.indexes.parts.flatMap { $0.segment.columns.map(\.name) })
    known.formUnion(context.indexes.fields.map(\.name))
    known.insert("id")
    let nearest = NearestNames.find(name, in: known.sorted())
    let others = nearest.isEmpty ? known.sorted() : nearest
    throw Self.error(
      "there is no field \(name) in this index; "
        + (nearest.isEmpty ? "there are " : "did you mean ") + others.joined(separator: ", "))
  }

  private func select(
    _ filter: DocumentFilter, _ column: Column, into bits: inout [UInt64]
  ) throws(SearchError) {
    switch filter {
    case .identifier, .filled: return
    case .any:
      try SearchError.reading { () throws(FormatError) in
        try column.scan().selectAll(into: &bits)
      }
    case .value(_, let text):
      if column.kind == .keyword {
        try select(column, into: &bits, try words(of: text), isPrefix: false)
      } else {
        let bound = Query.Bound(text)
        try select(column, into: &bits, from: bound, to: bound)
      }
    case .prefix(let field, let text):
      guard column.kind == .keyword else {
        throw Self.error("\(field): holds numbers or dates, which have no beginning")
      }
      try select(column, into: &bits, try words(of: text), isPrefix: true)
    case .range(_, let from, let to):
      if column.kind == .keyword {
        try select(column, into: &bits, textFrom: from, to: to)
      } else {
        try select(column, into: &bits, from: from, to: to)
      }
    }
  }

  // MARK: Texts

  /// The folded words of a text.
  private func words(of text: String) throws(SearchError) -> [[UInt8]] {
    Self.words(Array(text.utf8), try context.analyzer())
  }

  private static func words(_ text: [UInt8], _ analyzer: Analyzer) -> [[UInt8]] {
    var tokens: [RawToken] = []
    analyzer.tokenize(text.span, into: &tokens)
    var words: [[UInt8]] = []
    for token in tokens where token.kind == .word {
      let raw = Array(text[Int(token.start)..<Int(token.end)])
      var word: [UInt8] = []
      analyzer.appendFolded(raw.span, kind: .word, to: &word)
      if !word.isEmpty { words.append(word) }
    }
    return words
  }

  private func select(
    _ column: Column, into bits: inout [UInt64], _ wanted: [[UInt8]], isPrefix: Bool
  ) throws(SearchError) {
    guard !wanted.isEmpty else { return }
    let analyzer = try context.analyzer()
    try SearchError.reading { () throws(FormatError) in
      var ordinals = [Bool](repeating: false, count: column.valueCount)
      for ordinal in ordinals.indices {
        if ordinal & 255 == 0 { try context.timeLimit.check() }
        let words = Self.words(try column.value(ordinal), analyzer)
        ordinals[ordinal] = Self.contains(words, wanted, isPrefix: isPrefix)
      }
      try column.scan().select(ordinals: ordinals, into: &bits)
    }
  }

  /// Whether `wanted` stand in a row in `words`, the last perhaps as the beginning of a word.
  private static func contains(_ words: [[UInt8]], _ wanted: [[UInt8]], isPrefix: Bool) -> Bool {
    guard words.count >= wanted.count, let last = wanted.last else { return false }
    return (0...words.count - wanted.count).contains { start in
      let end = start + wanted.count - 1
      guard isPrefix ? words[end].starts(with: last) : words[end] == last else { return false }
      return words[start..<end].elementsEqual(wanted.dropLast())
    }
  }

  private func select(
    _ column: Column, into bits: inout [UInt64], textFrom from: Query.Bound?, to: Query.Bound?
  ) throws(SearchError) {
    try SearchError.reading { () throws(FormatError) in
      var ordinals = [Bool](repeating: false, count: column.valueCount)
      for ordinal in ordinals.indices {
        if ordinal & 255 == 0 { try context.timeLimit.check() }
        let text = try column.value(ordinal)
        ordinals[ordinal] =
          Self.isBeyond(from, text) { $0.lexicographicallyPrecedes($1) }
          && Self.isBeyond(to, text) { $1.lexicographicallyPrecedes($0) }
      }
      try column.scan().select(ordinals: ordinals, into: &bits)
    }
  }

  /// Whether `text` is on the right side of a bound.
  private static func isBeyond(
    _ bound: Query.Bound?, _ text: [UInt8], _ isBefore: ([UInt8], [UInt8]) -> Bool
  ) -> Bool {
    guard let bound else { return true }
    let limit = Array(bound.value.utf8)
    return isBefore(limit, text) || bound.isIncluded && limit == text
  }

  // MARK: Numbers and dates

  private func select(
    _ column: Column, into bits: inout [UInt64], from: Query.Bound?, to: Query.Bound?
  ) throws(SearchError) {
    if column.kind == .real {
      guard let range = try FilterBounds.reals(from, to, field: column.name) else { return }
      try SearchError.reading { () throws(FormatError) in
        try column.scan().select(reals: range, into: &bits)
      }
      return
    }
    let range =
      column.kind == .date
      ? try FilterBounds.dates(from, to, field: column.name)
      : try FilterBounds.integers(from, to, field: column.name)
    guard let range else { return }
    try SearchError.reading { () throws(FormatError) in
      try column.scan().select(integers: range, into: &bits)
    }
  }

  // MARK: Text fields

  /// The documents with words in one of `fields`.
  private func bits(filled fields: FieldMask) throws(SearchError) -> [DocumentBits] {
    try SearchError.reading { () throws(FormatError) in
      var all: [DocumentBits] = []
      for (number, part) in context.indexes.parts.enumerated() {
        let reader = try context.reader(number)
        var bits = DocumentBits(documentCount: part.segment.documentCount)
        for (field, name) in part.segment.fields.enumerated() where fields.contains(name) {
          for document in 0..<part.segment.documentCount
          where reader.lengthCode(document, field: field) > 0 {
            bits.insert(document)
          }
        }
        all.append(bits)
      }
      return all
    }
  }

  // MARK: Identifiers

  private func bits(identifier name: String) throws(SearchError) -> [DocumentBits] {
    try SearchError.reading { () throws(FormatError) in
      let wanted = Array(name.utf8)
      let hash = IdentifierTable.hash(wanted.span)
      var all: [DocumentBits] = []
      for part in context.indexes.parts {
        var bits = DocumentBits(documentCount: part.segment.documentCount)
        for number in try part.segment.identifiers.candidates(hash) {
          let record = try part.segment.documents.read(number, with: context.inflater)
          if record.bytes[record.identifier].elementsEqual(wanted) { bits.insert(number) }
        }
        all.append(bits)
      }
      return all
    }
  }

  private static func error(_ reason: String) -> SearchError {
    SearchError(kind: .query, reason: reason)
  }
}
