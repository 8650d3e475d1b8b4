internal import QuarryStorage

/// Reads a zip archive by its central directory: members stored or deflated, also beyond 4 GiB.
///
/// The directory is read entry by entry, so memory does not grow with it. Source: PKWARE,
/// APPNOTE.TXT 6.3.10.
final class ZipArchive: Archive {
  private let file: RandomAccessFile
  private let source: SourceID
  /// Where the next entry of the directory stands, and how many there are still.
  private var entry: Int
  private var entriesLeft: Int
  /// Where the present member is read next, and where it ends.
  private var position = 0
  private var end = 0
  private var inflater: GzipStream?
  private var raw: [UInt8] = []
  private var rawStart = 0
  /// The checksum and the length of the present member so far, and what the directory says.
  private var checksum: UInt32 = 0
  private var given = 0
  private var expected: (checksum: UInt32, length: Int)?
  /// The bytes that members take by what the directory says.
  private var claimed = 0
  /// What members gave in all, and what was read for it.
  private var produced = 0
  private(set) var bytesRead = 0
  private(set) var memberProblem: InputProblem.Reason?
  private(set) var problem: InputProblem?

  /// Opens the archive at `path`; throws where it has no directory that could be read.
  init(path: String, source: SourceID) throws(CorpusError) {
    self.source = source
    do throws(StorageError) {
      file = try RandomAccessFile(path: path)
    } catch {
      throw CorpusError(input: path, reason: .unreadable(error.reason))
    }
    guard let directory = Self.directory(of: file) else {
      throw CorpusError(input: path, reason: .cutOffArchive)
    }
    (entry, entriesLeft) = directory
  }

  func next() -> FolderWalk.Step? {
    while entriesLeft > 0, problem == nil {
      entriesLeft -= 1
      guard let found = directoryEntry(at: entry) else { return nil }
      let start = entry
      entry = found.next
      if let step = open(found, at: start) { return step }
    }
    return nil
  }

  /// The members by their names, each with its place in the directory; nil where there are more.
  func members(most: Int) -> [String: Int]? {
    guard entriesLeft <= most else { return nil }
    var members: [String: Int] = [:]
    var at = entry
    for _ in 0..<entriesLeft {
      guard let found = directoryEntry(at: at) else { return nil }
      members[String(decoding: found.name, as: UTF8.self)] = at
      at = found.next
    }
    return members
  }

  /// Opens the member whose entry of the directory stands at a place that `members` gave.
  func open(_ place: Int) -> FolderWalk.Step? {
    // What was opened by its place may be opened again.
    claimed = 0
    return directoryEntry(at: place).flatMap { open($0, at: place) }
  }

  func read(into target: UnsafeMutableRawBufferPointer) -> Int {
    guard memberProblem == nil, !target.isEmpty else { return 0 }
    let count = inflater == nil ? copy(into: target) : inflate(into: target)
    check(UnsafeRawBufferPointer(rebasing: target.prefix(count)))
    produced += count
    if produced > SourceLimits.expansionGrace,
      produced / SourceLimits.mostExpansion > max(bytesRead, 1)
    {
      memberProblem = .bomb
      fail(.bomb)
      return 0
    }
    return count
  }

  // MARK: Members

  /// Opens a member; nil where it is one to pass over.
  private func open(_ found: DirectoryEntry, at place: Int) -> FolderWalk.Step? {
    memberProblem = nil
    inflater = nil
    expected = nil
    position = 0
    end = 0
    switch MemberName.judge(found.name) {
    case .passOver: return nil
    case .refuse(let path, let reason): return .skipped(path: path, reason: reason)
    case .read(let path):
      let sizes = Self.sizes(found.head, extra: found.extra)
      // Members that share their bytes are how a small archive holds a huge one (Fifield, "A better
      // zip bomb", 2019); those of any other have room beside each other.
      claimed = claimed &+ sizes.packed &+ 30 &+ found.name.count
      if claimed > file.size || claimed < 0 {
        fail(.corrupt("members of the zip archive overlap"))
        return .skipped(path: path, reason: .unreadable("overlaps other members of the archive"))
      }
      if let reason = begin(found.head, sizes) { return .skipped(path: path, reason: reason) }
      checksum = 0
      given = 0
      expected = (UInt32(truncatingIfNeeded: found.head.number(16, 4)), sizes.whole)
      return .file(path: path, size: sizes.whole)
    }
  }

  /// Compares what a member gives with what the directory says; an empty piece is its end.
  private func check(_ piece: UnsafeRawBufferPointer) {
    guard let expected, memberProblem == nil else { return }
    if piece.isEmpty {
      self.expected = nil
      if given != expected.length {
        memberProblem = .corrupt("\(given) bytes where the directory says \(expected.length)")
      } else if checksum != expected.checksum {
        memberProblem = .corrupt("the checksum of the member is wrong")
      }
      return
    }
    given += piece.count
    checksum = Checksum.crc32(piece.bytes, seed: checksum)
  }

  /// Goes to the content of a member; why it cannot be read, or nil.
  private func begin(
    _ head: [UInt8], _ sizes: (packed: Int, whole: Int, offset: Int)
  ) -> SkipReason? {
    guard head.number(8, 2) & 1 == 0 else { return .notRead("is encrypted") }
    let method = head.number(10, 2)
    guard method == 0 || method == 8 else {
      return .notRead("is compressed by method \(method) of zip, which is not read")
    }
    guard let local = bytes(sizes.offset, 30), local.starts(with: [0x50, 0x4B, 0x03, 0x04]) else {
      return .unreadable("is not where the archive's directory says")
    }
    position = sizes.offset + 30 + local.number(26, 2) + local.number(28, 2)
    let (sum, overflows) = position.addingReportingOverflow(sizes.packed)
    guard !overflows, sum <= file.size else { return .unreadable("ends behind the archive") }
    end = sum
    raw = []
    rawStart = 0
    guard method == 8 else { return nil }
    inflater = GzipStream(raw: true)
    return inflater == nil ? .unreadable("out of memory") : nil
  }

  private func copy(into target: UnsafeMutableRawBufferPointer) -> Int {
    if rawStart == raw.count, !refill() { return 0 }
    let count = min(target.count, raw.count - rawStart)
    raw.withUnsafeBytes {
      target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[rawStart..<rawStart + count]))
    }
    rawStart += count
    return count
  }

  private func inflate(into target: UnsafeMutableRawBufferPointer) -> Int {
    while true {
      let isAtEnd = rawStart == raw.count && !refill()
      guard memberProblem == nil, inflater?.isInsideMember ?? false else { return 0 }
      let progress = raw.withUnsafeBytes {
        inflater?.inflate(UnsafeRawBufferPointer(rebasing: $0[rawStart...]), into: target)
      }
      guard let progress else { return 0 }
      rawStart += progress.consumed
      if let detail = progress.problem { memberProblem = .corrupt(detail) }
      if progress.produced > 0 || memberProblem != nil { return progress.produced }
      if isAtEnd {
        if inflater?.isInsideMember ?? false { memberProblem = .truncated }
        return 0
      }
    }
  }

  private func refill() -> Bool {
    raw = bytes(position, min(64 << 10, end - position)) ?? []
    rawStart = 0
    position += raw.count
    bytesRead += raw.count
    if raw.isEmpty, position < end { memberProblem = .truncated }
    return !raw.isEmpty
  }

  private func fail(_ reason: InputProblem.Reason) {
    problem =
      problem
      ?? InputProblem(source: source, path: file.path, byteOffset: entry, reason: reason)
  }

  // MARK: Directory

  /// An entry of the directory, and where the next one stands.
  private struct DirectoryEntry {
    let head: [UInt8]
    let name: [UInt8]
    let extra: [UInt8]
    let next: Int
  }

  private func directoryEntry(at place: Int) -> DirectoryEntry? {
    guard let head = bytes(place, 46), head.starts(with: [0x50, 0x4B, 0x01, 0x02]) else {
      fail(.corrupt("the directory of the zip archive is damaged"))
      return nil
    }
    let (name, extra, comment) = (head.number(28, 2), head.number(30, 2), head.number(32, 2))
    let rest = bytes(place + 46, name + extra) ?? []
    guard rest.count == name + extra else {
      fail(.truncated)
      return nil
    }
    return DirectoryEntry(
      head: head, name: Array(rest[..<name]), extra: Array(rest[name...]),
      next: place + 46 + name + extra + comment)
  }

  /// Bytes of the file, as many as there are; nil where there are none.
  private func bytes(_ offset: Int, _ count: Int) -> [UInt8]? {
    Self.bytes(of: file, offset, count)
  }

  private static func bytes(
    of file: RandomAccessFile, _ offset: Int, _ count: Int
  ) -> [UInt8]? {
    guard offset >= 0, offset < file.size, count > 0 else { return nil }
    do throws(StorageError) {
      return try file.read(at: offset, count: min(count, file.size - offset))
    } catch {
      return nil
    }
  }

  /// Where the directory begins and how many entries it has; nil where there is none.
  private static func directory(of file: RandomAccessFile) -> (start: Int, count: Int)? {
    // The record that ends an archive is followed by a comment of at most 65,535 bytes.
    let start = max(0, file.size - 22 - 65_535)
    guard let tail = bytes(of: file, start, file.size - start), tail.count >= 22 else { return nil }
    for at in stride(from: tail.count - 22, through: 0, by: -1)
    where tail[at] == 0x50 && tail[at...].starts(with: [0x50, 0x4B, 0x05, 0x06]) {
      let count = tail.number(at + 10, 2)
      let offset = tail.number(at + 16, 4)
      guard count == 0xFFFF || offset == 0xFFFF_FFFF else { return (offset, count) }
      guard let locator = bytes(of: file, start + at - 20, 20),
        locator.starts(with: [0x50, 0x4B, 0x06, 0x07]),
        let record = bytes(of: file, locator.number(8, 8), 56), record.count == 56,
        record.starts(with: [0x50, 0x4B, 0x06, 0x06])
      else { return (offset, count) }
      return (record.number(48, 8), record.number(32, 8))
    }
    return nil
  }

  /// A member's sizes and place, which stand in an extra field where they do not fit elsewhere.
  private static func sizes(
    _ head: [UInt8], extra: [UInt8]
  ) -> (packed: Int, whole: Int, offset: Int) {
    var values = [head.number(24, 4), head.number(20, 4), head.number(42, 4)]
    var at = 0
    while at + 4 <= extra.count {
      let (kind, length) = (extra.number(at, 2), extra.number(at + 2, 2))
      var next = at + 4
      if kind == 1 {
        for index in values.indices where values[index] == 0xFFFF_FFFF {
          guard next + 8 <= min(extra.count, at + 4 + length) else { break }
          values[index] = extra.number(next, 8)
          next += 8
        }
        break
      }
      at += 4 + length
    }
    return (values[1], values[0], values[2])
  }
}

extension [UInt8] {
  /// The little-endian number of `count` bytes at `position`, cut to 62 bits; 0 outside of the array.
  func number(_ position: Int, _ count: Int) -> Int {
    guard position >= 0, position + count <= self.count else { return 0 }
    var value: UInt64 = 0
    for index in 0..<count { value |= UInt64(self[position + index]) << UInt64(8 * index) }
    return Int(truncatingIfNeeded: value & (1 << 62 - 1))
  }
}
