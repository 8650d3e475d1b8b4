/// Numbers as they stand in output for people, the same in every locale.
enum NumberText {
  /// `1234567` as `1,234,567`.
  static func grouped(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    var result = number < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return result
  }

  /// `number` with `places` (0 to 6) digits behind the point; what is no number is `-`.
  static func fixed(_ number: Double, places: Int) -> String {
    let scale = (0..<min(max(places, 0), 6)).reduce(1) { product, _ in product * 10 }
    let scaled = (number * Double(scale)).rounded()
    guard scaled.magnitude < 0x1p62 else { return "-" }
    let value = Int(scaled)
    let sign = value < 0 ? "-" : ""
    let (whole, rest) = Int(value.magnitude).quotientAndRemainder(dividingBy: scale)
    guard scale > 1 else { return sign + grouped(whole) }
    let digits = String(rest)
    let zeros = String(repeating: "0", count: String(scale).count - 1 - digits.count)
    return "\(sign)\(grouped(whole)).\(zeros)\(digits)"
  }

  /// `part` of `whole` in per cent, or `-` where there is no whole.
  static func percent(_ part: Int, of whole: Int) -> String {
    whole > 0 ? fixed(100 * Double(part) / Double(whole), places: 1) + " %" : "-"
  }

  /// Bytes in powers of 1,000, as disks and speeds are measured: `210.6 MB`.
  static func bytes(_ count: Int) -> String {
    scaled(count, base: 1000, units: ["bytes", "kB", "MB", "GB", "TB"])
  }

  /// Bytes in powers of 1,024, as memory is measured: `1 GiB`.
  static func binaryBytes(_ count: Int) -> String {
    scaled(count, base: 1024, units: ["bytes", "KiB", "MiB", "GiB", "TiB"])
  }

  /// A time: `1.8 ms`, `12.3 s`, `4 min 05 s`.
  static func seconds(_ seconds: Double) -> String {
    if seconds < 1 { return fixed(seconds * 1000, places: 1) + " ms" }
    if seconds < 60 { return fixed(seconds, places: 1) + " s" }
    return wholeSeconds(seconds)
  }

  /// A time without fractions: `12 s`, `4 min 05 s`.
  static func wholeSeconds(_ seconds: Double) -> String {
    guard seconds.magnitude < 1e9 else { return "-" }
    let (minutes, rest) = Int(seconds.rounded()).quotientAndRemainder(dividingBy: 60)
    if minutes == 0 { return "\(rest) s" }
    return "\(grouped(minutes)) min \(rest < 10 ? "0" : "")\(rest) s"
  }

  private static func scaled(_ count: Int, base: Int, units: [String]) -> String {
    var unit = 0
    var divisor = 1
    while unit + 1 < units.count, count / divisor >= base {
      divisor *= base
      unit += 1
    }
    // Powers of 1,024 are often chosen, and then stand without a fraction.
    let isWhole = divisor == 1 || base == 1024 && count % divisor == 0
    let number =
      isWhole ? grouped(count / divisor) : fixed(Double(count) / Double(divisor), places: 1)
    return "\(number) \(units[unit])"
  }
}
