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

  /// Looks at the first bytes of an input; nil where they are in no known format.
  ///
  /// - Parameter isInFolder: whether it is a file of a folder, where what is nothing else is text.
  init?(
    _ first: (bytes: [UInt8], isWhole: Bool), name: String, packing: Packing,
    options: ReadingOptions, isInFolder: Bool
  ) {
    var (encoding, reason) = TextEncoding.detect(first.bytes)
    if let chosen = options.encoding { (encoding, reason) = (chosen, "--encoding") }
    let text =
      encoding == .utf8 ? first.bytes : CharsetDecoder.decode(first.bytes, from: encoding)
    let look = FirstLook(bytes: text, isWhole: first.isWhole, name: name)
    var found: (RecordFormat, String)?
    if let format = options.format {
      found = (format, "--input-format")
    } else {
      for format in RecordFormat.detectionOrder {
        guard let evidence = format.evidence(in: look) else { continue }
        found = (format, evidence)
        break
      }
      if found == nil, isInFolder || look.isNamed(".txt", ".text") {
        found = (.text, "nothing else fits")
      }
    }
    guard let (format, formatReason) = found else { return nil }
    self.packing = packing
    self.format = format
    self.formatReason = formatReason
    // JSON is UTF-8 by its standard: a byte that is not is a fault of its record, not another set.
    let isJSON = format == .jsonLines && encoding == .windows1252 && options.encoding == nil
    self.encoding = isJSON ? .utf8 : encoding
    encodingReason = isJSON ? "JSON is UTF-8" : reason
    header = Array(look.bytes.prefix(format.headerLength(in: look)))
  }
}
