internal import QuarryStorage

/// A query of a file, with the name its results are reported under.
public struct QueryRecord: Sendable, Hashable {
  public let id: String
  public let text: String
  /// The line on which it begins, from 1.
  public let line: Int
}

/// Why a file of queries, or one of its lines, cannot be read.
public struct QueryFileError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The line with the mistake, from 1; nil where the file itself is the trouble.
  public let line: Int?
  /// What is wrong, on one line.
  public let reason: String

  public var description: String {
    line.map { "line \($0): \(reason)" } ?? reason
  }
}

/// Reads queries one by one from a file, whose format is found from its first bytes.
///
/// - TSV: `id<TAB>text`; where the first line has no tab, every line is a query with its line's
///   number as the identifier.
/// - JSON lines: an object a line with `text` or `query`, and `id`, `_id`, `query_id` or `qid`
///   (else the line's number).
/// - TREC topics: `<top> <num> Number: 301 <title> words </top>`.
///
/// Blank lines mean nothing. Bytes that are no UTF-8 are replaced. A line is at most 1 MiB.
public final class QueryFile {
  enum Format {
    case tabs
    case lines
    case json
    case topics
  }

  private var lines: QueryLines
  private var format: Format?
  private var topic = TopicReader()

  /// Opens a file; `-` is standard input.
  public init(path: String) throws(QueryFileError) {
    do {
      lines = try QueryLines(path: path)
    } catch {
      throw QueryFileError(line: nil, reason: error.description)
    }
  }

  /// Reads from memory.
  public init(bytes: [UInt8]) {
    lines = QueryLines(bytes: bytes)
  }

  /// The next query; nil at the end.
  ///
  /// - Throws: for a line with a mistake; the next call goes on behind it. Trouble with the file
  ///   itself, which has no line, ends it.
  public func next() throws(QueryFileError) -> QueryRecord? {
    if let record = try topic.take() { return record }
    while let line = try nextLine() {
      if line.isTooLong {
        throw QueryFileError(line: line.number, reason: "longer than \(QueryLines.maxBytes) bytes")
      }
      if line.isBlank { continue }
      switch format ?? detect(line) {
      case .tabs:
        guard let tab = line.bytes.firstIndex(of: 0x09) else {
          throw QueryFileError(line: line.number, reason: "no tab between identifier and query")
        }
        let id = Self.text(line.bytes[..<tab])
        guard !id.isEmpty else {
          throw QueryFileError(line: line.number, reason: "no identifier before the tab")
        }
        return QueryRecord(id: id, text: Self.text(line.bytes[(tab + 1)...]), line: line.number)
      case .lines:
        return QueryRecord(
          id: "\(line.number)", text: Self.text(line.bytes[...]), line: line.number)
      case .json:
        return try QueryJSON.read(line.bytes, line: line.number)
      case .topics:
        topic.feed(line)
        if let record = try topic.take() { return record }
      }
    }
    topic.finish()
    return try topic.take()
  }

  private func nextLine() throws(QueryFileError) -> QueryLines.Line? {
    do {
      return try lines.next()
    } catch {
      throw QueryFileError(line: nil, reason: error.description)
    }
  }

  private func detect(_ line: QueryLines.Line) -> Format {
    let first = line.bytes.first { $0 != 0x20 && $0 != 0x09 }
    let found: Format =
      if first == UInt8(ascii: "{") {
        .json
      } else if first == UInt8(ascii: "<") {
        .topics
      } else {
        line.bytes.contains(0x09) ? .tabs : .lines
      }
    format = found
    return found
  }

  /// The text of some bytes without white space around it.
  static func text(_ bytes: ArraySlice<UInt8>) -> String {
    let text = String(decoding: bytes, as: UTF8.self).unicodeScalars
    let start = text.firstIndex { !QuerySigns.isSpace($0) } ?? text.endIndex
    let end = text.lastIndex { !QuerySigns.isSpace($0) }.map { text.index(after: $0) } ?? start
    return String(text[start..<max(start, end)])
  }
}
