import QuarryFormat
import QuarryStorage

/// A section that cannot be written to its place yet, because another is being written: it waits in
/// a spill file.
final class SectionSpool {
  let kind: SectionKind
  private let file: SpillFile
  private var pending: [UInt8] = []

  private static let bufferBytes = 1 << 18

  init(kind: SectionKind, folder: String) throws(StorageError) {
    self.kind = kind
    file = try SpillFile(folder: folder)
  }

  /// The bytes so far.
  var count: Int { file.count + pending.count }

  func append(_ bytes: [UInt8]) throws(StorageError) {
    if bytes.count >= Self.bufferBytes / 4 {
      try flush()
      try file.write(bytes.span.bytes)
      return
    }
    pending += bytes
    if pending.count >= Self.bufferBytes { try flush() }
  }

  /// Gives everything to `body` in parts.
  func forEachPart(
    _ body: ([UInt8]) throws(StorageError) -> Void
  ) throws(StorageError) {
    try flush()
    var offset = 0
    var part: [UInt8] = []
    while offset < file.count {
      part.removeAll(keepingCapacity: true)
      try file.read(at: offset, limit: Self.bufferBytes, into: &part)
      offset += part.count
      try body(part)
    }
  }

  /// Writes the section.
  func copy(to output: SectionOutput) throws(StorageError) {
    try output.begin(kind)
    try forEachPart { part throws(StorageError) in try output.append(part) }
    try output.end()
  }

  private func flush() throws(StorageError) {
    var bytes: [UInt8] = []
    swap(&bytes, &pending)
    try file.write(bytes.span.bytes)
    bytes.removeAll(keepingCapacity: true)
    swap(&bytes, &pending)
  }
}
