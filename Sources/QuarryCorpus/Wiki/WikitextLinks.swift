extension WikitextPass {
  /// Writes the label of a link; notes categories; leaves out pictures and other languages.
  mutating func link(_ inner: Range<Int>, _ depth: Int) {
    let bar = firstBar(inner)
    var target = inner.lowerBound..<(bar ?? inner.upperBound)
    let isShown = target.first.map { text[$0] == UInt8(ascii: ":") } ?? false
    if isShown { target = target.lowerBound + 1..<target.upperBound }
    if !isShown, let colon = namespaceEnd(target) {
      let name = target.lowerBound..<colon
      let hash = WikiName.hash(text, name)
      if site.categoryNames.contains(hash) {
        if categories.count < 512 {
          categories.append(WikiName.trimmed(text, colon + 1..<target.upperBound))
        }
        return sink.leaveGap()
      }
      if site.fileNames.contains(hash) || (bar == nil && isLanguage(name)) {
        return sink.leaveGap()
      }
    }
    guard let bar else { return render(withoutHash(target), depth: depth + 1) }
    let label = bar + 1..<inner.upperBound
    if WikiName.trimmed(text, label).isEmpty {
      render(pipeTrick(target), depth: depth + 1)
    } else {
      render(label, depth: depth + 1)
    }
  }

  /// Where the colon behind a namespace or another wiki's name stands in a target, or nil.
  private func namespaceEnd(_ target: Range<Int>) -> Int? {
    var at = target.lowerBound
    // No name of a namespace is longer than this.
    let most = min(target.upperBound, at + 64)
    while at < most {
      switch text[at] {
      case UInt8(ascii: ":"): return at > target.lowerBound ? at : nil
      case UInt8(ascii: "#"), UInt8(ascii: "{"), UInt8(ascii: "["), 0x0A: return nil
      default: at += 1
      }
    }
    return nil
  }

  /// Whether a name is a language's code, such as `de` or `zh-yue`.
  private func isLanguage(_ name: Range<Int>) -> Bool {
    let code = text[name]
    let first = code.prefix { (0x61...0x7A).contains($0) }
    guard code.allSatisfy({ (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-") }) else {
      return false
    }
    return (2...3).contains(first.count) || code.elementsEqual("simple".utf8)
  }

  /// A link to a section of the same page reads as the section's name.
  private func withoutHash(_ target: Range<Int>) -> Range<Int> {
    guard let first = target.first, text[first] == UInt8(ascii: "#") else { return target }
    return first + 1..<target.upperBound
  }

  /// What `[[Namespace:Name (kind)|]]` reads as: `Name`.
  private func pipeTrick(_ target: Range<Int>) -> Range<Int> {
    var start = target.lowerBound
    if let colon = namespaceEnd(target) { start = colon + 1 }
    var end = target.upperBound
    if let bracket = text[start..<end].lastIndex(of: UInt8(ascii: "(")), bracket > start,
      text[end - 1] == UInt8(ascii: ")")
    {
      end = bracket
    }
    return WikiName.trimmed(text, start..<end)
  }
}
