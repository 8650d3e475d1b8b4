internal import QuarryStorage

/// A cluster of a ZIM archive: contents one behind the other, mostly compressed together, read from
/// its start to its end.
struct ZIMCluster: ~Copyable {
  /// So many contents a cluster may have.
  private static let mostBlobs = 1 << 20
  private static let pieceBytes = 64 << 10

  let number: Int
  /// Why it could not be read on, or nil.
  private(set) var problem: InputProblem.Reason?
  /// Whether there is no program on this system that unpacks it.
  private(set) var lacksProgram = false

  private let directory: ZIMDirectory
  private var child: ChildProcess?
  private let isPacked: Bool
  /// What is read next of the file, and where the cluster ends at the latest.
  private var position: Int
  private let end: Int
  /// Where the contents begin, and where the last one ends, in the unpacked cluster.
  private var offsets: [Int] = []
  /// How much of the unpacked cluster was read.
  private var at = 0
  /// Where the present content ends.
  private var blobEnd = 0

  /// Begins with a cluster; nil where there is none of that number.
  init?(_ directory: ZIMDirectory, number: Int) {
    guard let begin = directory.clusterOffset(number), let info = directory.bytes(begin, 1)?.first
    else { return nil }
    self.number = number
    self.directory = directory
    position = begin + 1
    // Clusters mostly stand in their order; what is read too far is not used.
    let next = directory.clusterOffset(number + 1) ?? directory.file.size
    end = next > begin ? next : directory.file.size
    var tool: PackingTool?
    switch info & 0x0F {
    case 0, 1: break
    case 4: tool = .xz
    case 5: tool = .zstd
    default: problem = .corrupt("compression \(info & 0x0F) of ZIM is not read")
    }
    isPacked = tool != nil
    child = nil
    if let tool { start(tool) }
    if problem == nil { readOffsets(width: info & 0x10 == 0 ? 4 : 8) }
  }

  /// Goes to a content, behind the one before; its length, or nil where there is none.
  mutating func open(blob: Int) -> Int? {
    guard problem == nil, blob >= 0, blob + 1 < offsets.count, offsets[blob] >= at else {
      return nil
    }
    var piece = [UInt8](repeating: 0, count: min(Self.pieceBytes, offsets[blob] - at))
    while at < offsets[blob] {
      let wanted = min(piece.count, offsets[blob] - at)
      let count = piece.withUnsafeMutableBytes {
        take(UnsafeMutableRawBufferPointer(rebasing: $0[..<wanted]))
      }
      if count == 0 { return nil }
    }
    blobEnd = offsets[blob + 1]
    return offsets[blob + 1] - offsets[blob]
  }

  /// Reads on in the present content; 0 at its end.
  mutating func read(into target: UnsafeMutableRawBufferPointer) -> Int {
    guard at < blobEnd, !target.isEmpty else { return 0 }
    return take(UnsafeMutableRawBufferPointer(rebasing: target.prefix(blobEnd - at)))
  }

  // MARK: Bytes

  private mutating func start(_ tool: PackingTool) {
    guard let program = tool.program else {
      lacksProgram = true
      problem = .toolFailed(
        "no program for \(tool.rawValue) is installed; install it: apt install \(tool.package)")
      return
    }
    do throws(StorageError) {
      child = try ChildProcess(program: program.path, arguments: program.arguments)
    } catch {
      problem = .toolFailed(error.reason)
    }
  }

  /// Reads where the contents begin: numbers of `width` bytes, the first of which says how many.
  private mutating func readOffsets(width: Int) {
    guard let first = takeWhole(width)?.number(0, width), first >= 2 * width, first % width == 0,
      first / width <= Self.mostBlobs, let rest = takeWhole(first - width)
    else {
      problem = problem ?? .corrupt("the list of a cluster is damaged")
      return
    }
    offsets = [first] + stride(from: 0, to: rest.count, by: width).map { rest.number($0, width) }
    if zip(offsets, offsets.dropFirst()).contains(where: { $0 > $1 }) {
      problem = .corrupt("the list of a cluster is damaged")
    }
  }

  /// The next `count` bytes, or nil where there are fewer.
  private mutating func takeWhole(_ count: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: Self.pieceBytes)
    while bytes.count < count {
      let wanted = min(piece.count, count - bytes.count)
      let got = piece.withUnsafeMutableBytes {
        take(UnsafeMutableRawBufferPointer(rebasing: $0[..<wanted]))
      }
      if got == 0 { return nil }
      bytes += piece[..<got]
    }
    return bytes
  }

  /// Reads unpacked bytes; 0 where the cluster breaks off, which is then its problem.
  private mutating func take(_ target: UnsafeMutableRawBufferPointer) -> Int {
    guard problem == nil, !target.isEmpty else { return 0 }
    var count = 0
    if isPacked {
      count = takeFromChild(target)
    } else if let bytes = directory.bytes(position, min(target.count, max(end - position, 0))) {
      target.copyBytes(from: bytes)
      position += bytes.count
      count = bytes.count
    }
    if count == 0, problem == nil { problem = .truncated }
    at += count
    return count
  }

  private mutating func takeFromChild(_ target: UnsafeMutableRawBufferPointer) -> Int {
    var process = child.take()
    var position = position
    let count =
      process?.read(into: target) { buffer in
        let wanted = min(buffer.count, end - position)
        guard wanted > 0, let bytes = directory.bytes(position, wanted) else { return 0 }
        buffer.copyBytes(from: bytes)
        position += bytes.count
        return bytes.count
      } ?? 0
    if count == 0, let failure = process?.failure { problem = .toolFailed(failure) }
    self.position = position
    child = process
    return count
  }
}
