internal import QuarryStorage

/// The files of a folder or of an archive, one after the other, and how to get at them.
enum FileWalk {
  case folder(FolderWalk)
  case archive(any Archive, path: String)

  /// The next file, or nil at the end.
  mutating func next() -> FolderWalk.Step? {
    switch self {
    case .folder(var walk):
      let step = walk.next()
      self = .folder(walk)
      return step
    case .archive(let archive, _): return archive.next()
    }
  }

  /// Opens the file that `next` gave last.
  func open(
    _ path: String, source: SourceID, readBytes: Int
  ) throws(StorageError) -> ByteSource {
    switch self {
    case .folder(let walk):
      try ByteSource(path: walk.fullPath(path), source: source, readBytes: readBytes)
    case .archive(let archive, let whole):
      ByteSource(
        member: archive, path: "\(whole)/\(path)", source: source, readBytes: readBytes)
    }
  }

  var archive: (any Archive)? {
    if case .archive(let archive, _) = self { archive } else { nil }
  }
}
