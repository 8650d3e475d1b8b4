import QuarryStorage
import TestSupport

/// What a disk may hold after the power fails: a trace of calls is replayed, and of what was not yet
/// flushed any part may be there.
///
/// The model is that of POSIX: only a flush orders anything. Of unflushed writes any sectors are
/// persistent, in any order; names become persistent in order, but apart from the files' bytes.
struct SimulatedDisk {
  enum Change: Sendable {
    case write(offset: Int, bytes: [UInt8])
    case truncate(count: Int)
  }

  /// What is left of all that was not flushed.
  enum Survival: Hashable, Sendable {
    case everything
    case nothing
    /// The names without the bytes, or the bytes without the names.
    case names
    case bytes
    /// Everything up to a byte of what was written, in order.
    case torn(bytes: Int)
    /// Each sector, and each change of a size, by chance; of the names the first few.
    case sectors(size: Int, percent: Int, seed: UInt64)
  }

  private struct File {
    var durable: [UInt8] = []
    var pending: [Change] = []
  }

  private enum NameChange {
    case add(String, Int)
    case move(from: String, to: String)
    case remove(String)
  }

  private var files: [File] = []
  private var names: [String: Int] = [:]
  private var pendingNames: [NameChange] = []
  private var opened: [Int32: Int] = [:]

  /// A disk that durably holds these files.
  init(_ contents: [String: [UInt8]]) {
    for (path, bytes) in contents {
      names[path] = files.count
      files.append(File(durable: bytes))
    }
  }

  /// The bytes that unflushed writes hold.
  var pendingBytes: Int {
    files.reduce(0) { total, file in
      file.pending.reduce(total) { total, change in
        if case .write(_, let bytes) = change { total + bytes.count } else { total }
      }
    }
  }

  mutating func apply(_ call: FileCall) {
    switch call {
    case .create(let file, let path):
      opened[file] = files.count
      if let path { pendingNames.append(.add(path, files.count)) }
      files.append(File())
    case .open(let file, let path):
      opened[file] = Self.applied(pendingNames[...], to: names)[path]
    case .write(let file, let offset, let bytes):
      if let number = opened[file] {
        files[number].pending.append(.write(offset: offset, bytes: bytes))
      }
    case .truncate(let file, let count):
      if let number = opened[file] { files[number].pending.append(.truncate(count: count)) }
    case .synchronize(let file):
      guard let number = opened[file] else { return }
      for change in files[number].pending { Self.make(change, in: &files[number].durable) }
      files[number].pending = []
    case .link(let file, let path):
      if let number = opened[file] { pendingNames.append(.add(path, number)) }
    case .rename(let from, let to): pendingNames.append(.move(from: from, to: to))
    case .unlink(let path): pendingNames.append(.remove(path))
    case .synchronizeFolder:
      names = Self.applied(pendingNames[...], to: names)
      pendingNames = []
    case .close(let file): opened[file] = nil
    case .lock: break
    }
  }

  /// The file at `path` after a crash; nil where there is none.
  func image(of path: String, _ survival: Survival) -> [UInt8]? {
    var kept = pendingNames.count
    var random = SplitMix64(seed: 0)
    switch survival {
    case .everything, .names, .torn: break
    case .nothing, .bytes: kept = 0
    case .sectors(_, _, let seed):
      random = SplitMix64(seed: seed)
      kept = Int.random(in: 0...kept, using: &random)
    }
    guard let number = Self.applied(pendingNames.prefix(kept), to: names)[path] else { return nil }
    var bytes = files[number].durable
    var left = if case .torn(let count) = survival { count } else { Int.max }
    for change in files[number].pending {
      switch survival {
      case .nothing, .names: break
      case .everything, .bytes: Self.make(change, in: &bytes)
      case .torn:
        guard left > 0 else { break }
        if case .write(let offset, let written) = change {
          Self.make(.write(offset: offset, bytes: Array(written.prefix(left))), in: &bytes)
          left -= written.count
        } else {
          Self.make(change, in: &bytes)
        }
      case .sectors(let size, let percent, _):
        Self.make(change, in: &bytes, sectors: size, percent, &random)
      }
    }
    return bytes
  }

  private static func applied(
    _ changes: ArraySlice<NameChange>, to names: [String: Int]
  ) -> [String: Int] {
    var names = names
    for change in changes {
      switch change {
      case .add(let path, let file): names[path] = file
      case .move(let from, let to): names[to] = names.removeValue(forKey: from)
      case .remove(let path): names[path] = nil
      }
    }
    return names
  }

  private static func make(_ change: Change, in bytes: inout [UInt8]) {
    switch change {
    case .write(let offset, let written):
      grow(&bytes, to: offset + written.count)
      bytes.replaceSubrange(offset..<offset + written.count, with: written)
    case .truncate(let count):
      bytes.removeLast(max(0, bytes.count - count))
      grow(&bytes, to: count)
    }
  }

  /// Makes some of a change: sectors lie at multiples of their size in the file.
  private static func make(
    _ change: Change, in bytes: inout [UInt8], sectors size: Int, _ percent: Int,
    _ random: inout SplitMix64
  ) {
    func isKept() -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    guard case .write(let offset, let written) = change else {
      if isKept() { make(change, in: &bytes) }
      return
    }
    // The file's size may be there without its bytes, which then are zeros.
    if isKept() { grow(&bytes, to: offset + written.count) }
    var place = offset
    while place < offset + written.count {
      let end = min((place / size + 1) * size, offset + written.count)
      if isKept() {
        make(
          .write(offset: place, bytes: Array(written[place - offset..<end - offset])), in: &bytes)
      }
      place = end
    }
  }

  private static func grow(_ bytes: inout [UInt8], to count: Int) {
    if bytes.count < count { bytes += [UInt8](repeating: 0, count: count - bytes.count) }
  }
}
