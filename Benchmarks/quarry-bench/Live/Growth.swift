import Quarry
import QuarryIndexing
import QuarryStorage

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What every addition to an index cost, beside an index that was built at once of as many documents.
struct Growth {
  struct Addition {
    var cpuSeconds: Double
    /// Of the file when it was done.
    var bytes: Int
    /// Of the file meanwhile, at its largest.
    var largest: Int
    /// To all files; nil where the system does not tell.
    var written: Int?
  }

  private(set) var additions: [Addition] = []
  /// After how many additions an index that was built at once is how large.
  private(set) var bulkBytes: [(additions: Int, bytes: Int)] = []
  /// What the last one took.
  private(set) var bulkCPUSeconds = 0.0

  /// Whether an index is built at once after so many additions: at seven shares, the last of them all.
  static func isCheckpoint(_ count: Int, of adds: Int) -> Bool {
    [50, 20, 10, 5, 3, 2].contains { count == adds / $0 } || count == adds
  }

  /// Adds a dump to the index at `path`, or begins it.
  mutating func add(_ part: String, to path: String, _ options: IndexingOptions) throws {
    let writtenBefore = Self.writtenBytes()
    var cpu = 0.0
    let isFirst = additions.isEmpty
    let largest = try SizeWatch(path: path).during {
      let before = threadCPUNanoseconds()
      let builder =
        isFirst
        ? try IndexBuilder(path: path, options: options)
        : try IndexBuilder(addingTo: path, options: options)
      try builder.add(inputs: [part])
      try builder.finish()
      cpu = Double(threadCPUNanoseconds() - before) / 1e9
    }
    additions.append(
      Addition(
        cpuSeconds: cpu, bytes: SizeWatch.size(of: path), largest: largest,
        written: writtenBefore.flatMap { before in Self.writtenBytes().map { $0 - before } }))
  }

  /// Builds an index of the same documents at once.
  mutating func compare(with parts: [String], at path: String, _ options: IndexingOptions) throws {
    let before = threadCPUNanoseconds()
    let builder = try IndexBuilder(path: path, options: options)
    try builder.add(inputs: parts)
    try builder.finish()
    bulkCPUSeconds = Double(threadCPUNanoseconds() - before) / 1e9
    bulkBytes.append((additions.count, SizeWatch.size(of: path)))
  }

  /// The most that the file was, as a multiple of what an index of as many documents takes that is
  /// built at once; between two of these its size is taken to grow evenly.
  var largestToBulk: Double {
    var most = 0.0
    for (from, to) in zip(bulkBytes, bulkBytes.dropFirst()) {
      for count in from.additions...to.additions {
        let share = Double(count - from.additions) / Double(to.additions - from.additions)
        let bulk = Double(from.bytes) + share * Double(to.bytes - from.bytes)
        most = max(most, Double(additions[count - 1].largest) / bulk)
      }
    }
    return most
  }

  /// Bytes written for each byte of the last index that was built at once.
  var writtenToBulk: Double? {
    let written = additions.compactMap(\.written)
    guard written.count == additions.count, let bulk = bulkBytes.last else { return nil }
    return Double(written.reduce(0, +)) / Double(bulk.bytes)
  }

  /// The bytes that the process has given to `write` and its like so far.
  private static func writtenBytes() -> Int? {
    guard let text = try? String(contentsOfFile: "/proc/self/io", encoding: .utf8) else {
      return nil
    }
    for line in text.split(separator: "\n") where line.hasPrefix("wchar: ") {
      return Int(line.dropFirst("wchar: ".count))
    }
    return nil
  }
}
