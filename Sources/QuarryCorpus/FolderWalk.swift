internal import QuarryStorage

/// Goes through a folder and its folders, in the byte-wise order of the relative paths.
///
/// Holds one listing a level, not the whole tree. Hidden entries, symbolic links and anything that
/// is neither file nor folder are passed over.
struct FolderWalk {
  /// What a step of the walk comes upon.
  enum Step {
    /// A regular file: its path relative to the folder, and its size when it was listed.
    case file(path: String, size: Int)
    /// An entry that has to be left out.
    case skipped(path: String, reason: SkipReason)
  }

  private struct Level {
    /// The folder's relative path with a closing `/`; empty at the top.
    let prefix: String
    /// What is left of the folder, the next entry last.
    var entries: [InputFile.FolderEntry]
  }

  private let root: String
  private var levels: [Level]

  /// Begins at the folder `root`; throws where it cannot be listed.
  init(root: String) throws(StorageError) {
    self.root = root.hasSuffix("/") ? root : root + "/"
    levels = [Level(prefix: "", entries: try Self.entries(root))]
  }

  /// The path to open for a relative path of this walk.
  func fullPath(_ relative: String) -> String { root + relative }

  /// The next file, or nil at the end.
  mutating func next() -> Step? {
    while let top = levels.indices.last {
      guard let entry = levels[top].entries.popLast() else {
        levels.removeLast()
        continue
      }
      let path = levels[top].prefix + entry.name
      guard entry.hasReadableName else { return .skipped(path: path, reason: .unreadableName) }
      guard entry.isFolder else { return .file(path: path, size: entry.size) }
      do throws(StorageError) {
        levels.append(Level(prefix: path + "/", entries: try Self.entries(fullPath(path))))
      } catch {
        return .skipped(path: path, reason: .unreadable(error.reason))
      }
    }
    return nil
  }

  /// A folder's entries in falling order; a folder counts as its name and `/`, so that whole paths
  /// come out in order.
  private static func entries(_ path: String) throws(StorageError) -> [InputFile.FolderEntry] {
    let slash = CollectionOfOne(UInt8(ascii: "/"))
    let listed = try InputFile.entries(ofFolder: path)
    let keyed = listed.map { (key: Array($0.name.utf8) + ($0.isFolder ? Array(slash) : []), $0) }
    return keyed.sorted { $1.key.lexicographicallyPrecedes($0.key) }.map(\.1)
  }
}
