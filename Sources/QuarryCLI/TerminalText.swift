/// Makes text that comes from a dump safe to show.
///
/// A terminal obeys escape sequences wherever they come from, and directional overrides make text
/// read otherwise than it is; neither may pass from an article or a file name to the user's screen.
enum TerminalText {
  /// Which control characters stay.
  enum Kept {
    case none
    /// Line feeds.
    case lines
    /// Line feeds and tabs.
    case linesAndTabs
  }

  /// `text` with white-space controls as spaces and all other control characters as U+FFFD.
  static func cleaned(_ text: String, keeping kept: Kept = .none) -> String {
    guard text.unicodeScalars.contains(where: { replacement(for: $0, keeping: kept) != nil })
    else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      result.append(replacement(for: scalar, keeping: kept) ?? scalar)
    }
    return String(result)
  }

  /// What is shown in place of `scalar`, or nil where it is harmless.
  private static func replacement(for scalar: Unicode.Scalar, keeping kept: Kept) -> Unicode.Scalar?
  {
    guard isControl(scalar) else { return nil }
    switch scalar {
    case "\n": return kept == .none ? " " : nil
    case "\t": return kept == .linesAndTabs ? nil : " "
    case "\r", "\u{0B}", "\u{0C}", "\u{85}", "\u{2028}", "\u{2029}": return " "
    default: return "\u{FFFD}"
    }
  }

  /// Whether a scalar controls the terminal or the direction of text rather than showing something.
  static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x00...0x1F, 0x7F...0x9F: true
    case 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }
}
