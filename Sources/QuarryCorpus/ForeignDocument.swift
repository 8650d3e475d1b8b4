/// Documents of word processors and the like, whose bytes look like text or like an archive of it
/// but are not what a reader sees; they are told apart so that nobody searches their code.
enum ForeignDocument {
  /// How an OLE file begins (Microsoft, MS-CFB, 2.2).
  private static let ole: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
  /// The length of what stands before the name of a member in a zip archive.
  private static let zipHeaderBytes = 30

  /// What the document is, for a message; nil where the bytes begin none.
  static func title(ofFirst bytes: [UInt8]) -> String? {
    if bytes.starts(with: "{\\rtf".utf8) { return "RTF" }
    if bytes.starts(with: ole) { return "a file of an office program (OLE: doc, xls, ppt, msg)" }
    if isDeclaration(bytes) { return "a document type declaration (DTD)" }
    guard bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) else { return nil }
    // The first member of such an archive tells it (ECMA-376 part 2; OpenDocument 1.3 part 2, 3.3).
    let member = bytes.dropFirst(zipHeaderBytes)
    if member.starts(with: "[Content_Types].xml".utf8) || member.starts(with: "_rels/.rels".utf8) {
      return "a file of an office program (docx, xlsx, pptx)"
    }
    if member.starts(with: "mimetypeapplication/vnd.oasis.opendocument".utf8) {
      return "a file of an office program (OpenDocument)"
    }
    return nil
  }

  /// Whether the first declaration behind comments is one that stands in declarations of document types
  /// alone (XML 1.0, 2.8).
  private static func isDeclaration(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while true {
      rest = rest.drop { $0 <= 0x20 }
      guard rest.starts(with: "<!--".utf8) else { break }
      rest = rest.dropFirst(4)
      while let dash = rest.firstIndex(of: UInt8(ascii: "-")) {
        rest = rest[dash...]
        if rest.starts(with: "-->".utf8) { break }
        rest = rest.dropFirst()
      }
      rest = rest.dropFirst(3)
    }
    return ["<!ELEMENT ", "<!ENTITY ", "<!ATTLIST "].contains { rest.starts(with: $0.utf8) }
  }
}
