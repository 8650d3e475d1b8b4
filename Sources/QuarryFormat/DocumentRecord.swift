/// A stored document: identifier, title, metadata and text, as bytes.
package struct DocumentRecord: Sendable {
  /// The whole record; the ranges below are in it.
  package let bytes: [UInt8]
  package let identifier: Range<Int>
  package let title: Range<Int>
  /// Names and values in the order of the input.
  package let metadata: [(name: Range<Int>, value: Range<Int>)]
  /// Empty where the index stores no text.
  package let text: Range<Int>
  /// Whether the text goes on behind what was read.
  package let isCut: Bool

  init(decoding bytes: [UInt8], at rawOffset: Int, isCut: Bool = false) throws(FormatError) {
    var reader = ByteReader(bytes.span, section: .documents, base: rawOffset)
    identifier = try reader.take(try reader.count(bytes.count))
    title = try reader.take(try reader.count(bytes.count))
    let count = try reader.count(bytes.count)
    var metadata: [(name: Range<Int>, value: Range<Int>)] = []
    for _ in 0..<count {
      let name = try reader.take(try reader.count(bytes.count))
      metadata.append((name, try reader.take(try reader.count(bytes.count))))
    }
    text = reader.offset..<bytes.count
    self.metadata = metadata
    self.isCut = isCut
    self.bytes = bytes
  }

  /// Appends the identifier, the title, or a name or value of metadata.
  package static func append(_ part: Span<UInt8>, to output: inout [UInt8]) {
    Varint.append(part.count, to: &output)
    part.withUnsafeBufferPointer { output.append(contentsOf: $0) }
  }
}
