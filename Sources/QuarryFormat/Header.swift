import QuarryStorage

/// The first page of an index: what the file is, and in which version of the format.
package enum Header {
  /// "QUARRY", a line feed and an end-of-file mark, so that a text tool or a careless transfer shows.
  package static let magic: [UInt8] = [0x51, 0x55, 0x41, 0x52, 0x52, 0x59, 0x0A, 0x1A]
  /// The version this program writes; it reads this and every earlier one.
  package static let version: UInt32 = 1
  /// The bytes of the header page and of each root slot.
  package static let pageBytes = 4096
  /// Where the first section begins: behind the header and two root slots.
  package static let dataStart = 3 * pageBytes

  /// The header page of a file in `version` of the format.
  package static func encode(version: UInt32 = version) -> [UInt8] {
    var writer = ByteWriter()
    writer.bytes = magic
    writer.fixed(UInt64(version), 4)
    writer.fixed(UInt64(pageBytes), 4)
    writer.bytes += [UInt8](repeating: 0, count: pageBytes - 4 - writer.bytes.count)
    writer.fixed(UInt64(Checksum.crc32(writer.bytes.span.bytes)), 4)
    return writer.bytes
  }

  /// Checks the header page of a file, and gives the version it is written in.
  @discardableResult
  static func check(_ file: MappedBytes) throws(FormatError) -> UInt32 {
    guard let start = file.slice(offset: 0, length: 16) else { throw .notAnIndex }
    for (index, byte) in magic.enumerated()
    where start.span.unsafeLoad(fromByteOffset: index, as: UInt8.self) != byte {
      throw .notAnIndex
    }
    let written = UInt32(
      littleEndian: start.span.unsafeLoadUnaligned(fromByteOffset: 8, as: UInt32.self))
    guard let page = file.slice(offset: 0, length: pageBytes) else {
      throw .damaged(section: "header", offset: file.count, reason: "the file is cut off")
    }
    let sum = UInt32(
      littleEndian: page.span.unsafeLoadUnaligned(fromByteOffset: pageBytes - 4, as: UInt32.self))
    guard Checksum.crc32(page.span.extracting(0..<pageBytes - 4)) == sum else {
      throw .damaged(section: "header", offset: 0, reason: "the checksum does not hold")
    }
    guard written <= version else { throw .newerVersion(written) }
    return written
  }
}
