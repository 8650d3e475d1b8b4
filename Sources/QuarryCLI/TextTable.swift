/// Rows set in columns: the first column to the left, the others to the right.
struct TextTable {
  let rows: [[String]]

  func lines() -> [String] {
    let count = rows.map(\.count).max() ?? 0
    let cleaned = rows.map { $0.map { TerminalText.cleaned($0) } }
    let widths = (0..<count).map { column in
      cleaned.map { column < $0.count ? DisplayWidth.columns(of: $0[column]) : 0 }.max() ?? 0
    }
    return cleaned.map { row in
      var line = "  "
      for (column, cell) in row.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - DisplayWidth.columns(of: cell))
        if column > 0 { line += "  " + padding + cell } else { line += cell + padding }
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
