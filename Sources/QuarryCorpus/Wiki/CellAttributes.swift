/// The attributes of a table's cell where no bar parts them from its text, as a template brings it.
extension WikitextPass {
  private static let names: Set<UInt64> = Set(
    [
      "colspan", "rowspan", "style", "class", "align", "valign", "bgcolor", "width", "height",
      "scope", "nowrap", "data-sort-value",
    ].map { WikiName.hash($0) })

  /// Where the last attribute ends in a range that holds nothing but attributes and templates; nil
  /// where it holds something else, or no attribute.
  func attributesEnd(_ range: Range<Int>) -> Int? {
    let end = range.upperBound
    var at = range.lowerBound
    var last: Int?
    while at < end {
      if isBlank(at) {
        at += 1
        continue
      }
      if text[at] == UInt8(ascii: "{") {
        guard let pair = brackets.pair(at: at), pair.end <= end else { return nil }
        at = pair.end
        continue
      }
      let name = at
      while at < end, TagClosings.isName(text[at]) || text[at] == UInt8(ascii: "-") { at += 1 }
      guard Self.names.contains(WikiName.hash(text, name..<at)) else { return nil }
      while at < end, isBlank(at) { at += 1 }
      guard at < end, text[at] == UInt8(ascii: "=") else { return nil }
      at += 1
      while at < end, isBlank(at) { at += 1 }
      guard let value = valueEnd(at, end) else { return nil }
      at = value
      last = at
    }
    return last
  }

  /// Where the value ends that begins at `start`, in quotation marks or without; nil where none does.
  private func valueEnd(_ start: Int, _ end: Int) -> Int? {
    guard start < end else { return nil }
    let mark = text[start]
    if mark == UInt8(ascii: "\"") || mark == UInt8(ascii: "'") {
      return ByteSearch.first(mark, in: text, start + 1..<end).map { $0 + 1 }
    }
    var at = start
    while at < end, !isBlank(at), text[at] != UInt8(ascii: "{") { at += 1 }
    return at > start ? at : nil
  }

  private func isBlank(_ at: Int) -> Bool { text[at] == 0x20 || text[at] == 0x09 }
}
