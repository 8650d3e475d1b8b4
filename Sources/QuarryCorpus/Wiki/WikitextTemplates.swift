extension WikitextPass {
  /// So many arguments of a template are looked at.
  private static let maxArguments = 256

  /// Writes what is kept of the template between the brackets.
  mutating func template(_ inner: Range<Int>, _ depth: Int) {
    let bar = firstBar(inner)
    let name = WikiName.trimmed(text, inner.lowerBound..<(bar ?? inner.upperBound))
    if let rule = rule(of: name) {
      let arguments = bar.map { TemplateArguments(self, $0..<inner.upperBound) }
      write(rule, arguments ?? TemplateArguments(), depth + 1)
    } else if let content = functionContent(name) {
      render(content.lowerBound..<inner.upperBound, depth: depth + 1)
    } else {
      sink.leaveGap()
    }
  }

  private func rule(of name: Range<Int>) -> TemplateRule? {
    if let rule = TemplateRule.rules[WikiName.hash(text, name)] { return rule }
    // Templates of single languages: lang-fr and its like.
    let isLanguage =
      name.count > 5 && name.count < 24
      && text[name.lowerBound..<name.lowerBound + 5].elementsEqual("lang-".utf8) { $0 | 0x20 == $1 }
    return isLanguage ? .argument(1) : nil
  }

  /// The content of a function that changes only how text looks, such as `{{lc:TEXT}}`.
  private func functionContent(_ name: Range<Int>) -> Range<Int>? {
    guard let colon = text[name].firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let function = WikiName.hash(text, name.lowerBound..<colon)
    return Self.functions.contains(function) ? colon + 1..<name.upperBound : nil
  }

  private static let functions: Set<UInt64> = Set(
    ["lc", "uc", "lcfirst", "ucfirst", "formatnum", "nowrap"].map { WikiName.hash($0) })

  private mutating func write(_ rule: TemplateRule, _ arguments: TemplateArguments, _ depth: Int) {
    let values = arguments.positional
    switch rule {
    case .argument(let number): write(values, number - 1, depth)
    case .last: write(values, values.count - 1, depth)
    case .text(let text):
      if text.utf8CodeUnitCount == 1, text.utf8Start[0] == 0x0A {
        sink.startLine()
      } else {
        sink.append(text)
      }
    case .prefixed(let prefix):
      guard !values.isEmpty else { return sink.leaveGap() }
      sink.append(prefix)
      write(values, 0, depth)
    case .suffixed(let suffix):
      guard !values.isEmpty else { return sink.leaveGap() }
      write(values, 0, depth)
      sink.append(suffix)
    case .measure: writeMeasure(arguments, depth)
    case .date: writeDate(arguments, depth)
    case .fraction:
      for (index, value) in values.enumerated() {
        if index > 0 { sink.append(index == 1 && values.count > 2 ? " " : "/") }
        render(value, depth: depth)
      }
    case .list:
      for value in values {
        sink.startLine()
        render(value, depth: depth)
      }
      sink.startLine()
    case .joined(let separator):
      for (index, value) in values.enumerated() {
        if index > 0 { sink.append(separator) }
        render(value, depth: depth)
      }
    case .quotation:
      sink.startParagraph()
      let quoted = arguments.named("text") ?? arguments.named("quote") ?? values.first
      if let quoted { render(quoted, depth: depth) }
      sink.startParagraph()
    case .original:
      write(values, 0, depth)
      let others = values.dropFirst().prefix(2).filter { !$0.isEmpty }
      guard !others.isEmpty else { return }
      sink.append(" (")
      for (index, value) in others.enumerated() {
        if index > 0 { sink.append(", ") }
        render(value, depth: depth)
      }
      sink.append(")")
    }
  }

  private mutating func write(_ values: [Range<Int>], _ index: Int, _ depth: Int) {
    guard values.indices.contains(index) else { return sink.leaveGap() }
    render(values[index], depth: depth)
  }

  /// `{{convert|10|to|20|km|mi}}`: 10 to 20 km.
  private mutating func writeMeasure(_ arguments: TemplateArguments, _ depth: Int) {
    let values = arguments.positional
    guard let first = values.first else { return sink.leaveGap() }
    render(first, depth: depth)
    var next = 1
    while next + 1 < values.count, let word = Self.rangeWords[WikiName.hash(text, values[next])] {
      sink.append(word)
      render(values[next + 1], depth: depth)
      next += 2
    }
    let unit = arguments.named("ul") ?? arguments.named("u")
    guard let unit = unit ?? (next < values.count ? values[next] : nil), !unit.isEmpty else {
      return
    }
    sink.append(" ")
    if let name = Self.units[WikiName.hash(text, unit)] {
      sink.append(name)
    } else {
      render(unit, depth: depth)
    }
  }

  private static let rangeWords: [UInt64: StaticString] = [
    WikiName.hash("to"): " to ", WikiName.hash("-"): "–", WikiName.hash("–"): "–",
    WikiName.hash("and"): " and ", WikiName.hash("or"): " or ", WikiName.hash("by"): " by ",
    WikiName.hash("x"): " × ", WikiName.hash("×"): " × ", WikiName.hash("+/-"): " ± ",
    WikiName.hash("±"): " ± ", WikiName.hash("to(-)"): " to ",
  ]

  private static let units: [UInt64: StaticString] = [
    WikiName.hash("km2"): "km²", WikiName.hash("m2"): "m²", WikiName.hash("m3"): "m³",
    WikiName.hash("km3"): "km³", WikiName.hash("sqmi"): "sq mi", WikiName.hash("sqft"): "sq ft",
    WikiName.hash("sqkm"): "km²", WikiName.hash("C"): "°C", WikiName.hash("F"): "°F",
    WikiName.hash("cuft"): "cu ft", WikiName.hash("kph"): "km/h", WikiName.hash("acre"): "acres",
  ]

  private static let months: [StaticString] = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  /// `{{birth date|1942|1|8|df=y}}`: 8 January 1942.
  private mutating func writeDate(_ arguments: TemplateArguments, _ depth: Int) {
    let values = arguments.positional
    guard let year = values.first else { return sink.leaveGap() }
    guard values.count > 1, let month = number(values[1]), (1...12).contains(month) else {
      return render(year, depth: depth)
    }
    let day = values.count > 2 && number(values[2]) != nil ? values[2] : nil
    if let day, arguments.named("df") != nil {
      render(day, depth: depth)
      sink.append(" ")
    }
    sink.append(Self.months[month - 1])
    sink.append(" ")
    if let day, arguments.named("df") == nil {
      render(day, depth: depth)
      sink.append(", ")
    }
    render(year, depth: depth)
  }

  private func number(_ range: Range<Int>) -> Int? {
    guard range.count <= 4 else { return nil }
    return Int(String(decoding: text[range], as: UTF8.self))
  }
}

/// The arguments of a template: ranges of the text, without the blanks at their ends.
struct TemplateArguments {
  private(set) var positional: [Range<Int>] = []
  private var names: [(name: Range<Int>, hash: UInt64, value: Range<Int>)] = []

  init() {}

  /// Reads the arguments of a range that begins with the bar before the first.
  init(_ pass: WikitextPass, _ range: Range<Int>) {
    var start = range.lowerBound + 1
    while start <= range.upperBound, positional.count + names.count < 256 {
      let end = pass.firstBar(start..<range.upperBound) ?? range.upperBound
      add(start..<end, pass.text)
      start = end + 1
    }
  }

  /// The value of a named argument, or nil.
  func named(_ name: String) -> Range<Int>? {
    let hash = WikiName.hash(name)
    return names.last { $0.hash == hash }?.value
  }

  private mutating func add(_ argument: Range<Int>, _ text: UnsafeRawBufferPointer) {
    var equals = argument.lowerBound
    while equals < argument.upperBound, text[equals] != UInt8(ascii: "=") {
      // A name is letters and digits; anything else is a value.
      let byte = text[equals]
      let isName = TagClosings.isName(byte) || " _-\n\t".utf8.contains(byte)
      guard isName, equals - argument.lowerBound < 40 else {
        return positional.append(trimmed(argument, text))
      }
      equals += 1
    }
    guard equals < argument.upperBound, equals > argument.lowerBound else {
      return positional.append(trimmed(argument, text))
    }
    let name = WikiName.trimmed(text, argument.lowerBound..<equals)
    let value = trimmed(equals + 1..<argument.upperBound, text)
    // Numbers name positions.
    if name.count == 1, (0x31...0x39).contains(text[name.lowerBound]) {
      let index = Int(text[name.lowerBound]) - 0x31
      while positional.count <= index { positional.append(value.lowerBound..<value.lowerBound) }
      positional[index] = value
    } else {
      names.append((name, WikiName.hash(text, name), value))
    }
  }

  private func trimmed(_ range: Range<Int>, _ text: UnsafeRawBufferPointer) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, InputFormat.isBlank(text[start]) { start += 1 }
    while end > start, InputFormat.isBlank(text[end - 1]) { end -= 1 }
    return start..<end
  }
}
