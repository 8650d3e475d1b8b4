/// Counts as lines with bars, for people: a name, a bar in proportion, the number.
struct BarChart {
  /// The columns there are.
  let width: Int

  /// Eighths of a column, from one to seven.
  private static let eighths = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]
  private static let longestName = 32
  private static let longestBar = 60

  /// A line for each row; the greatest count takes all the room there is.
  func lines(_ rows: [(name: String, count: Int)]) -> [String] {
    let rows = rows.map { (name: Self.shortened(TerminalText.cleaned($0.name)), count: $0.count) }
    let nameWidth = rows.map { DisplayWidth.columns(of: $0.name) }.max() ?? 0
    let countWidth = rows.map { NumberText.grouped($0.count).count }.max() ?? 0
    let most = rows.map(\.count).max() ?? 0
    let room = min(Self.longestBar, max(1, width - nameWidth - countWidth - 6))
    return rows.map { row in
      let padding = String(repeating: " ", count: nameWidth - DisplayWidth.columns(of: row.name))
      let number = NumberText.grouped(row.count)
      let space = String(repeating: " ", count: countWidth - number.count)
      return "  \(row.name)\(padding)  \(space)\(number)  \(Self.bar(row.count, of: most, room))"
    }
  }

  /// A bar of `room` columns for `most`, of eighths of columns for less; never empty above 0.
  private static func bar(_ count: Int, of most: Int, _ room: Int) -> String {
    guard most > 0, count > 0 else { return "" }
    let eighths = max(1, Int((Double(count) / Double(most) * Double(8 * room)).rounded()))
    let rest = eighths % 8 == 0 ? "" : Self.eighths[eighths % 8 - 1]
    return String(repeating: "█", count: eighths / 8) + rest
  }

  private static func shortened(_ name: String) -> String {
    guard DisplayWidth.columns(of: name) > longestName else { return name }
    var result = ""
    var columns = 0
    for character in name {
      let width = DisplayWidth.columns(of: character)
      if columns + width >= longestName { break }
      result.append(character)
      columns += width
    }
    return result + "…"
  }
}
