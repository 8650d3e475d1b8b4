/// Numbers and columns for tables.
extension DefaultStringInterpolation {
  /// A number with a fixed count of decimal places.
  mutating func appendInterpolation(_ value: Double, places: Int) {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = (abs(value) * scale).rounded()
    let whole = (scaled / scale).rounded(.towardZero)
    appendLiteral(value < 0 ? "-" : "")
    appendInterpolation(Int(whole))
    guard places > 0 else { return }
    let fraction = String(Int(scaled - whole * scale))
    appendLiteral("." + String(repeating: "0", count: places - fraction.count) + fraction)
  }
}

extension String {
  /// The string in a column: right-aligned, or left-aligned where `width` is negative.
  func padded(to width: Int) -> String {
    let spaces = String(repeating: " ", count: max(0, abs(width) - count))
    return width < 0 ? self + spaces : spaces + self
  }
}
