import ArgumentParser

/// A time as people write it for a limit: `500ms`, `2s`, `1.5s`, `1m`.
struct TimeLength: Hashable, ExpressibleByArgument {
  let milliseconds: Int

  var duration: Duration { .milliseconds(milliseconds) }

  var defaultValueDescription: String {
    milliseconds % 1000 == 0 ? "\(milliseconds / 1000)s" : "\(milliseconds)ms"
  }

  init(seconds: Int) { milliseconds = 1000 * seconds }

  /// Nil where `text` is no time, or is not from a millisecond to a day.
  init?(argument text: String) {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let units = ["ms": 1.0, "s": 1000.0, "m": 60_000.0]
    guard let unit = units[String(text.dropFirst(digits.count))],
      digits.first?.isNumber == true, digits.last?.isNumber == true,
      let number = Double(digits), number * unit >= 1, number * unit <= 86_400_000
    else { return nil }
    milliseconds = Int((number * unit).rounded())
  }
}
