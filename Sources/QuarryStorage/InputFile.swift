#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that is read once from start to end: a dump on disk, a pipe, or standard input.
///
/// Indexing reads its input into fixed buffers instead of mapping it, so that resident memory does
/// not grow with the dump.
package struct InputFile: ~Copyable, Sendable {
  /// What stands at a path, as far as reading is concerned.
  package enum Kind: Sendable {
    /// A regular file: it has a size and can be opened again.
    case file
    case folder
    /// A pipe, socket or device: it can be read only once and its size is not known.
    case stream
  }

  /// The path that means standard input.
  package static let standardInput = "-"

  package let path: String
  /// The file's size in bytes when it was opened; nil where it is no regular file.
  package let size: Int?
  private let descriptor: Int32

  /// Opens `path` for reading; `-` is standard input, which is never closed.
  ///
  /// Throws where the path cannot be opened or is a folder.
  package init(path: String) throws(StorageError) {
    let isStandard = path == Self.standardInput
    if !isStandard { try Self.checkName(path) }
    let opened = isStandard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard opened >= 0 else {
      throw StorageError(operation: "open", path: path, errno: errno)
    }
    var status = stat()
    let failure = fstat(opened, &status) == 0 ? 0 : errno
    let kind = Self.kind(of: status)
    guard failure == 0, kind != .folder else {
      if !isStandard { close(opened) }
      throw StorageError(operation: "open", path: path, errno: failure == 0 ? EISDIR : failure)
    }
    self.path = path
    descriptor = opened
    size = kind == .file ? Int(status.st_size) : nil
  }

  deinit {
    if descriptor != STDIN_FILENO { close(descriptor) }
  }

  /// Reads at most `buffer.count` bytes; 0 at the end.
  ///
  /// Waits where the descriptor is not blocking, and starts again where a signal interrupts.
  package mutating func read(
    into buffer: UnsafeMutableRawBufferPointer
  ) throws(StorageError) -> Int {
    guard let base = buffer.baseAddress, buffer.count > 0 else { return 0 }
    while true {
      #if canImport(Glibc)
        let count = Glibc.read(descriptor, base, buffer.count)
      #else
        let count = Darwin.read(descriptor, base, buffer.count)
      #endif
      if count >= 0 { return count }
      let failure = errno
      if failure == EINTR { continue }
      if failure == EAGAIN {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = poll(&waiting, 1, -1)
        continue
      }
      throw StorageError(operation: "read", path: path, errno: failure)
    }
  }
}

// MARK: - Looking before opening

extension InputFile {
  /// What stands at `path`, symbolic links followed; `-` is a stream.
  package static func kind(ofPath path: String) throws(StorageError) -> Kind {
    if path == standardInput { return .stream }
    try checkName(path)
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw StorageError(operation: "open", path: path, errno: errno)
    }
    return kind(of: status)
  }

  /// One entry of a folder: a regular file or a folder.
  package struct FolderEntry: Sendable, Hashable {
    /// The name inside the folder; bytes that are no UTF-8 are replaced.
    package let name: String
    /// Whether the name is UTF-8, so that the entry can be opened by it.
    package let hasReadableName: Bool
    package let isFolder: Bool
    /// The size in bytes of a regular file; 0 for folders.
    package let size: Int
  }

  /// The regular files and folders directly inside a folder, in no particular order.
  ///
  /// Left out are names that begin with a dot, symbolic links, pipes and devices.
  package static func entries(ofFolder path: String) throws(StorageError) -> [FolderEntry] {
    try checkName(path)
    guard let folder = opendir(path) else {
      throw StorageError(operation: "list", path: path, errno: errno)
    }
    defer { closedir(folder) }
    var entries: [FolderEntry] = []
    guard let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name) else { return [] }
    while true {
      errno = 0
      guard let entry = readdir(folder) else {
        guard errno == 0 else {
          throw StorageError(operation: "list", path: path, errno: errno)
        }
        return entries
      }
      // Safe: readdir ends the name with a zero byte, and it is read before the next call.
      let name = (UnsafeRawPointer(entry) + nameOffset).assumingMemoryBound(to: CChar.self)
      guard name.pointee != CChar(UInt8(ascii: ".")) else { continue }
      var status = stat()
      // A file that went away since is no entry any more.
      guard fstatat(dirfd(folder), name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      guard isFolder || status.st_mode & S_IFMT == S_IFREG else { continue }
      let valid = String(validatingCString: name)
      entries.append(
        FolderEntry(
          name: valid ?? String(cString: name), hasReadableName: valid != nil,
          isFolder: isFolder, size: isFolder ? 0 : Int(status.st_size)))
    }
  }

  private static func kind(of status: stat) -> Kind {
    switch status.st_mode & S_IFMT {
    case S_IFREG: .file
    case S_IFDIR: .folder
    default: .stream
    }
  }

  /// Throws where `path` is empty or the system would read only its beginning.
  private static func checkName(_ path: String) throws(StorageError) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw StorageError(operation: "open", path: path, errno: path.isEmpty ? ENOENT : EINVAL)
    }
  }
}
