internal import QuarryStorage

/// The decompressed bytes of one input, read once from start to end.
///
/// Trouble half-way is no error here: reading ends, and `problem` says why.
final class ByteSource {
  let source: SourceID
  /// How the input is packed, known after `open`.
  let packing: InputFormat.Packing
  /// Why reading ended before the end of the input, or nil.
  private(set) var problem: InputProblem?
  /// Bytes of the input as it stands on disk that were taken so far.
  private(set) var bytesRead: Int

  private var file: InputFile
  private var gzip: GzipStream?
  private let readBytes: Int
  /// Bytes as they stand on disk, read but not yet used: the part `rawStart..<rawEnd`.
  private var raw: [UInt8]
  private var rawStart = 0
  private var rawEnd: Int
  /// Decompressed bytes that were looked at in advance.
  private var ahead: [UInt8] = []
  private var aheadStart = 0

  /// Opens `path` and finds out how it is packed.
  init(path: String, source: SourceID, readBytes: Int) throws(StorageError) {
    var file = try InputFile(path: path)
    var raw = [UInt8](repeating: 0, count: max(readBytes, InputFormat.magicBytes))
    var filled = 0
    while filled < InputFormat.magicBytes {
      let count = try Self.read(&file, into: &raw, from: filled, atMost: readBytes)
      if count == 0 { break }
      filled += count
    }
    packing = InputFormat.packing(ofFirst: raw.prefix(filled))
    gzip = packing == .gzip ? GzipStream() : nil
    self.source = source
    self.readBytes = readBytes
    self.file = file
    self.raw = raw
    rawEnd = filled
    bytesRead = filled
    if packing == .gzip, gzip == nil { fail(.unreadable("out of memory")) }
  }

  var path: String { file.path }

  /// The input's size on disk, or nil where it is not known.
  var size: Int? { file.size }

  /// Reads into `target[range]`; the number of bytes read, which is 0 only at the end.
  func read(into target: inout [UInt8], _ range: Range<Int>) -> Int {
    guard range.upperBound <= target.count, range.lowerBound >= 0 else { return 0 }
    return target.withUnsafeMutableBytes {
      read(into: UnsafeMutableRawBufferPointer(rebasing: $0[range]))
    }
  }

  /// The first decompressed bytes, up to and with the first that is not blank.
  ///
  /// They are read again afterwards. At most 64 KiB are looked at.
  func lookAhead() -> [UInt8] {
    let most = 64 << 10
    var piece = [UInt8](repeating: 0, count: 4096)
    while ahead.count < most, InputFormat.firstMeaningfulByte(of: ahead) == nil {
      let count = piece.withUnsafeMutableBytes { readPast(into: $0) }
      if count == 0 { break }
      ahead.append(contentsOf: piece[..<count])
    }
    return ahead
  }

  private func read(into target: UnsafeMutableRawBufferPointer) -> Int {
    guard aheadStart < ahead.count else { return readPast(into: target) }
    let count = min(target.count, ahead.count - aheadStart)
    ahead.withUnsafeBytes {
      target.copyMemory(
        from: UnsafeRawBufferPointer(rebasing: $0[aheadStart..<(aheadStart + count)]))
    }
    aheadStart += count
    if aheadStart == ahead.count {
      ahead = []
      aheadStart = 0
    }
    return count
  }

  /// Reads on from behind what was looked at in advance.
  private func readPast(into target: UnsafeMutableRawBufferPointer) -> Int {
    guard problem == nil, !target.isEmpty else { return 0 }
    if packing == .gzip { return inflate(into: target) }
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
      let count = try file.read(into: part)
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

  /// Reads the next bytes as they stand on disk; false at the end and after a failure.
  private func refill() -> Bool {
    rawStart = 0
    rawEnd = 0
    do throws(StorageError) {
      rawEnd = try Self.read(&file, into: &raw, from: 0, atMost: readBytes)
      bytesRead += rawEnd
    } catch {
      fail(.unreadable(error.reason))
    }
    return rawEnd > 0
  }

  private func fail(_ reason: InputProblem.Reason) {
    problem = InputProblem(
      source: source, path: file.path, byteOffset: bytesRead - (rawEnd - rawStart), reason: reason)
  }

  private static func read(
    _ file: inout InputFile, into raw: inout [UInt8], from start: Int, atMost count: Int
  ) throws(StorageError) -> Int {
    let end = min(raw.count, start + count)
    return try raw.withUnsafeMutableBufferPointer { buffer throws(StorageError) in
      try file.read(
        into: UnsafeMutableRawBufferPointer(
          UnsafeMutableBufferPointer(rebasing: buffer[start..<end])))
    }
  }
}
