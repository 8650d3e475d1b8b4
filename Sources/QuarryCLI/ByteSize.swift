import ArgumentParser

/// A number of bytes as people write it: `4096`, `512M`, `1.5G`, `1GiB`, `500MB`.
///
/// `K`, `M`, `G`, `T` and `KiB` … `TiB` are powers of 1,024; `KB` … `TB` are powers of 1,000.
struct ByteSize: Hashable, ExpressibleByArgument {
  let bytes: Int

  init(bytes: Int) {
    self.bytes = bytes
  }

  /// Nil where `text` is no size, negative, or beyond what fits into an `Int`.
  init?(argument text: String) {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard let unit = Self.unit(text.dropFirst(digits.count).lowercased()),
      digits.first?.isNumber == true, digits.last?.isNumber == true,
      let number = Double(digits)
    else { return nil }
    // A whole number stays exact, however large it is.
    if let whole = Int(digits) {
      let (bytes, overflows) = whole.multipliedReportingOverflow(by: unit)
      guard !overflows else { return nil }
      self.bytes = bytes
    } else {
      let bytes = number * Double(unit)
      guard bytes < 0x1p62 else { return nil }
      self.bytes = Int(bytes)
    }
  }

  private static func unit(_ suffix: String) -> Int? {
    if suffix.isEmpty || suffix == "b" { return 1 }
    guard let letter = suffix.first, let power = "kmgt".firstIndex(of: letter) else { return nil }
    let exponent = "kmgt".distance(from: "kmgt".startIndex, to: power) + 1
    let base: Int
    switch suffix.dropFirst() {
    case "", "ib": base = 1024
    case "b": base = 1000
    default: return nil
    }
    return (0..<exponent).reduce(1) { product, _ in product * base }
  }

  var defaultValueDescription: String { NumberText.binaryBytes(bytes) }
}
