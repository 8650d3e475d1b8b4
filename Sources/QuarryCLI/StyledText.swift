/// A text whose characters know their width and whether a query matched them, ready to be wrapped.
struct StyledText {
  /// One character as it is shown.
  struct Element {
    var character: Character
    var isMatch: Bool
    /// Columns of the terminal.
    var width: Int
  }

  private(set) var elements: [Element] = []

  /// Appends `text`, made safe for a terminal.
  ///
  /// - Parameter matches: ranges of UTF-8 bytes of `text`, ascending, that a query matched.
  mutating func append(_ text: String, matches: [Range<Int>] = []) {
    var offset = 0
    var next = 0
    for character in text {
      while next < matches.count, matches[next].upperBound <= offset { next += 1 }
      let isMatch = next < matches.count && matches[next].contains(offset)
      offset += character.utf8.count
      append(cleaned: character, isMatch: isMatch)
    }
  }

  private mutating func append(cleaned character: Character, isMatch: Bool) {
    if character.unicodeScalars.contains(where: TerminalText.isControl) {
      for shown in TerminalText.cleaned(String(character)) {
        elements.append(Element(character: shown, isMatch: isMatch, width: 1))
      }
    } else {
      let width = DisplayWidth.columns(of: character)
      elements.append(Element(character: character, isMatch: isMatch, width: width))
    }
  }

  /// The lines that the text takes when none is wider than `width` columns.
  ///
  /// Lines are broken at spaces, beside wide characters, and inside a word only where it alone is
  /// wider than a line. The spaces at a break are left out.
  func lines(width: Int) -> [Range<Int>] {
    let width = max(width, 2)
    var lines: [Range<Int>] = []
    var start = 0
    var column = 0
    /// The last place where the line may end, and where the next one would then begin.
    var lineBreak: (end: Int, next: Int)?
    for (index, element) in elements.enumerated() {
      if element.character == " " {
        if index == start {
          start = index + 1
        } else {
          // Several spaces make one break.
          let isSecond = lineBreak.map { $0.next == index && $0.end < index } ?? false
          lineBreak = (isSecond ? lineBreak?.end ?? index : index, index + 1)
          column += 1
        }
        continue
      }
      if element.width == 2, index > start, lineBreak?.next != index { lineBreak = (index, index) }
      while column + element.width > width, index > start {
        let (end, next) = lineBreak ?? (index, index)
        lines.append(start..<end)
        start = next
        column = elements[start..<index].reduce(0) { $0 + $1.width }
        lineBreak = nil
      }
      column += element.width
      if element.width == 2 { lineBreak = (index + 1, index + 1) }
    }
    var end = elements.count
    while end > start, elements[end - 1].character == " " { end -= 1 }
    if end > start { lines.append(start..<end) }
    return lines
  }

  /// The text of `range`, in which matches stand out where colour is used.
  func rendered(_ range: Range<Int>, as style: Style, usesColor: Bool) -> String {
    var result = ""
    guard usesColor else {
      for element in elements[range] { result.append(element.character) }
      return result
    }
    var current: Style?
    for element in elements[range] {
      let wanted = element.isMatch ? Style.match : style
      if wanted != current {
        if let current { result += current.end }
        result += wanted.start
        current = wanted
      }
      result.append(element.character)
    }
    if let current { result += current.end }
    return result
  }
}
