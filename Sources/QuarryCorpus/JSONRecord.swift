/// Reads the object of one line and finds the members that make a document.
struct JSONRecord {
  /// So many members, or values of metadata, an object may have.
  static let maxMembers = 4096

  /// What a member is for, by its name.
  private enum Role {
    case id, title, text, tags, aliases, headings, other
  }

  private(set) var id: Range<Int>?
  private(set) var title: Range<Int>?
  private(set) var text: Range<Int>?
  /// What is left of the members, in order; to be swapped with an array that can be used again.
  var metadata: [(key: Range<Int>, value: Range<Int>)] = []
  /// The names under which the metadata stands in the line, one an entry.
  private var names: [Range<Int>] = []
  /// The names' hashes, so that many names are compared quickly.
  private var hashes: [UInt64] = []
  /// The names in the arena that lists are kept under, whatever their own are.
  private var tagsName = 0..<0
  private var aliasesName = 0..<0
  private var headingsName = 0..<0

  /// Reads the object at which the scanner stands, up to the end of the line.
  ///
  /// A member that occurs twice counts as it stands last.
  mutating func read(_ scanner: inout JSONScanner) throws(JSONFault) {
    id = nil
    title = nil
    text = nil
    metadata.removeAll(keepingCapacity: true)
    names.removeAll(keepingCapacity: true)
    hashes.removeAll(keepingCapacity: true)
    // Once for all members, since the arena has little more room than the line is long.
    tagsName = scanner.write("tags")
    aliasesName = scanner.write("aliases")
    headingsName = scanner.write("headings")
    try scanner.expect(UInt8(ascii: "{"), "an object")
    scanner.skipBlanks()
    var members = 0
    if !scanner.take(UInt8(ascii: "}")) {
      while true {
        members += 1
        guard members <= Self.maxMembers else { throw .tooManyMembers }
        try readMember(&scanner)
        scanner.skipBlanks()
        if scanner.take(UInt8(ascii: "}")) { break }
        try scanner.expect(UInt8(ascii: ","), "a comma or a closing brace")
        scanner.skipBlanks()
      }
    }
    scanner.skipBlanks()
    guard scanner.isAtLineEnd else { throw scanner.unexpected("the end of the line") }
  }

  private mutating func readMember(_ scanner: inout JSONScanner) throws(JSONFault) {
    let name = try scanner.string()
    scanner.skipBlanks()
    try scanner.expect(UInt8(ascii: ":"), "a colon")
    scanner.skipBlanks()
    let role = Self.role(name, scanner)
    if role == .id || role == .title || role == .text { scanner.forget(from: name.lowerBound) }
    switch role {
    case .text:
      text = nil
      if scanner.next == 0x22 {
        text = try scanner.string()
      } else {
        try scanner.skipValue(depth: 1)
      }
    case .title: title = try scalar(&scanner, asName: false)
    case .id: id = try scalar(&scanner, asName: true)
    case .tags, .aliases, .headings:
      let key = role == .tags ? tagsName : role == .aliases ? aliasesName : headingsName
      let hash = scanner.hash(name)
      removeMetadata(named: name, hash, scanner)
      if scanner.next == UInt8(ascii: "[") {
        try readList(&scanner, key, name, hash)
      } else if let value = try scalar(&scanner, asName: false) {
        try add(key, value, name, hash)
      }
    case .other:
      let hash = scanner.hash(name)
      removeMetadata(named: name, hash, scanner)
      if let value = try scalar(&scanner, asName: false) { try add(name, value, name, hash) }
    }
  }

  /// Reads an array of values to be kept under `key`; what is no scalar in it is passed over.
  private mutating func readList(
    _ scanner: inout JSONScanner, _ key: Range<Int>, _ name: Range<Int>, _ hash: UInt64
  ) throws(JSONFault) {
    try scanner.expect(UInt8(ascii: "["), "an array")
    scanner.skipBlanks()
    if scanner.take(UInt8(ascii: "]")) { return }
    while true {
      if let value = try scalar(&scanner, asName: false, depth: 2) {
        try add(key, value, name, hash)
      }
      scanner.skipBlanks()
      if scanner.take(UInt8(ascii: "]")) { return }
      try scanner.expect(UInt8(ascii: ","), "a comma or a closing bracket")
      scanner.skipBlanks()
    }
  }

  /// Reads a value; its text where it is a scalar, nil where it is null, an array or an object.
  ///
  /// - Parameter asName: whether true, false and the empty string mean nothing either.
  private func scalar(
    _ scanner: inout JSONScanner, asName: Bool, depth: Int = 1
  ) throws(JSONFault) -> Range<Int>? {
    switch scanner.next {
    case 0x22:
      let value = try scanner.string()
      return asName && value.isEmpty ? nil : value
    case UInt8(ascii: "-"), 0x30...0x39: return try scanner.number()
    case UInt8(ascii: "t") where !asName: return try scanner.literal("true")
    case UInt8(ascii: "f") where !asName: return try scanner.literal("false")
    default:
      try scanner.skipValue(depth: depth)
      return nil
    }
  }

  private mutating func add(
    _ key: Range<Int>, _ value: Range<Int>, _ name: Range<Int>, _ hash: UInt64
  ) throws(JSONFault) {
    guard metadata.count < Self.maxMembers else { throw .tooManyMembers }
    metadata.append((key, value))
    names.append(name)
    hashes.append(hash)
  }

  /// Removes what an earlier member of the same name left.
  private mutating func removeMetadata(
    named name: Range<Int>, _ hash: UInt64, _ scanner: JSONScanner
  ) {
    guard hashes.contains(hash) else { return }
    var kept = 0
    for index in names.indices {
      if hashes[index] == hash, scanner.areEqual(names[index], name) { continue }
      names[kept] = names[index]
      hashes[kept] = hashes[index]
      metadata[kept] = metadata[index]
      kept += 1
    }
    names.removeLast(names.count - kept)
    hashes.removeLast(hashes.count - kept)
    metadata.removeLast(metadata.count - kept)
  }

  private static func role(_ name: Range<Int>, _ scanner: JSONScanner) -> Role {
    switch name.count {
    case 2: scanner.holds(name, "id") ? .id : .other
    case 4: scanner.holds(name, "text") ? .text : scanner.holds(name, "tags") ? .tags : .other
    case 5: scanner.holds(name, "title") ? .title : .other
    case 7: scanner.holds(name, "aliases") ? .aliases : .other
    case 8:
      scanner.holds(name, "category")
        ? .tags
        : scanner.holds(name, "headings") || scanner.holds(name, "sections")
          ? .headings : .other
    case 9: scanner.holds(name, "redirects") ? .aliases : .other
    case 10:
      scanner.holds(name, "categories")
        ? .tags : scanner.holds(name, "alt_titles") ? .aliases : .other
    case 18: scanner.holds(name, "alternative_titles") ? .aliases : .other
    default: .other
    }
  }
}
