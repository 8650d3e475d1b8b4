#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A new file that appears at its path only when it is complete.
///
/// Written without a name where the file system allows it (`O_TMPFILE`), so that even `kill -9`
/// leaves nothing behind; else under a temporary name beside its place, which `PartialFiles` removes
/// on a signal. `commit` flushes the file, gives it its name over whatever stood there, and flushes
/// the folder.
package final class OutputFile {
  package let path: String
  /// The bytes written so far, those still in the buffer included.
  package private(set) var count = 0
  private let descriptor: Int32
  /// The temporary name, or nil while the file has none.
  private var temporaryPath: String?
  private var buffer: [UInt8] = []
  private var isCommitted = false

  private static let bufferBytes = 1 << 18

  /// Makes the file; `path` must be in a folder that exists and can be written.
  package init(path: String) throws(StorageError) {
    self.path = path
    let folder = Self.folder(of: path)
    #if os(Linux)
      let unnamed = open(folder, Self.unnamedFlag | O_RDWR | O_CLOEXEC, 0o666)
    #else
      let unnamed: Int32 = -1
    #endif
    if unnamed >= 0 {
      descriptor = unnamed
    } else {
      let name = Self.temporaryName(for: path)
      descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      guard descriptor >= 0 else {
        throw Self.failure(path, errno)
      }
      temporaryPath = name
      PartialFiles.add(name)
    }
    buffer.reserveCapacity(Self.bufferBytes)
  }

  deinit {
    close(descriptor)
    if !isCommitted, let temporaryPath {
      unlink(temporaryPath)
      PartialFiles.remove(temporaryPath)
    }
  }

  /// Appends `bytes`.
  package func write(_ bytes: RawSpan) throws(StorageError) {
    count += bytes.byteCount
    if bytes.byteCount >= Self.bufferBytes {
      try flush()
      try writeOut(bytes)
      return
    }
    bytes.withUnsafeBytes { buffer.append(contentsOf: $0) }
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  /// Appends `bytes`.
  package func write(_ bytes: [UInt8]) throws(StorageError) {
    try write(bytes.span.bytes)
  }

  /// Overwrites the bytes at `offset`, which were written before.
  package func overwrite(_ bytes: [UInt8], at offset: Int) throws(StorageError) {
    try flush()
    guard offset + bytes.count <= count else {
      throw Self.failure(path, EINVAL)
    }
    var done = 0
    while done < bytes.count {
      let written = bytes.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress! + done, bytes.count - done, off_t(offset + done))
      }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw Self.failure(path, errno) }
      done += written
    }
  }

  /// Appends zeros up to the next multiple of `alignment`.
  package func pad(to alignment: Int) throws(StorageError) {
    let rest = count % alignment
    if rest > 0 { try write([UInt8](repeating: 0, count: alignment - rest)) }
  }

  /// Makes what was written so far durable.
  package func synchronize() throws(StorageError) {
    try flush()
    guard fsync(descriptor) == 0 else {
      throw StorageError(operation: "flush", path: path, errno: errno)
    }
  }

  /// Gives the complete file its name.
  ///
  /// - Parameter replacing: whether a file that stands there is replaced; if not, its presence is an
  ///   error.
  package func commit(replacing: Bool) throws(StorageError) {
    try synchronize()
    if temporaryPath == nil {
      // An unnamed file can be linked under a free name only, so it passes through a temporary one.
      let name = Self.temporaryName(for: path)
      guard
        linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0
      else { throw Self.failure(path, errno) }
      temporaryPath = name
      PartialFiles.add(name)
    }
    guard let temporaryPath else { return }
    if replacing {
      guard rename(temporaryPath, path) == 0 else {
        throw Self.failure(path, errno)
      }
    } else {
      guard link(temporaryPath, path) == 0 else {
        throw Self.failure(path, errno)
      }
      unlink(temporaryPath)
    }
    isCommitted = true
    PartialFiles.remove(temporaryPath)
    let folder = open(Self.folder(of: path), O_RDONLY | O_CLOEXEC)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  /// The folder that `path` is in.
  package static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// A write that the system refused, and what can be done about it.
  private static func failure(_ path: String, _ number: Int32) -> StorageError {
    let reason = String(cString: strerror(number))
    let advice: String? =
      switch number {
      case ENOSPC, EDQUOT: "free some space, or name a place on another disk with --index"
      case EACCES, EPERM, EROFS: "name a folder that you may write to with --index"
      case ENOENT, ENOTDIR: "make the folder first, or name another with --index"
      case EFBIG: "the file may not grow so large; raise the limit, or name another place"
      default: nil
      }
    return StorageError(
      operation: "write", path: path, errno: number, detail: advice.map { "\(reason); \($0)" })
  }

  private static func temporaryName(for path: String) -> String {
    "\(path).partial-\(getpid())"
  }

  #if os(Linux)
    /// `O_TMPFILE`, which the C library's header defines in a form that is not imported.
    private static let unnamedFlag: Int32 = 0o20_000_000 | O_DIRECTORY
  #endif

  private func flush() throws(StorageError) {
    guard !buffer.isEmpty else { return }
    var pending: [UInt8] = []
    swap(&pending, &buffer)
    try writeOut(pending.span.bytes)
    pending.removeAll(keepingCapacity: true)
    swap(&pending, &buffer)
  }

  private func writeOut(_ bytes: RawSpan) throws(StorageError) {
    var done = 0
    while done < bytes.byteCount {
      let written = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress! + done, $0.count - done)
      }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw Self.failure(path, errno) }
      done += written
    }
  }
}
