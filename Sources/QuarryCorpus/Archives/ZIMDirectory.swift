internal import QuarryStorage

/// The header and the directory of a ZIM archive; every place is checked when it is read.
struct ZIMDirectory {
  /// An entry of the directory.
  struct Entry {
    let mimeType: Int
    let namespace: UInt8
    /// Where the content stands; nil for a redirect and for what has none.
    let place: ZIMPages.Place?
    /// The entry that a redirect leads to.
    let target: Int?
    let path: [UInt8]
    /// Empty where it is the path.
    let title: [UInt8]
  }

  /// So long an entry may be: its numbers, a path and a title.
  private static let mostEntryBytes = 16 << 10
  private static let headerBytes = 80

  let file: RandomAccessFile
  /// Why the archive cannot be read, or nil.
  private(set) var fault: String?
  private(set) var entryCount = 0
  private(set) var clusterCount = 0
  private var pathPointers = 0
  private var clusterPointers = 0
  /// The numbers of the types that are pages of HTML.
  private var pageTypes: Set<Int> = []

  var path: String { file.path }

  init(file: RandomAccessFile) {
    self.file = file
    guard let header = bytes(0, Self.headerBytes), header.count == Self.headerBytes else {
      fault = "it ends too early"
      return
    }
    entryCount = header.number(24, 4)
    clusterCount = header.number(28, 4)
    pathPointers = header.number(32, 8)
    clusterPointers = header.number(48, 8)
    let end = header.number(72, 8)
    guard [5, 6].contains(header.number(4, 2)) else {
      fault = "version \(header.number(4, 2)) of ZIM is not read"
      return
    }
    guard end <= file.size, pathPointers <= file.size - 8 * entryCount,
      clusterPointers <= file.size - 8 * clusterCount
    else {
      fault = "it ends too early; the parts of a split archive are joined with cat"
      return
    }
    readTypes(at: header.number(56, 8))
  }

  /// Whether an entry is a page to be read: HTML among the content, which older archives keep under A
  /// and newer ones under C.
  func isPage(_ entry: Entry) -> Bool {
    isContent(entry) && pageTypes.contains(entry.mimeType)
  }

  func isContent(_ entry: Entry) -> Bool {
    entry.namespace == UInt8(ascii: "A") || entry.namespace == UInt8(ascii: "C")
  }

  /// The entry of that number, which stand in the order of namespace and path; nil where there is none.
  func entry(_ index: Int) -> Entry? {
    guard index >= 0, index < entryCount, let pointer = bytes(pathPointers + 8 * index, 8) else {
      return nil
    }
    // Most entries are short, and reading is what going through many of them costs.
    return read(at: pointer.number(0, 8), 512)
      ?? read(at: pointer.number(0, 8), Self.mostEntryBytes)
  }

  /// The number of the entry with that path, or nil.
  func find(namespace: UInt8, _ path: [UInt8]) -> Int? {
    var (low, high) = (0, entryCount)
    while low < high {
      let middle = (low + high) / 2
      guard let entry = entry(middle) else { return nil }
      if entry.namespace == namespace, entry.path == path { return middle }
      let isBefore =
        entry.namespace < namespace
        || entry.namespace == namespace && entry.path.lexicographicallyPrecedes(path)
      if isBefore { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  /// Where a cluster begins, or nil.
  func clusterOffset(_ number: Int) -> Int? {
    guard number >= 0, number < clusterCount else { return nil }
    return bytes(clusterPointers + 8 * number, 8).map { $0.number(0, 8) }
  }

  /// Bytes of the file, fewer where it ends before; nil where it cannot be read.
  func bytes(_ offset: Int, _ count: Int) -> [UInt8]? {
    guard offset >= 0, offset < file.size else { return nil }
    do throws(StorageError) {
      return try file.read(at: offset, count: min(count, file.size - offset))
    } catch {
      return nil
    }
  }

  // MARK: Parts

  private func read(at offset: Int, _ count: Int) -> Entry? {
    guard let raw = bytes(offset, count), raw.count >= 16 else { return nil }
    let type = raw.number(0, 2)
    let isRedirect = type == 0xFFFF
    let start = isRedirect ? 12 : 16
    guard let pathEnd = raw[start...].firstIndex(of: 0),
      let titleEnd = raw[(pathEnd + 1)...].firstIndex(of: 0)
    else { return nil }
    // FFFE and FFFD are links and entries that were deleted.
    let hasContent = type < 0xFFFD
    return Entry(
      mimeType: type, namespace: raw[3],
      place: hasContent
        ? ZIMPages.Place(cluster: raw.number(8, 4), blob: raw.number(12, 4)) : nil,
      target: isRedirect ? raw.number(8, 4) : nil, path: Array(raw[start..<pathEnd]),
      title: Array(raw[(pathEnd + 1)..<titleEnd]))
  }

  /// Reads the list of types: texts that end with a zero, the last one empty.
  private mutating func readTypes(at offset: Int) {
    for (number, type) in (bytes(offset, 64 << 10) ?? []).split(
      separator: 0, maxSplits: 4096, omittingEmptySubsequences: false
    ).enumerated() {
      if type.isEmpty { return }
      if type.starts(with: "text/html".utf8) || type.starts(with: "application/xhtml".utf8) {
        pageTypes.insert(number)
      }
    }
  }
}
