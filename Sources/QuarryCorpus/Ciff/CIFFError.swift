/// What is wrong with a file in the Common Index File Format, and where.
package struct CIFFError: Error, Sendable, Hashable, CustomStringConvertible {
  package let path: String
  /// The place in the file, decompressed if it is compressed; nil where it is in no place.
  package let byte: Int?
  package let reason: String

  /// One line for a person.
  package var description: String {
    let name = path == "-" ? "standard input" : path
    return byte.map { "\(name): byte \($0): \(reason)" } ?? "\(name): \(reason)"
  }
}
