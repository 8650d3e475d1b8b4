/// How a table is written, found out from its first lines: what parts the values, whether they are
/// quoted, what the columns are called.
///
/// A dialect is right where it gives every line the same number of values; the way of thinking is
/// that of van den Burg, Nazábal and Sutton, "Wrangling messy CSV files by detecting row and type
/// patterns", 2019.
package struct TableDialect: Sendable, Hashable {
  var delimiter = UInt8(ascii: ",")
  /// What values with delimiters, line ends or quotation marks stand in, themselves doubled inside
  /// (RFC 4180); nil where a quotation mark is like any other byte.
  var quote: UInt8? = UInt8(ascii: "\"")
  /// The names of the columns; made up where nothing gives them.
  var columns: [[UInt8]] = []
  /// How many bytes the header takes; 0 where there is none.
  var headerLength = 0
  /// The column that holds the most, which is the text where no name says so.
  var textColumn = 0
  /// The column that is the title where no name says so, or nil.
  var titleColumn: Int?
  /// Whether the names of the columns are made up.
  var isNameless = true

  /// So many records are looked at.
  private static let mostRecords = 200

  init() {}

  /// Finds the dialect of a table; nil where the bytes are none.
  ///
  /// - Parameters:
  ///   - columns: the names of the columns where the user gives them.
  ///   - isChosen: whether it is a table for certain.
  init?(_ look: FirstLook, columns: [String] = [], isChosen: Bool = false) {
    let isNamed = isChosen || look.isNamed(".csv", ".tsv", ".tab", ".psv")
    var best: (dialect: TableDialect, rows: [[[UInt8]]], score: Int)?
    for delimiter in [UInt8(ascii: ","), 0x09, UInt8(ascii: ";"), UInt8(ascii: "|")] {
      var quotedScore = 0
      for quote in [UInt8(ascii: "\""), nil] as [UInt8?] {
        var dialect = TableDialect()
        dialect.delimiter = delimiter
        dialect.quote = quote
        let (rows, quoted, faults) = dialect.rows(look)
        // Values between tabs are seldom quoted: the marks have to be there, and to fit.
        if quote != nil, delimiter == 0x09 ? quoted == 0 || faults > 0 : faults > quoted {
          continue
        }
        let score = Self.score(rows, isNamed: isNamed)
        // Marks are taken for marks unless the lines agree better without.
        if quote == nil, score / 1000 <= quotedScore / 1000 { continue }
        quotedScore = score
        if score > (best?.score ?? 0) { best = (dialect, rows, score) }
      }
    }
    guard let (dialect, rows, _) = best, let first = rows.first else { return nil }
    self = dialect
    let width = max(1, Self.commonWidth(rows).width)
    if !columns.isEmpty {
      self.columns = columns.map { Array($0.utf8) }
      isNameless = false
      if first.map(Self.folded) == self.columns.map(Self.folded) { setHeaderLength(look) }
    } else if Self.isHeader(first, rows.dropFirst()) {
      self.columns = first
      isNameless = false
      setHeaderLength(look)
    } else {
      self.columns = (1...width).map { Array("column\($0)".utf8) }
    }
    chooseColumns(headerLength > 0 ? rows.dropFirst() : rows[...])
  }

  // MARK: Looking

  /// Whether an input is a table, of which no one has said so: lines of text may have commas too.
  ///
  /// Where no name speaks for it, it takes eight lines as wide as each other, and either quoted
  /// values or a header; or fewer below a header of which two names are known, a text's among them.
  static func isTable(_ look: FirstLook) -> Bool {
    guard !look.isNamed(".txt", ".text"), let dialect = TableDialect(look) else { return false }
    if look.isNamed(".csv", ".tsv", ".tab", ".psv") { return true }
    let (rows, quoted, _) = dialect.rows(look)
    if commonWidth(rows).count >= 8 { return quoted > 0 || dialect.headerLength > 0 }
    guard dialect.headerLength > 0, commonWidth(rows).count == rows.count else { return false }
    let known = dialect.columns.compactMap { name in
      look.mapping.target(name.withUnsafeBytes { FieldMapping.extend(FieldMapping.root, $0) })
    }
    return known.count >= 2 && known.contains { $0.field == .text }
  }

  /// The records of the first look, but for one that it cuts off; how many values are quoted as
  /// they should be, and how many are not.
  private func rows(_ look: FirstLook) -> (rows: [[[UInt8]]], quoted: Int, faults: Int) {
    var rows: [[[UInt8]]] = []
    var quoted = 0
    var faults = 0
    look.bytes.withUnsafeBytes { bytes in
      var scanner = TableScanner(bytes, dialect: self, isCut: !look.isWhole)
      var row: [[UInt8]] = []
      while rows.count < Self.mostRecords, let value = scanner.next() {
        row.append(scanner.text(value))
        if value.isStray, look.isWhole { faults += 1 }
        if value.isQuoted {
          let isWhole = value.rest.isEmpty && (!value.isOpen || !look.isWhole)
          if isWhole { quoted += 1 } else { faults += 1 }
        }
        guard value.isLast else { continue }
        let isCutOff = scanner.at >= bytes.count && !look.isWhole
        if !isCutOff || rows.isEmpty, row != [[]] { rows.append(row) }
        row = []
      }
    }
    return (rows, quoted, faults)
  }

  private func scannedHeader(_ bytes: UnsafeRawBufferPointer) -> Int {
    var scanner = TableScanner(bytes, dialect: self)
    var isBlank = true
    while let value = scanner.next() {
      isBlank = isBlank && value.isLast && value.range.isEmpty
      if value.isLast {
        if !isBlank { return scanner.at }
        isBlank = true
      }
    }
    return 0
  }

  private mutating func setHeaderLength(_ look: FirstLook) {
    headerLength = look.bytes.withUnsafeBytes { scannedHeader($0) }
  }

  /// How many values most records have, and how many of them have so many.
  private static func commonWidth(_ rows: [[[UInt8]]]) -> (width: Int, count: Int) {
    var counts: [Int: Int] = [:]
    for row in rows { counts[row.count, default: 0] += 1 }
    let best = counts.max { ($0.value, $0.key) < ($1.value, $1.key) }
    return (best?.key ?? 0, best?.value ?? 0)
  }

  /// How well a dialect fits; 0 where it does not.
  private static func score(_ rows: [[[UInt8]]], isNamed: Bool) -> Int {
    let (width, count) = commonWidth(rows)
    guard width > 0, !rows.isEmpty else { return 0 }
    if isNamed {
      return 100 * count / rows.count * 1000 + min(width, 999) - (width == 1 ? 90_000 : 0)
    }
    // Prose has a comma in every line at times, but not as many in each.
    guard count == rows.count, width >= (rows.count >= 8 ? 2 : 3), rows.count >= 2 else { return 0 }
    return 100_000 + min(width, 999)
  }

  // MARK: Header

  /// Whether a first record names columns: short, different, no numbers, and either names that are
  /// known or unlike what stands below.
  private static func isHeader(_ first: [[UInt8]], _ others: ArraySlice<[[UInt8]]>) -> Bool {
    let names = first.map(folded)
    guard names.allSatisfy({ $0.count <= 64 && !isNumber($0) }), Set(names).count == names.count
    else { return false }
    let mapping = FieldMapping()
    let isKnown = first.contains { name in
      mapping.target(name.withUnsafeBytes { FieldMapping.extend(FieldMapping.root, $0) }) != nil
    }
    if isKnown { return true }
    guard !others.isEmpty else { return false }
    return first.indices.contains { column in
      others.allSatisfy { column < $0.count && isNumber($0[column]) }
        || others.allSatisfy {
          column < $0.count && $0[column].count > 3 * first[column].count + 20
        }
    }
  }

  private static func folded(_ name: [UInt8]) -> [UInt8] {
    name.filter { $0 != 0x20 && $0 != 0x5F && $0 != 0x2D }
      .map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
  }

  private static func isNumber(_ value: [UInt8]) -> Bool {
    !value.isEmpty
      && value.allSatisfy { (0x30...0x39).contains($0) || [0x2E, 0x2D, 0x2B, 0x2C].contains($0) }
  }

  /// Chooses the text and the title by how long the values are.
  private mutating func chooseColumns(_ rows: ArraySlice<[[UInt8]]>) {
    var sums = [Int](repeating: 0, count: columns.count)
    for row in rows {
      for column in row.indices where column < sums.count && !Self.isNumber(row[column]) {
        sums[column] += row[column].count
      }
    }
    textColumn = sums.indices.max { sums[$0] < sums[$1] } ?? 0
    let others = sums.indices.filter { $0 != textColumn }
    let next = others.max { sums[$0] < sums[$1] }
    titleColumn = next.flatMap { sums[$0] >= 8 * max(1, rows.count) ? $0 : nil }
  }
}
