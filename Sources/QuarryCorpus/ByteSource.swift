internal import QuarryStorage

/// The bytes of one input, decompressed and as UTF-8, read once from start to end.
///
/// Trouble half-way is no error here: reading ends, and `problem` says why.
final class ByteSource {
  let source: SourceID
  let packing: Packing
  /// Why reading ended before the end of the input, or nil.
  var problem: InputProblem? { unpacked.problem }
  /// Bytes of the input as it stands on disk that were taken so far.
  var bytesRead: Int { unpacked.bytesRead }
  let path: String
  /// The input's size on disk, or nil where it is not known.
  let size: Int?

  private let unpacked: UnpackedBytes
  private var decoder: CharsetDecoder?
  /// Decompressed bytes that were looked at in advance, or, with a decoder, what waits to be decoded.
  private var ahead: [UInt8] = []
  private var aheadStart = 0
  /// What is decoded already: the part from `decodedStart` on.
  private var decoded: [UInt8] = []
  private var decodedStart = 0
  private var isAtEnd = false

  /// Opens `path` and finds out how it is packed.
  init(path: String, source: SourceID, readBytes: Int) throws(StorageError) {
    let unpacked = try UnpackedBytes(path: path, source: source, readBytes: readBytes)
    self.unpacked = unpacked
    self.source = source
    self.path = path
    packing = unpacked.packing
    size = unpacked.size
  }

  /// Makes a source of the member of an archive whose turn it is.
  init(member: any Archive, path: String, source: SourceID, readBytes: Int) {
    unpacked = UnpackedBytes(member: member, path: path, source: source, readBytes: readBytes)
    self.source = source
    self.path = path
    packing = unpacked.packing
    size = nil
  }

  /// The first decompressed bytes, in the character set that they are in, and whether they are all;
  /// they are read again afterwards.
  func lookAhead() -> (bytes: [UInt8], isWhole: Bool) {
    var piece = [UInt8](repeating: 0, count: 16 << 10)
    while ahead.count < FirstLook.mostBytes, !isAtEnd {
      let count = piece.withUnsafeMutableBytes { unpacked.read(into: $0) }
      isAtEnd = count == 0
      ahead += piece[..<count]
    }
    return (ahead, isAtEnd)
  }

  /// From now on the bytes are those of the character set `encoding`; called before the first `read`.
  func decode(from encoding: TextEncoding) {
    decoder = CharsetDecoder(encoding)
  }

  /// Reads into `target[range]`; the number of bytes read, which is 0 only at the end.
  func read(into target: inout [UInt8], _ range: Range<Int>) -> Int {
    guard range.upperBound <= target.count, range.lowerBound >= 0 else { return 0 }
    return target.withUnsafeMutableBytes {
      read(into: UnsafeMutableRawBufferPointer(rebasing: $0[range]))
    }
  }

  /// Reads into `target`; the number of bytes read, which is 0 only at the end.
  func read(into target: UnsafeMutableRawBufferPointer) -> Int {
    decoder == nil ? readPlain(into: target) : readDecoded(into: target)
  }

  private func readPlain(into target: UnsafeMutableRawBufferPointer) -> Int {
    guard aheadStart < ahead.count else { return unpacked.read(into: target) }
    return Self.take(&ahead, &aheadStart, into: target)
  }

  private func readDecoded(into target: UnsafeMutableRawBufferPointer) -> Int {
    while decodedStart == decoded.count {
      decoded.removeAll(keepingCapacity: true)
      decodedStart = 0
      if aheadStart > 0 { ahead.removeFirst(aheadStart) }
      aheadStart = 0
      if ahead.count < 8, !isAtEnd {
        let kept = ahead.count
        ahead += [UInt8](repeating: 0, count: 64 << 10)
        let count = ahead.withUnsafeMutableBytes {
          unpacked.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[kept...]))
        }
        ahead.removeLast(ahead.count - kept - count)
        isAtEnd = count == 0
      }
      guard !ahead.isEmpty else { return 0 }
      let used = ahead.withUnsafeBytes {
        decoder?.decode($0, isLast: isAtEnd, into: &decoded) ?? 0
      }
      aheadStart = isAtEnd ? ahead.count : used
      if used == 0, ahead.count >= 64 { aheadStart = ahead.count }
    }
    return Self.take(&decoded, &decodedStart, into: target)
  }

  /// Moves what is left of `bytes` from `start` on, as far as it fits.
  private static func take(
    _ bytes: inout [UInt8], _ start: inout Int, into target: UnsafeMutableRawBufferPointer
  ) -> Int {
    let count = min(target.count, bytes.count - start)
    bytes.withUnsafeBytes {
      target.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<(start + count)]))
    }
    start += count
    if start == bytes.count {
      bytes = []
      start = 0
    }
    return count
  }
}
