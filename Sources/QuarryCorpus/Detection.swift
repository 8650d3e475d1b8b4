/// What an input turned out to be, and why.
package struct Detection: Sendable, Hashable {
  package let packing: Packing
  package let encoding: TextEncoding
  /// What speaks for the character set, as a clause.
  package let encodingReason: String
  package let format: RecordFormat
  /// What speaks for the format, as a clause.
  package let formatReason: String
  /// What comes before the first record.
  let header: [UInt8]
  /// How a table is written; nil for other formats.
  let table: TableDialect?

  /// Looks at the first bytes of an input; nil where they are in no known format.
  ///
  /// - Parameter isInFolder: whether it is a file of a folder, where what is nothing else is text.
  init?(
    _ first: (bytes: [UInt8], isWhole: Bool), name: String, packing: Packing,
    options: ReadingOptions, isInFolder: Bool
  ) {
    var (encoding, reason) = TextEncoding.detect(first.bytes)
    if reason == "only ASCII" || encoding == .windows1252,
      first.bytes.first(where: { !InputFormat.isBlank($0) }) == UInt8(ascii: "<"),
      let named = first.bytes.withUnsafeBytes({ HTMLEvidence.charset(in: $0) }), named != .utf8
    {
      (encoding, reason) = (named, "the page says so")
    }
    if let chosen = options.encoding { (encoding, reason) = (chosen, "--encoding") }
    let text =
      encoding == .utf8 ? first.bytes : CharsetDecoder.decode(first.bytes, from: encoding)
    let look = FirstLook(
      bytes: text, isWhole: first.isWhole, name: name, mapping: options.mapping)
    var found: (RecordFormat, String)?
    if packing == .tool(.pdf) {
      (encoding, reason) = (.utf8, "pdftotext gives it")
      found = (.pdf, "it begins with %PDF-")
    } else if let format = options.format {
      found = (format, "--input-format")
    } else {
      for format in RecordFormat.detectionOrder {
        guard let evidence = format.evidence(in: look) else { continue }
        found = (format, evidence)
        break
      }
      // Names of columns do not make a table of what is plainly something else.
      if found == nil, !options.columns.isEmpty { found = (.table, "--columns") }
      if found == nil, isInFolder || look.isNamed(".txt", ".text") {
        found = (.text, "nothing else fits")
      }
    }
    guard let (format, formatReason) = found else { return nil }
    self.packing = packing
    self.format = format
    self.formatReason = formatReason
    // JSON is UTF-8 by its standard: a byte that is not is a fault of its record, not another set.
    let isJSON = (format == .jsonLines || format == .json) && encoding == .windows1252
    // The parts of mail and the pages of crawlers name the set of each.
    let isMixed = format == .mail || format == .mbox || format == .warc
    let isFixed = (isJSON || isMixed) && options.encoding == nil
    self.encoding = isFixed ? .utf8 : encoding
    encodingReason = isJSON ? "JSON is UTF-8" : isMixed ? "each part names its own" : reason
    table = format == .table ? TableDialect(look, columns: options.columns, isChosen: true) : nil
    header = Array(look.bytes.prefix(table?.headerLength ?? format.headerLength(in: look)))
  }
}
