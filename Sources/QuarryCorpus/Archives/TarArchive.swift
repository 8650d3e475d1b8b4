/// Reads a tar archive as it comes, in any of its common forms.
///
/// Source: IEEE Std 1003.1-2017, pax, "ustar Interchange Format" and "pax Interchange Format"; the
/// GNU form's long names (type L) and sizes in base 256.
final class TarArchive: Archive {
  static let blockBytes = 512
  /// So long a name, or header that may hold one, is read.
  private static let mostHeader = 64 << 10

  private let input: ByteSource
  private let path: String
  private var block = [UInt8](repeating: 0, count: blockBytes)
  /// What is left of the present member, and of the padding behind it.
  private var rest = 0
  private var padding = 0
  private(set) var memberProblem: InputProblem.Reason?
  private var ownProblem: InputProblem?
  private var isAtEnd = false

  /// Begins an archive that `input` gives, decompressed.
  init(input: ByteSource) {
    self.input = input
    path = input.path
  }

  var problem: InputProblem? { ownProblem ?? input.problem }
  var bytesRead: Int { input.bytesRead }

  func next() -> FolderWalk.Step? {
    memberProblem = nil
    skipRest()
    var longName: [UInt8]?
    // What a pax header says of the member that follows it.
    var longSize: Int?
    while !isAtEnd {
      guard readBlock() else { return nil }
      if block.allSatisfy({ $0 == 0 }) {
        isAtEnd = true
        return nil
      }
      guard hasChecksum, let plainSize = number(124..<136) else {
        fail(.corrupt("no tar header where one should be"))
        return nil
      }
      // Headers about a member have sizes of their own.
      let isHeader = [UInt8(ascii: "x"), UInt8(ascii: "g"), UInt8(ascii: "L"), UInt8(ascii: "K")]
        .contains(block[156])
      let size = isHeader ? plainSize : longSize ?? plainSize
      if !isHeader { longSize = nil }
      rest = size
      padding = (Self.blockBytes - size % Self.blockBytes) % Self.blockBytes
      switch block[156] {
      case 0, UInt8(ascii: "0"), UInt8(ascii: "7"):
        let name = longName ?? self.name
        longName = nil
        switch MemberName.judge(name) {
        case .read(let path): return .file(path: path, size: size)
        case .refuse(let path, let reason): return .skipped(path: path, reason: reason)
        case .passOver: break
        }
      case UInt8(ascii: "L"): longName = readHeader().map { Array($0.prefix { $0 != 0 }) }
      case UInt8(ascii: "x"):
        let header = readHeader() ?? []
        longName = Self.record("path=", in: header).map { Array($0) } ?? longName
        if let digits = Self.record("size=", in: header), (1...18).contains(digits.count) {
          longSize = Int(String(decoding: digits, as: UTF8.self)).flatMap { $0 < 0 ? nil : $0 }
        }
      case UInt8(ascii: "g"), UInt8(ascii: "K"): break
      default: longName = nil
      }
      skipRest()
    }
    return nil
  }

  func read(into target: UnsafeMutableRawBufferPointer) -> Int {
    guard rest > 0, !target.isEmpty else { return 0 }
    let count = input.read(into: UnsafeMutableRawBufferPointer(rebasing: target.prefix(rest)))
    rest -= count
    if count == 0 {
      memberProblem = input.problem?.reason ?? .truncated
      fail(.truncated)
    }
    return count
  }

  // MARK: Headers

  /// The name in the block, with its prefix.
  private var name: [UInt8] {
    let name = block[0..<100].prefix { $0 != 0 }
    let isPosix = block[257..<263].elementsEqual(Array("ustar\0".utf8))
    let prefix = isPosix ? block[345..<500].prefix { $0 != 0 } : []
    return prefix.isEmpty ? Array(name) : Array(prefix) + [UInt8(ascii: "/")] + Array(name)
  }

  /// Whether the sum of the block's bytes is the one it tells, its own field counted as blanks.
  private var hasChecksum: Bool {
    var sum = 0
    for (index, byte) in block.enumerated() {
      sum += (148..<156).contains(index) ? 0x20 : Int(byte)
    }
    return number(148..<156) == sum
  }

  /// A number of a header: octal digits, or, where the first bit is set, base 256.
  private func number(_ range: Range<Int>) -> Int? {
    var value = 0
    if block[range.lowerBound] & 0x80 != 0 {
      for (index, byte) in block[range].enumerated() {
        guard value < 1 << 48 else { return nil }
        value = value << 8 | Int(index == 0 ? byte & 0x7F : byte)
      }
      return value
    }
    for byte in block[range].drop(while: { $0 == 0x20 }) {
      if byte == 0 || byte == 0x20 { break }
      guard (0x30...0x37).contains(byte) else { return nil }
      value = value << 3 | Int(byte - 0x30)
    }
    return value
  }

  /// The value that a pax header gives in a record such as `length path=value`; nil where it has none.
  private static func record(_ name: String, in header: [UInt8]) -> ArraySlice<UInt8>? {
    var rest = header[...]
    while let blank = rest.firstIndex(of: 0x20),
      let length = Int(String(decoding: rest[..<blank], as: UTF8.self)), length > 0,
      length <= rest.count, rest.startIndex + length > blank
    {
      let record = rest[(blank + 1)..<(rest.startIndex + length)].dropLast()
      if record.starts(with: name.utf8) { return record.dropFirst(name.utf8.count) }
      rest = rest.dropFirst(length)
    }
    return nil
  }

  // MARK: Reading

  /// The content of a header member, or nil where it is too long.
  private func readHeader() -> [UInt8]? {
    guard rest <= Self.mostHeader else { return nil }
    var header = [UInt8](repeating: 0, count: rest)
    var filled = 0
    while rest > 0 {
      let count = header.withUnsafeMutableBytes {
        read(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
      }
      if count == 0 { return nil }
      filled += count
    }
    return header
  }

  /// Passes over what is left of the present member.
  private func skipRest() {
    var buffer = [UInt8](repeating: 0, count: rest + padding > 0 ? 32 << 10 : 0)
    rest += padding
    padding = 0
    while rest > 0 {
      let count = input.read(into: &buffer, 0..<min(rest, buffer.count))
      rest -= count
      if count == 0 {
        fail(.truncated)
        rest = 0
      }
    }
  }

  /// Reads a header block; false at the end.
  private func readBlock() -> Bool {
    var filled = 0
    while filled < Self.blockBytes {
      let count = input.read(into: &block, filled..<Self.blockBytes)
      if count == 0 {
        if filled > 0 { fail(.truncated) }
        isAtEnd = true
        return false
      }
      filled += count
    }
    return true
  }

  private func fail(_ reason: InputProblem.Reason) {
    isAtEnd = true
    guard ownProblem == nil, input.problem == nil else { return }
    ownProblem = InputProblem(
      source: input.source, path: path, byteOffset: input.bytesRead, reason: reason)
  }
}
