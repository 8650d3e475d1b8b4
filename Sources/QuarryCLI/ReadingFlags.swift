import ArgumentParser
import QuarryCorpus

/// What a user says about inputs where their content is not to decide, for `index` and `peek`.
struct ReadingFlags: ParsableArguments {
  @Option(
    name: .customLong("input-format"),
    help: ArgumentHelp(
      "Format of all inputs, whatever they look like: "
        + RecordFormat.allCases.map(\.rawValue).joined(separator: ", ") + ".",
      valueName: "name"))
  var inputFormat: String?

  @Option(
    help: ArgumentHelp(
      "Character set of all inputs, such as UTF-16LE, Windows-1252 or KOI8-R.", valueName: "name"))
  var encoding: String?

  @Option(
    name: .customLong("namespace"),
    help: ArgumentHelp(
      "Namespace of a wiki whose pages are read, by number; may be given several times (default: "
        + "0, the articles).", valueName: "n"))
  var namespaces: [Int] = []

  func validate() throws {
    if let inputFormat, RecordFormat(rawValue: inputFormat) == nil {
      let names = RecordFormat.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--input-format \(inputFormat): give one of \(names)")
    }
    if let encoding, TextEncoding(name: encoding) == nil {
      throw ValidationError(
        "--encoding \(encoding): the system knows no such character set; iconv -l lists them")
    }
  }

  var options: ReadingOptions {
    var options = ReadingOptions()
    options.format = inputFormat.flatMap { RecordFormat(rawValue: $0) }
    options.encoding = encoding.flatMap { TextEncoding(name: $0) }
    if !namespaces.isEmpty { options.namespaces = Set(namespaces) }
    return options
  }
}
