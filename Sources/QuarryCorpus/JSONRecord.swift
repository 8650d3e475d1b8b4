/// Reads an object and finds the members that make a document.
struct JSONRecord {
  /// So many members, or values of metadata, an object may have.
  static let maxMembers = 4096
  /// A list under a name that is not known is kept if it has no more strings than these.
  private static let maxStrings = 256

  /// A member that a document has only once, and how good its name is.
  private struct Slot {
    var value: Range<Int>?
    var rank: UInt8 = .max
    /// The name, to keep the value under should a better one come.
    var name = 0..<0
  }

  /// A value of metadata, beside its entry in `metadata`.
  private struct Origin {
    /// The name under which it stands in the record, and its hash, so that many are compared
    /// quickly.
    let name: Range<Int>
    let hash: UInt64
    /// What the name leads to, where there may be a better one.
    let target: FieldMapping.Target?
  }

  private let mapping: FieldMapping
  private var idSlot = Slot()
  private var titleSlot = Slot()
  private var textSlot = Slot()
  /// What is left of the members, in order; to be swapped with an array that can be used again.
  var metadata: [(key: Range<Int>, value: Range<Int>)] = []
  private var origins: [Origin] = []
  /// Whether metadata has to be renamed at the end.
  private var hasCandidates = false
  /// The names that values are kept under, whatever their own are, with which the arena begins.
  private var keyBytes: [UInt8] = []
  /// Where each of them stands: by field, then the user's.
  private var keys: [Range<Int>] = []

  /// What a record deserves that has no text.
  var noText: SkipReason { mapping.noText }

  init(mapping: FieldMapping = FieldMapping()) {
    self.mapping = mapping
    for raw in 0..<FieldMapping.Field.named.rawValue {
      let name = FieldMapping.Field(rawValue: raw).flatMap(FieldNames.metadataName)
      addKey(name.map { Array("\($0)".utf8) } ?? [])
    }
    for name in mapping.names { addKey(name) }
  }

  private mutating func addKey(_ name: [UInt8]) {
    keys.append(keyBytes.count..<keyBytes.count + name.count)
    keyBytes += name
  }

  var id: Range<Int>? { idSlot.value }
  var title: Range<Int>? { titleSlot.value }
  var text: Range<Int>? { textSlot.value }

  /// Reads the object at which the scanner stands, up to and with its closing brace.
  ///
  /// A member that occurs twice counts as it stands last.
  mutating func read(_ scanner: inout JSONScanner) throws(JSONFault) {
    idSlot = Slot()
    titleSlot = Slot()
    textSlot = Slot()
    metadata.removeAll(keepingCapacity: true)
    origins.removeAll(keepingCapacity: true)
    hasCandidates = false
    // Once for all members, since the arena has little more room than the record is long.
    scanner.begin(with: keyBytes)
    var members = 0
    try readObject(&scanner, path: FieldMapping.root, depth: 1, members: &members)
    if hasCandidates { renameBest() }
  }

  private func key(_ target: FieldMapping.Target) -> Range<Int> {
    let index = Int(target.field.rawValue)
    return keys[target.field == .named ? index + Int(target.rank) : index]
  }

  private mutating func readObject(
    _ scanner: inout JSONScanner, path: UInt64, depth: Int, members: inout Int
  ) throws(JSONFault) {
    guard depth <= JSONScanner.maxDepth else { throw scanner.tooDeep }
    try scanner.expect(UInt8(ascii: "{"), "an object")
    scanner.skipBlanks()
    if scanner.take(UInt8(ascii: "}")) { return }
    while true {
      members += 1
      guard members <= Self.maxMembers else { throw .tooManyMembers }
      try readMember(&scanner, path: path, depth: depth, members: &members)
      scanner.skipBlanks()
      if scanner.take(UInt8(ascii: "}")) { return }
      try scanner.expect(UInt8(ascii: ","), "a comma or a closing brace")
      scanner.skipBlanks()
    }
  }

  private mutating func readMember(
    _ scanner: inout JSONScanner, path: UInt64, depth: Int, members: inout Int
  ) throws(JSONFault) {
    let name = try scanner.string()
    scanner.skipBlanks()
    try scanner.expect(UInt8(ascii: ":"), "a colon")
    scanner.skipBlanks()
    let isOutermost = path == FieldMapping.root
    let place = FieldMapping.extend(path, UnsafeRawBufferPointer(rebasing: scanner.arena[name]))
    if mapping.hasPaths, mapping.leadsOn(place),
      scanner.next == UInt8(ascii: "{") || scanner.next == UInt8(ascii: "[")
    {
      return try readInside(&scanner, path: place, depth: depth, members: &members)
    }
    guard let target = mapping.target(place) else {
      guard isOutermost else { return try scanner.skipValue(depth: depth) }
      if scanner.next == UInt8(ascii: "[") {
        return try readStrings(&scanner, name, depth)
      }
      let hash = scanner.hash(name)
      removeMetadata(named: name, hash, scanner)
      guard let value = try scalar(&scanner, asName: false) else { return }
      return try add(name, value, Origin(name: name, hash: hash, target: nil))
    }
    switch target.field {
    case .text:
      // The name is needed only where a better one may come.
      if target.rank == 0 { scanner.forget(from: name.lowerBound) }
      var value: Range<Int>?
      if scanner.next == 0x22 {
        value = try scanner.string()
      } else if scanner.next == UInt8(ascii: "[") {
        value = try scanner.paragraphs(depth: depth)
      } else {
        try scanner.skipValue(depth: depth)
      }
      try demote(Self.fill(&textSlot, target.rank, value, name), scanner)
    case .title:
      if target.rank == 0 { scanner.forget(from: name.lowerBound) }
      let value = try scalar(&scanner, asName: false, depth: depth)
      try demote(Self.fill(&titleSlot, target.rank, value, name), scanner)
    case .id:
      if target.rank == 0 { scanner.forget(from: name.lowerBound) }
      let value = try scalar(&scanner, asName: true, depth: depth)
      try demote(Self.fill(&idSlot, target.rank, value, name), scanner)
    case .tags, .aliases, .headings, .named:
      try readValues(&scanner, key(target), name, nil, isOutermost, depth)
    case .date, .author, .source, .url, .language:
      if target.rank > 0 || !scanner.areEqual(name, key(target)) { hasCandidates = true }
      try readValues(&scanner, name, name, target, isOutermost, depth)
    }
  }

  /// Reads the objects that a path leads into: one, or those of an array.
  private mutating func readInside(
    _ scanner: inout JSONScanner, path: UInt64, depth: Int, members: inout Int
  ) throws(JSONFault) {
    if scanner.next == UInt8(ascii: "{") {
      return try readObject(&scanner, path: path, depth: depth + 1, members: &members)
    }
    try scanner.expect(UInt8(ascii: "["), "an array")
    scanner.skipBlanks()
    if scanner.take(UInt8(ascii: "]")) { return }
    while true {
      if scanner.next == UInt8(ascii: "{") {
        try readObject(&scanner, path: path, depth: depth + 2, members: &members)
      } else {
        try scanner.skipValue(depth: depth + 1)
      }
      scanner.skipBlanks()
      if scanner.take(UInt8(ascii: "]")) { return }
      try scanner.expect(UInt8(ascii: ","), "a comma or a closing bracket")
      scanner.skipBlanks()
    }
  }

  /// Puts a value where its name is at least as good as the one before; gives back what has to be
  /// kept as metadata instead.
  private static func fill(
    _ slot: inout Slot, _ rank: UInt8, _ value: Range<Int>?, _ name: Range<Int>
  ) -> (value: Range<Int>, name: Range<Int>)? {
    if rank == slot.rank {
      slot.value = value
      return nil
    }
    guard let value else { return nil }
    guard rank < slot.rank else { return (value, name) }
    let loser = slot.value.map { (value: $0, name: slot.name) }
    slot = Slot(value: value, rank: rank, name: name)
    return loser
  }

  private mutating func demote(
    _ loser: (value: Range<Int>, name: Range<Int>)?, _ scanner: JSONScanner
  ) throws(JSONFault) {
    guard let (value, name) = loser else { return }
    let hash = scanner.hash(name)
    removeMetadata(named: name, hash, scanner)
    try add(name, value, Origin(name: name, hash: hash, target: nil))
  }

  /// Reads a scalar, or an array of them, to be kept under `key`; what is no scalar is passed over.
  private mutating func readValues(
    _ scanner: inout JSONScanner, _ key: Range<Int>, _ name: Range<Int>,
    _ target: FieldMapping.Target?, _ isOutermost: Bool, _ depth: Int
  ) throws(JSONFault) {
    let origin = Origin(name: name, hash: scanner.hash(name), target: target)
    // Members of several objects in an array bear the same name.
    if isOutermost { removeMetadata(named: name, origin.hash, scanner) }
    guard scanner.take(UInt8(ascii: "[")) else {
      guard let value = try scalar(&scanner, asName: false, depth: depth) else { return }
      return try add(key, value, origin)
    }
    scanner.skipBlanks()
    if scanner.take(UInt8(ascii: "]")) { return }
    while true {
      if let value = try scalar(&scanner, asName: false, depth: depth + 1) {
        try add(key, value, origin)
      }
      scanner.skipBlanks()
      if scanner.take(UInt8(ascii: "]")) { return }
      try scanner.expect(UInt8(ascii: ","), "a comma or a closing bracket")
      scanner.skipBlanks()
    }
  }

  /// Reads an array of an unknown name: a short list of strings is kept, anything else, such as a
  /// vector of numbers, is passed over.
  private mutating func readStrings(
    _ scanner: inout JSONScanner, _ name: Range<Int>, _ depth: Int
  ) throws(JSONFault) {
    let origin = Origin(name: name, hash: scanner.hash(name), target: nil)
    removeMetadata(named: name, origin.hash, scanner)
    let kept = metadata.count
    var isKept = true
    guard scanner.take(UInt8(ascii: "[")) else { return }
    scanner.skipBlanks()
    if scanner.take(UInt8(ascii: "]")) { return }
    while true {
      isKept = isKept && scanner.next == 0x22 && metadata.count - kept < Self.maxStrings
      if isKept {
        try add(name, try scanner.string(), origin)
      } else {
        try scanner.skipValue(depth: depth + 1)
      }
      scanner.skipBlanks()
      if scanner.take(UInt8(ascii: "]")) { break }
      try scanner.expect(UInt8(ascii: ","), "a comma or a closing bracket")
      scanner.skipBlanks()
    }
    if !isKept {
      metadata.removeLast(metadata.count - kept)
      origins.removeLast(origins.count - kept)
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
    _ key: Range<Int>, _ value: Range<Int>, _ origin: Origin
  ) throws(JSONFault) {
    guard metadata.count < Self.maxMembers else { throw .tooManyMembers }
    metadata.append((key, value))
    origins.append(origin)
  }

  /// Removes what an earlier member of the same name left.
  private mutating func removeMetadata(
    named name: Range<Int>, _ hash: UInt64, _ scanner: JSONScanner
  ) {
    guard origins.contains(where: { $0.hash == hash }) else { return }
    var kept = 0
    for index in origins.indices {
      if origins[index].hash == hash, scanner.areEqual(origins[index].name, name) { continue }
      origins[kept] = origins[index]
      metadata[kept] = metadata[index]
      kept += 1
    }
    origins.removeLast(origins.count - kept)
    metadata.removeLast(metadata.count - kept)
  }

  /// Keeps the values with the best name for a field under the field's own name.
  private mutating func renameBest() {
    var best = [UInt8](repeating: .max, count: Int(FieldMapping.Field.named.rawValue))
    for case let target? in origins.lazy.map(\.target) {
      let field = Int(target.field.rawValue)
      best[field] = min(best[field], target.rank)
    }
    for index in origins.indices {
      guard let target = origins[index].target else { continue }
      if best[Int(target.field.rawValue)] == target.rank { metadata[index].key = key(target) }
    }
  }
}
