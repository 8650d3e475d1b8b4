internal import QuarryStorage

/// The decompressed bytes of one file, pipe or member of an archive, in whatever character set.
final class UnpackedBytes {
  let packing: Packing
  /// Why reading ended before the end of the input, or nil.
  private(set) var problem: InputProblem?
  /// Bytes of the input as it stands on disk that were taken so far.
  private(set) var bytesRead: Int

  private let source: SourceID
  private let path: String
  /// The file or pipe; nil for a member of an archive.
  private var file: InputFile?
  private let member: (any Archive)?
  private var gzip: GzipStream?
  private var child: ChildProcess?
  private let readBytes: Int
  /// Bytes as they stand on disk, read but not yet used: the part `rawStart..<rawEnd`.
  private var raw: [UInt8]
  private var rawStart = 0
  private var rawEnd: Int
  /// Decompressed bytes given so far.
  private var produced = 0

  /// Opens `path` and finds out how it is packed.
  ///
  /// Throws where it cannot be opened, or the program that unpacks it cannot be started; where there
  /// is none, nothing is given, and `CheckedInput` says so.
  convenience init(path: String, source: SourceID, readBytes: Int) throws(StorageError) {
    let file = try InputFile(path: path)
    try self.init(file, member: nil, path: path, source: source, readBytes: readBytes)
  }

  /// Begins with the member of an archive whose turn it is.
  convenience init(member: any Archive, path: String, source: SourceID, readBytes: Int) {
    do throws(StorageError) {
      try self.init(nil, member: member, path: path, source: source, readBytes: readBytes)
    } catch {
      self.init(failing: error, path: path, source: source)
    }
  }

  private init(
    _ opened: consuming InputFile?, member: (any Archive)?, path: String, source: SourceID,
    readBytes: Int
  ) throws(StorageError) {
    var file = opened
    var raw = [UInt8](repeating: 0, count: max(readBytes, Packing.magicBytes))
    var filled = 0
    while filled < Packing.magicBytes {
      let count = try Self.read(&file, member, into: &raw, from: filled, atMost: readBytes)
      if count == 0 { break }
      filled += count
    }
    packing = Packing(ofFirst: raw.prefix(filled))
    gzip = packing == .gzip ? GzipStream() : nil
    child = nil
    if case .tool(let tool) = packing, let program = tool.program {
      child = try ChildProcess(program: program.path, arguments: program.arguments)
    }
    size = file?.size
    self.source = source
    self.path = path
    self.readBytes = readBytes
    self.file = file
    self.member = member
    self.raw = raw
    rawEnd = filled
    bytesRead = filled
    if packing == .gzip, gzip == nil { fail(.unreadable("out of memory")) }
    if case .tool(let tool) = packing, child == nil {
      fail(.toolFailed("no program for \(tool.rawValue) is installed"))
    }
  }

  /// Bytes that could not be got at.
  private init(failing error: StorageError, path: String, source: SourceID) {
    (size, packing, bytesRead, rawEnd, readBytes) = (nil, .plain, 0, 0, 1)
    (self.path, self.source) = (path, source)
    raw = []
    file = nil
    gzip = nil
    child = nil
    member = nil
    fail(.unreadable(error.reason))
  }

  /// The input's size on disk, or nil where it is not known.
  let size: Int?

  /// Reads decompressed bytes; 0 only at the end.
  func read(into target: UnsafeMutableRawBufferPointer) -> Int {
    guard problem == nil, !target.isEmpty else { return 0 }
    let count: Int
    switch packing {
    case .plain, .other: return copy(into: target)
    case .gzip: count = inflate(into: target)
    case .tool: count = readChild(into: target)
    }
    produced += count
    if produced > SourceLimits.expansionGrace,
      produced / SourceLimits.mostExpansion > bytesRead
    {
      fail(.bomb)
      return 0
    }
    return count
  }

  private func copy(into target: UnsafeMutableRawBufferPointer) -> Int {
    if rawStart < rawEnd {
      let count = min(target.count, rawEnd - rawStart)
      raw.withUnsafeBytes {
        target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[rawStart..<(rawStart + count)]))
      }
      rawStart += count
      return count
    }
    do throws(StorageError) {
      let part = UnsafeMutableRawBufferPointer(rebasing: target.prefix(readBytes))
      let count = try file?.read(into: part) ?? member?.read(into: part) ?? 0
      if count == 0, let reason = member?.memberProblem { fail(reason) }
      bytesRead += count
      return count
    } catch {
      fail(.unreadable(error.reason))
      return 0
    }
  }

  private func inflate(into target: UnsafeMutableRawBufferPointer) -> Int {
    while true {
      let isAtEnd = rawStart == rawEnd && !refill()
      guard problem == nil else { return 0 }
      let progress = raw.withUnsafeBytes {
        gzip?.inflate(UnsafeRawBufferPointer(rebasing: $0[rawStart..<rawEnd]), into: target)
      }
      guard let progress else { return 0 }
      rawStart += progress.consumed
      if let detail = progress.problem {
        fail(.corrupt(detail))
        return progress.produced
      }
      if progress.produced > 0 { return progress.produced }
      if isAtEnd {
        if gzip?.isInsideMember ?? false { fail(.truncated) }
        return 0
      }
    }
  }

  private func readChild(into target: UnsafeMutableRawBufferPointer) -> Int {
    var process = child.take()
    let count =
      process?.read(into: target) { buffer in
        if rawStart == rawEnd, !refill() { return 0 }
        let count = min(buffer.count, rawEnd - rawStart)
        raw.withUnsafeBytes {
          buffer.copyMemory(
            from: UnsafeRawBufferPointer(rebasing: $0[rawStart..<(rawStart + count)]))
        }
        rawStart += count
        return count
      } ?? 0
    if count == 0, problem == nil, let failure = process?.failure { fail(.toolFailed(failure)) }
    child = process
    return count
  }

  /// Reads the next bytes as they stand on disk; false at the end and after a failure.
  private func refill() -> Bool {
    rawStart = 0
    rawEnd = 0
    do throws(StorageError) {
      rawEnd = try Self.read(&file, member, into: &raw, from: 0, atMost: readBytes)
      if rawEnd == 0, let reason = member?.memberProblem { fail(reason) }
      bytesRead += rawEnd
    } catch {
      fail(.unreadable(error.reason))
    }
    return rawEnd > 0
  }

  private func fail(_ reason: InputProblem.Reason) {
    problem = InputProblem(
      source: source, path: path, byteOffset: bytesRead - (rawEnd - rawStart), reason: reason)
  }

  private static func read(
    _ file: inout InputFile?, _ member: (any Archive)?, into raw: inout [UInt8], from start: Int,
    atMost count: Int
  ) throws(StorageError) -> Int {
    let end = min(raw.count, start + count)
    return try raw.withUnsafeMutableBufferPointer { buffer throws(StorageError) in
      let target = UnsafeMutableRawBufferPointer(
        UnsafeMutableBufferPointer(rebasing: buffer[start..<end]))
      return try file?.read(into: target) ?? member?.read(into: target) ?? 0
    }
  }
}
