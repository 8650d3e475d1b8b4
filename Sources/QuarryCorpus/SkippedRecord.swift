/// A record that was left out: where it stands and why, for the report at the end.
package struct SkippedRecord: Sendable, Hashable, CustomStringConvertible {
  /// The input that it stands in.
  package let source: SourceID
  /// The relative path, where the input is a folder.
  package let file: String?
  /// Whether it is a record inside that file, at a line of it, rather than the whole file.
  package let isInFile: Bool
  /// The line of the input, or the number of the document handed over, counted from 1; 0 where all that
  /// follows a byte of the input is lost.
  package let line: Int
  /// The byte at which the trouble was found, counted from 1 at the start of that line, or of the file;
  /// nil where none can be named.
  package let byte: Int?
  package let reason: SkipReason

  package init(
    source: SourceID, file: String? = nil, isInFile: Bool = false, line: Int, byte: Int?,
    reason: SkipReason
  ) {
    self.source = source
    self.file = file
    self.isInFile = isInFile
    self.line = line
    self.byte = byte
    self.reason = reason
  }

  /// Place and reason, without the name of the input.
  package var description: String {
    var place = file.map { isInFile ? "\($0), line \(line)" : $0 } ?? "line \(line)"
    if let byte { place += ", byte \(byte)" }
    return "\(place): \(reason)"
  }
}

/// Why a record was left out.
package enum SkipReason: Sendable, Hashable, CustomStringConvertible {
  /// The line is no JSON object; the text says what was expected.
  case notJSON(String)
  /// The input ends in the middle of the record: it broke off.
  case cutOff
  /// The input breaks off, and what would follow is lost.
  indirect case brokenOff(InputProblem)
  case invalidUTF8
  /// There is no member `text`, or it is no string.
  case noText
  /// None of the members that the user names for the text is there and a string.
  case noMappedText(names: [String])
  /// The record is longer than the limit, in bytes.
  case tooLong(limit: Int)
  /// The object has more members, or more metadata values, than the limit.
  case tooManyMembers(limit: Int)
  /// The record is not in the form that its format asks for; the text says what was expected.
  case malformed(String)
  case emptyFile
  /// A text file holds a zero byte, so it is no text.
  case binaryFile
  /// A file's name is no UTF-8, so that it cannot be an id.
  case unreadableName
  /// A file or folder inside the input folder that could not be read; the text says why.
  case unreadable(String)
  /// A file inside the input folder that is no dump, or of a kind that is not read; the text says which.
  case notRead(String)

  /// Whether there may be documents in what was left out, which another time can be read.
  package var hidesDocuments: Bool {
    switch self {
    case .unreadable, .tooLong, .brokenOff: true
    default: false
    }
  }

  package var description: String {
    switch self {
    case .notJSON(let detail): "not valid JSON: \(detail)"
    case .cutOff: "the input ends in the middle of this record"
    case .brokenOff(let problem): problem.what
    case .invalidUTF8: "not valid UTF-8"
    case .noText: "has no text (a member \"text\" that is a string)"
    case .noMappedText(let names):
      "has no text (a member \(names.map { "\"\($0)\"" }.joined(separator: " or ")) that is a "
        + "string, as --map asks for)"
    case .tooLong(let limit): "longer than \(limit) bytes; raise --max-document to read it"
    case .tooManyMembers(let limit): "has more than \(limit) members"
    case .malformed(let detail): detail
    case .emptyFile: "is empty"
    case .binaryFile: "is not text (it holds zero bytes)"
    case .unreadableName: "has a name that is not valid UTF-8"
    case .unreadable(let detail), .notRead(let detail): detail
    }
  }
}
