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

  @Option(
    name: .customLong("map"),
    help: ArgumentHelp(
      "Members or columns that become fields, such as title=headline,text=body.content; may be given "
        + "several times.", valueName: "field=name"))
  var maps: [String] = []

  @Option(
    help: ArgumentHelp(
      "Names of a table's columns, where it has no header, such as id,title,text.",
      valueName: "names"))
  var columns: String?

  @Flag(
    name: .customLong("prefix-ids"),
    help: "Put the name of its dump before each id, for dumps that number their records alike.")
  var prefixesIDs = false

  func validate() throws {
    var mapping = FieldMapping()
    for map in maps {
      do throws(FieldMapping.Fault) {
        try mapping.add(map)
      } catch {
        throw ValidationError("--map \(error)")
      }
    }
    if let columns, columns.split(separator: ",", omittingEmptySubsequences: false).contains("") {
      throw ValidationError("--columns \(columns): give names with commas between them")
    }
    if let inputFormat, RecordFormat(rawValue: inputFormat) == nil {
      let names = RecordFormat.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("--input-format \(inputFormat): give one of \(names)")
    }
    if let encoding, TextEncoding(name: encoding) == nil {
      throw ValidationError(
        "--encoding \(encoding): the system knows no such character set; iconv -l lists them")
    }
  }

  /// Why these options cannot be given where texts are read from the inputs again later; nil where
  /// they can.
  func conflict(withTextsIn inputs: [String]) -> String? {
    if !maps.isEmpty {
      return
        "--map cannot go with --store external: texts are read again from the dump by their usual "
        + "names; leave one of them out"
    }
    guard let option = overruling,
      let folder = inputs.first(where: { PathKind(path: $0) == .folder })
    else { return nil }
    return
      "\(option) cannot go with --store external and a folder (\(folder)): each of its texts is "
      + "read as it is; leave one of them out"
  }

  /// The first option given that says how files are to be read; nil where there is none.
  var overruling: String? {
    if inputFormat != nil { return "--input-format" }
    if encoding != nil { return "--encoding" }
    return columns == nil ? nil : "--columns"
  }

  var options: ReadingOptions {
    var options = ReadingOptions()
    options.format = inputFormat.flatMap { RecordFormat(rawValue: $0) }
    options.encoding = encoding.flatMap { TextEncoding(name: $0) }
    options.prefixesIdentifiers = prefixesIDs
    if !namespaces.isEmpty { options.namespaces = Set(namespaces) }
    // Faults were told when the flags were checked.
    for map in maps { try? options.mapping.add(map) }
    if let columns { options.columns = columns.split(separator: ",").map(String.init) }
    return options
  }
}
