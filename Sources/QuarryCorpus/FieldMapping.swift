/// A mapping of names to fields that makes no sense; in one line what is wrong with it.
public struct FieldMappingError: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String
}

/// Which member of a record, or column of a table, goes where: by names that news sites and their
/// programs use, and by those that the user gives.
///
/// Names are compared without capitals, blanks, `_` and `-`, so that `published_at`, `publishedAt`
/// and `Published At` are one. A path such as `body.content` names a member of a member.
package struct FieldMapping: Sendable, Hashable {
  /// What a value becomes.
  enum Field: UInt8, Sendable {
    case id, title, text, tags, aliases, headings, date, author, source, url, language
    /// Metadata under a name that the user chose; which of them, stands in the rank's place.
    case named
  }

  /// Where a name leads.
  struct Target: Sendable, Hashable {
    let field: Field
    /// The lower, the better where several names lead to one field; for `named`, which name it is.
    let rank: UInt8
  }

  /// A mapping that makes no sense.
  package typealias Fault = FieldMappingError

  /// So many bytes the names of the user's own metadata may take in all.
  static let mostNameBytes = 1024
  /// How the hash of an empty path begins.
  static let root: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Names of metadata that the user chose.
  private(set) var names: [[UInt8]] = []
  /// Hashes of names, open addressing; zero is free.
  private var keys: [UInt64]
  private var targets: [Target?]
  private var count = 0
  /// Whether any path has several parts.
  private(set) var hasPaths = false
  /// Where the user says that the text stands; empty where the usual names lead to it.
  private(set) var textNames: [String] = []

  /// A number that two mappings share only where they lead alike.
  var digest: UInt64 {
    var bytes: [UInt8] = []
    for (key, target) in zip(keys, targets) {
      guard let target else { continue }
      withUnsafeBytes(of: key.littleEndian) { bytes += $0 }
      bytes += [target.field.rawValue, target.rank]
    }
    for name in names { bytes += name + [0] }
    return bytes.withUnsafeBytes { ContentHash.hash($0, seed: 0) }
  }

  /// The names that are mapped by default.
  package init() {
    keys = [UInt64](repeating: 0, count: 512)
    targets = [Target?](repeating: nil, count: 512)
    for (field, names) in FieldNames.all {
      for (rank, name) in names.enumerated() {
        insert(Self.hash(Array(name.utf8)), Target(field: field, rank: UInt8(min(rank, 255))))
      }
    }
  }

  /// Adds what the user says: `title=headline,text=body.content`; a field that is named this way is
  /// taken from there alone.
  package mutating func add(_ text: String) throws(Fault) {
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2, !sides[0].isEmpty, !sides[1].isEmpty else {
        throw Fault(
          description: "\"\(part)\": write field=name, such as title=headline or text=body.content")
      }
      try add(field: String(sides[0]), name: Array(sides[1].utf8))
    }
  }

  private mutating func add(field: String, name: [UInt8]) throws(Fault) {
    guard count < keys.count / 2 - 16 else { throw Fault(description: "too many names are mapped") }
    let target: Target
    if let known = FieldNames.field(field) {
      // Names given one after the other are tried in this order.
      let rank = targets.reduce(0) {
        $1.map { $0.field == known && $0.rank >= 128 } == true ? $0 + 1 : $0
      }
      if rank == 0 { forget(known) }
      target = Target(field: known, rank: UInt8(min(128 + rank, 255)))
    } else {
      let bytes = names.reduce(field.utf8.count) { $0 + $1.count }
      guard bytes <= Self.mostNameBytes, names.count < 200 else {
        throw Fault(description: "the names of fields in the mapping are too long")
      }
      target = Target(field: .named, rank: UInt8(names.count))
      names.append(Array(field.utf8))
    }
    if target.field == .text { textNames.append(String(decoding: name, as: UTF8.self)) }
    var path = Self.root
    let parts = name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: true)
    guard !parts.isEmpty else { throw Fault(description: "\"\(field)=\" lacks a name") }
    for (index, part) in parts.enumerated() {
      path = part.withUnsafeBytes { Self.extend(path, $0) }
      if index + 1 < parts.count {
        hasPaths = true
        // What leads on is marked, so that other objects need not be looked into.
        insert(Self.inner(path), Target(field: .named, rank: 255))
      }
    }
    insert(path, target)
  }

  /// Takes all names away that lead to a field.
  private mutating func forget(_ field: Field) {
    for index in targets.indices where targets[index]?.field == field { targets[index] = nil }
  }

  // MARK: Looking up

  /// What a record deserves in which no name leads to a text.
  var noText: SkipReason { textNames.isEmpty ? .noText : .noMappedText(names: textNames) }

  /// Where the path with this hash leads; nil where it is mapped to nothing.
  @inline(__always)
  func target(_ path: UInt64) -> Target? {
    find(path).flatMap { targets[$0] }
  }

  /// Whether a member of the value at this path is mapped.
  func leadsOn(_ path: UInt64) -> Bool {
    hasPaths && target(Self.inner(path)) != nil
  }

  /// The hash of a path that is one name longer (FNV-1a: Fowler, Noll, Vo, 1991).
  @inline(__always)
  static func extend(_ path: UInt64, _ name: UnsafeRawBufferPointer) -> UInt64 {
    var hash = path
    if path != root { hash = (hash ^ UInt64(UInt8(ascii: "."))) &* 0x100_0000_01B3 }
    for byte in name {
      if byte == 0x20 || byte == 0x5F || byte == 0x2D { continue }
      let lowered = byte &- 0x41 < 26 ? byte | 0x20 : byte
      hash = (hash ^ UInt64(lowered)) &* 0x100_0000_01B3
    }
    return hash
  }

  private static func hash(_ name: [UInt8]) -> UInt64 {
    name.withUnsafeBytes { extend(root, $0) }
  }

  private static func inner(_ path: UInt64) -> UInt64 { path ^ 0x5555_5555_5555_5555 }

  @inline(__always)
  private func find(_ hash: UInt64) -> Int? {
    var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & (keys.count - 1)
    while keys[slot] != 0 {
      if keys[slot] == hash { return slot }
      slot = (slot + 1) & (keys.count - 1)
    }
    return nil
  }

  /// The table is never more than half full, so that a free slot ends every search.
  private mutating func insert(_ hash: UInt64, _ target: Target) {
    if let slot = find(hash) {
      targets[slot] = target
      return
    }
    guard hash != 0, count < keys.count / 2 else { return }
    var slot = Int(truncatingIfNeeded: hash ^ hash >> 32) & (keys.count - 1)
    while keys[slot] != 0 { slot = (slot + 1) & (keys.count - 1) }
    keys[slot] = hash
    targets[slot] = target
    count += 1
  }
}
