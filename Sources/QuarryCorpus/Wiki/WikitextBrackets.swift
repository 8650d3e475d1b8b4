/// Which brackets of a wikitext belong together: `{{…}}`, `{{{…}}}` and `[[…]]`.
///
/// Found in one pass with a stack before anything is written, so that brackets that are never closed,
/// however many, cost no more than others.
struct WikitextBrackets: Sendable {
  enum Kind: UInt8 {
    case template, parameter, link

    var length: Int { self == .parameter ? 3 : 2 }
  }

  /// A bracket that opens, and where what it opens ends, behind the closing bracket; 0 where nothing
  /// closes it.
  private struct Entry {
    var open: Int32
    var end: Int32
    var kind: Kind
  }

  /// By rising position.
  private var entries: [Entry] = []
  /// The entries that are open.
  private var stack: [Int32] = []
  private var openBraces = 0

  /// Finds the pairs of `text`; `literal` says where a region without brackets, such as `<nowiki>`,
  /// that begins at a `<` ends, or nil.
  mutating func match(
    _ text: UnsafeRawBufferPointer, literal: (Int) -> Int?
  ) {
    entries.removeAll(keepingCapacity: true)
    stack.removeAll(keepingCapacity: true)
    openBraces = 0
    var at = 0
    while at < text.count {
      let byte = text[at]
      // Most bytes are letters, none of which matters.
      guard byte == 0x3C || byte & 0x59 == 0x59 else {
        at += 1
        continue
      }
      switch byte {
      case UInt8(ascii: "{"): at = openRun(text, at)
      case UInt8(ascii: "}"): at = closeRun(text, at)
      case UInt8(ascii: "["):
        if at + 1 < text.count, text[at + 1] == byte {
          push(.link, at)
          at += 2
        } else {
          at += 1
        }
      case UInt8(ascii: "]"):
        if at + 1 < text.count, text[at + 1] == byte {
          closeLink(at)
          at += 2
        } else {
          at += 1
        }
      case UInt8(ascii: "<"): at = literal(at) ?? at + 1
      default: at += 1
      }
    }
  }

  /// Where what opens at `position` ends and what it is; nil where nothing that is closed opens there.
  func pair(at position: Int) -> (end: Int, kind: Kind)? {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].open < position { low = middle + 1 } else { high = middle }
    }
    guard low < entries.count, entries[low].open == position, entries[low].end > 0 else {
      return nil
    }
    return (Int(entries[low].end), entries[low].kind)
  }

  private mutating func push(_ kind: Kind, _ position: Int) {
    stack.append(Int32(truncatingIfNeeded: entries.count))
    entries.append(Entry(open: Int32(truncatingIfNeeded: position), end: 0, kind: kind))
    if kind != .link { openBraces += 1 }
  }

  private mutating func openRun(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int {
    var end = start
    while end < text.count, text[end] == UInt8(ascii: "{") { end += 1 }
    var at = start
    // An odd run ends with a parameter: {{{{{x}}} is a template whose name is one.
    while end - at >= 2 {
      if end - at == 3 {
        push(.parameter, at)
        at += 3
      } else {
        push(.template, at)
        at += 2
      }
    }
    return end
  }

  private mutating func closeRun(_ text: UnsafeRawBufferPointer, _ start: Int) -> Int {
    var end = start
    while end < text.count, text[end] == UInt8(ascii: "}") { end += 1 }
    var at = start
    while end - at >= 2, openBraces > 0, let top = stack.popLast() {
      let index = Int(top)
      guard entries[index].kind != .link else { continue }
      openBraces -= 1
      if entries[index].kind == .parameter, end - at == 2 {
        // {{{x}} is a brace before a template.
        entries[index].kind = .template
        entries[index].open += 1
      }
      at += min(entries[index].kind.length, end - at)
      entries[index].end = Int32(truncatingIfNeeded: at)
    }
    return end
  }

  private mutating func closeLink(_ position: Int) {
    guard let top = stack.last, entries[Int(top)].kind == .link else { return }
    stack.removeLast()
    entries[Int(top)].end = Int32(truncatingIfNeeded: position + 2)
  }
}
