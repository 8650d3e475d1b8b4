/// Takes lines of columns apart.
enum Columns {
  /// The columns of `line`: between tabs where that gives one of the numbers in `counts`, so that a
  /// name may hold spaces, else between runs of white space.
  static func split(_ line: ArraySlice<UInt8>, counts: ClosedRange<Int>) -> [ArraySlice<UInt8>] {
    if line.contains(UInt8(ascii: "\t")) {
      let columns = line.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
        .map { trimmed($0) }
      if counts.contains(columns.count), !columns.contains(where: \.isEmpty) { return columns }
    }
    return line.split(whereSeparator: isBlank)
  }

  /// The number written in `column`, as a whole.
  static func integer(_ column: ArraySlice<UInt8>) -> Int32? {
    Int32(String(decoding: column, as: UTF8.self))
  }

  /// The finite number written in `column`, as a whole.
  static func number(_ column: ArraySlice<UInt8>) -> Double? {
    guard column.count <= 64, let value = Double(String(decoding: column, as: UTF8.self)),
      value.isFinite
    else { return nil }
    return value
  }

  /// Whether a line has nothing to say.
  static func isBlank(_ line: ArraySlice<UInt8>) -> Bool {
    line.allSatisfy { isBlank($0) }
  }

  /// `column` as it is shown in a message: its beginning.
  static func shown(_ column: ArraySlice<UInt8>) -> String {
    let text = String(decoding: column.prefix(60), as: UTF8.self)
    return column.count > 60 ? text + "…" : text
  }

  private static func trimmed(_ column: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var column = column
    while let byte = column.first, isBlank(byte) { column.removeFirst() }
    while let byte = column.last, isBlank(byte) { column.removeLast() }
    return column
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte)
  }
}
