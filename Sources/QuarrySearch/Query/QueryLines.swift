internal import QuarryStorage

/// Cuts a file, or bytes in memory, into lines without ever holding more than one.
struct QueryLines {
  /// The longest line that is kept.
  static let maxBytes = 1 << 20
  private static let readBytes = 64 << 10

  struct Line {
    /// Without the line's end.
    var bytes: [UInt8]
    /// From 1.
    let number: Int
    /// Whether bytes beyond the limit were dropped.
    var isTooLong = false

    var isBlank: Bool { bytes.allSatisfy { $0 <= 0x20 } }
  }

  private let file: FileHolder?
  private var buffer: [UInt8]
  private var start = 0
  private var number = 0
  private var isAtEnd = false

  /// Owns the file, which cannot be copied.
  private final class FileHolder {
    var file: InputFile

    init(_ file: consuming InputFile) {
      self.file = file
    }
  }

  init(path: String) throws(StorageError) {
    file = FileHolder(try InputFile(path: path))
    buffer = []
  }

  init(bytes: [UInt8]) {
    file = nil
    buffer = bytes
  }

  /// The next line; nil at the end.
  mutating func next() throws(StorageError) -> Line? {
    var line = Line(bytes: [], number: number + 1)
    var isBegun = false
    while true {
      if start == buffer.count {
        guard try refill() else { break }
      }
      isBegun = true
      let end = buffer[start...].firstIndex(of: 0x0A)
      let part = buffer[start..<(end ?? buffer.count)]
      let room = Self.maxBytes - line.bytes.count
      line.bytes += part.prefix(room)
      if part.count > room { line.isTooLong = true }
      start = end.map { $0 + 1 } ?? buffer.count
      if end != nil { break }
    }
    guard isBegun else { return nil }
    number += 1
    if line.bytes.last == 0x0D { line.bytes.removeLast() }
    if number == 1, line.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { line.bytes.removeFirst(3) }
    return line
  }

  /// Reads on; false at the end.
  private mutating func refill() throws(StorageError) -> Bool {
    guard let file, !isAtEnd else { return false }
    var bytes = [UInt8](repeating: 0, count: Self.readBytes)
    var failure: StorageError?
    let count = bytes.withUnsafeMutableBytes { target in
      do throws(StorageError) {
        return try file.file.read(into: target)
      } catch {
        failure = error
        return 0
      }
    }
    if count == 0 { isAtEnd = true }
    if let failure { throw failure }
    bytes.removeLast(bytes.count - count)
    buffer = bytes
    start = 0
    return count > 0
  }
}
