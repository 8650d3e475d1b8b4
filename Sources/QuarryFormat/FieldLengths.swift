import QuarryStorage

/// The words of a field in the documents of a segment: exactly where a column counts them, else as closely
/// as length codes tell, which is exact up to 40 words.
package struct FieldLengths {
  private let codes: MappedBytes
  private let counted: Column?

  /// - Parameter place: the field's number in the segment.
  package init(_ segment: Segment, field place: Int) throws(FormatError) {
    codes = try segment.lengths(field: place)
    let column = place == segment.fields.count - 1 ? segment.column(named: "words") : nil
    counted = column?.kind == .integer ? column : nil
  }

  /// The words in a document, and the code of its length.
  ///
  /// A dump may have metadata of the column's name: what does not go with the code counts nothing.
  package func words(in document: Int) throws(FormatError) -> (count: Int, code: UInt8) {
    let code = Span<UInt8>(_bytes: codes.span)[document]
    if let value = try counted?.integer(document), (0...Int64(Int32.max)).contains(value),
      LengthCode.encode(Int(value)) == code
    {
      return (Int(value), code)
    }
    return (LengthCode.decode(code), code)
  }
}
