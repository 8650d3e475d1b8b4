import QuarryStorage

/// The place that a rewritten index is put at, checked before the work begins.
struct OptimizationTarget {
  let path: String
  /// Whether a file there is replaced.
  let replaces: Bool
  /// What to do instead where the file cannot be put there.
  private let advice: String

  /// - Parameters:
  ///   - mayReplace: whether a file that is there may be replaced.
  ///   - option: by which another place is named.
  init(
    _ path: String, mayReplace: Bool, option: String
  ) throws(OptimizationError) {
    self.path = path
    advice = "give \(option) FILE"
    switch FileKind(path: path) {
    case .absent: replaces = false
    case .other: throw .refused("\(path): is no file; name a file for the index")
    case .file:
      guard mayReplace else {
        throw .refused("\(path): exists already; give --force to replace it")
      }
      guard FileFacts.isWritable(path) else {
        throw .refused("\(path): may not be written; change its permissions, or \(advice)")
      }
      replaces = true
    }
  }

  /// Throws where `output`, links followed, lies where fewer than so many bytes are free.
  func requireFree(_ bytes: Int, at output: String) throws(OptimizationError) {
    guard let free = SpillFile.freeBytes(in: OutputFile.folder(of: output)), free < bytes else {
      return
    }
    throw .refused(
      "\(path): cannot write: \(free >> 20) MiB are free and about \((bytes - 1) >> 20 + 1) MiB "
        + "are needed; free some space, or \(advice)")
  }
}
