/// How a piece of text stands out on a terminal with colours.
enum Style {
  case plain
  case title
  case dim
  case match

  /// The escape sequence that begins the style.
  var start: String {
    switch self {
    case .plain: ""
    case .title: "\u{1B}[1m"
    case .dim: "\u{1B}[2m"
    case .match: "\u{1B}[1;33m"
    }
  }

  /// The escape sequence that ends it.
  var end: String { self == .plain ? "" : "\u{1B}[0m" }

  /// `text` in this style.
  func applied(to text: String, usesColor: Bool) -> String {
    usesColor ? start + text + end : text
  }
}
