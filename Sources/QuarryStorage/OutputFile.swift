#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A new file that appears at its path only when it is complete.
///
/// Written without a name where the file system allows it (`O_TMPFILE`), so that even `kill -9`
/// leaves nothing behind; else under a temporary name beside its place, which `PartialFiles` removes
/// on a signal, and the next writer in that folder after anything worse. `commit` flushes the file,
/// gives it its name over whatever stood there, and flushes the folder.
package final class OutputFile {
  package let path: String
  /// The bytes written so far, those still in the buffer included.
  package private(set) var count = 0
  private let descriptor: Int32
  private let watcher = FileCalls.watcher
  /// Where the next bytes of the buffer go.
  private var position = 0
  /// The temporary name, or nil while the file has none.
  private var temporaryPath: String?
  private var buffer: [UInt8] = []
  private var isCommitted = false

  private static let bufferBytes = 1 << 18

  /// What went wrong first; a file that could not be written once is never given a name.
  private var failure: StorageError?
  /// The permissions of the file that is replaced.
  private let formerMode: mode_t?
  /// That of the file that is appended to: held as long as it may be cut off again.
  private let lock: WriteLock?
  /// The bytes that were there before, where the file is appended to.
  private let formerCount: Int?

  /// Makes the file; `path` must be in a folder that exists and can be written.
  ///
  /// A symbolic link at `path` is followed, so that what it leads to is replaced.
  package init(path: String) throws(StorageError) {
    guard !path.utf8.contains(0) else {
      throw StorageError(operation: "write", path: path, errno: EINVAL, detail: "bad file name")
    }
    var status = stat()
    let stands = stat(path, &status) == 0
    lock = nil
    formerCount = nil
    formerMode = stands ? status.st_mode & 0o777 : nil
    var target = path
    if stands, let resolved = realpath(path, nil) {
      target = String(cString: resolved)
      free(resolved)
    }
    self.path = target
    LeftFiles.remove(in: Self.folder(of: target), watcher)
    #if os(Linux)
      // Without /proc an unnamed file could not be given its name at the end.
      var unnamed =
        access("/proc/self/fd", X_OK) == 0
        ? open(Self.folder(of: target), Self.unnamedFlag | O_RDWR | O_CLOEXEC, 0o666) : -1
      if unnamed >= 0, FileCalls.isRefused(watcher, .create(file: unnamed, path: nil)) {
        close(unnamed)
        unnamed = -1
      }
    #else
      let unnamed: Int32 = -1
    #endif
    if unnamed >= 0 {
      // It may be given a temporary name in the end.
      _ = LeftFiles.hold(unnamed)
      descriptor = unnamed
    } else {
      var name = ""
      var opened: Int32 = -1
      var attempts = 0
      while true {
        attempts += 1
        name = LeftFiles.newName(for: target)
        opened = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        // A file system may tell of no file how many names it has.
        if opened < 0 && errno != EEXIST || opened >= 0 && (LeftFiles.hold(opened) || attempts > 9)
        {
          break
        }
        if opened >= 0 { close(opened) }
      }
      if opened >= 0, FileCalls.isRefused(watcher, .create(file: opened, path: name)) {
        let number = errno
        close(opened)
        Glibc.unlink(name)
        throw Self.refusal(target, number)
      }
      guard opened >= 0 else { throw Self.refusal(target, errno) }
      descriptor = opened
      temporaryPath = name
      PartialFiles.add(name)
    }
    buffer.reserveCapacity(Self.bufferBytes)
  }

  /// Opens the file at `path` to be appended to behind its first `count` bytes; what follows them, the
  /// leavings of a write that was never finished, is cut off.
  ///
  /// `finishAppending` keeps what is written then; else it is cut off again.
  ///
  /// - Parameter lock: that of this very file, which is held until the file is closed.
  /// - Throws: also where another file stands at `path` by now, which is left alone.
  package init(
    appendingTo path: String, behind count: Int, under lock: WriteLock
  ) throws(StorageError) {
    // Opened before anything is kept, as what fails here must not be cut off or closed again.
    descriptor = try Self.opened(appendingTo: path, behind: count, under: lock, watcher)
    self.path = path
    self.lock = lock
    self.count = count
    position = count
    formerCount = count
    formerMode = nil
    buffer.reserveCapacity(Self.bufferBytes)
  }

  private static func opened(
    appendingTo path: String, behind count: Int, under lock: WriteLock,
    _ watcher: (any FileWatcher)?
  ) throws(StorageError) -> Int32 {
    let opened = Glibc.open(path, O_RDWR | O_CLOEXEC)
    guard opened >= 0 else { throw refusal(path, errno) }
    guard lock.isOf(opened) else {
      Glibc.close(opened)
      throw StorageError(
        operation: "write to", path: path, errno: 0,
        detail: "another file was put in its place meanwhile; nothing was changed, try again")
    }
    var status = stat()
    guard !FileCalls.isRefused(watcher, .open(file: opened, path: path)),
      fstat(opened, &status) == 0,
      Int(status.st_size) == count || truncate(opened, to: count, watcher)
    else {
      let number = errno
      Glibc.close(opened)
      throw refusal(path, number)
    }
    return opened
  }

  private static func truncate(
    _ descriptor: Int32, to count: Int, _ watcher: (any FileWatcher)?
  ) -> Bool {
    !FileCalls.isRefused(watcher, .truncate(file: descriptor, count: count))
      && ftruncate(descriptor, off_t(count)) == 0
  }

  /// Keeps what was appended, whatever fails later.
  package func finishAppending() {
    isCommitted = true
  }

  /// Cuts off what was appended, now and not when the file is closed: what others append then stays.
  package func abandonAppending() {
    guard !isCommitted, let formerCount else { return }
    buffer.removeAll()
    cutOff(to: formerCount)
    isCommitted = true
  }

  /// Cuts off what was appended; where that fails, it is bytes behind the extent that mean nothing.
  private func cutOff(to count: Int) {
    _ = Self.truncate(descriptor, to: count, watcher)
  }

  private func unlink(_ name: String) {
    if !FileCalls.isRefused(watcher, .unlink(path: name)) { _ = Glibc.unlink(name) }
  }

  deinit {
    // Nobody reads what was never committed.
    if !isCommitted, let formerCount { cutOff(to: formerCount) }
    _ = FileCalls.isRefused(watcher, .close(file: descriptor))
    close(descriptor)
    if !isCommitted, let temporaryPath {
      unlink(temporaryPath)
      PartialFiles.remove(temporaryPath)
    }
  }

  /// Appends `bytes`.
  package func write(_ bytes: RawSpan) throws(StorageError) {
    if let failure { throw failure }
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
    guard offset + bytes.count <= count else { throw fail(EINVAL) }
    var done = 0
    while done < bytes.count {
      let written = bytes.withUnsafeBytes {
        FileCalls.write(.init(rebasing: $0[done...]), to: descriptor, at: offset + done, watcher)
      }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw fail(errno) }
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
    guard !FileCalls.isRefused(watcher, .synchronize(file: descriptor)), fsync(descriptor) == 0
    else { throw fail(errno) }
  }

  /// Gives the complete file its name.
  ///
  /// - Parameter replacing: whether a file that stands there is replaced; if not, its presence is an
  ///   error.
  package func commit(replacing: Bool) throws(StorageError) {
    try synchronize()
    var status = stat()
    guard fstat(descriptor, &status) == 0, Int(status.st_size) == count else { throw fail(EIO) }
    if replacing {
      keepOwner(status)
      if let formerMode { fchmod(descriptor, formerMode) }
      let name = try named()
      guard rename(name) == 0 else { throw fail(errno) }
    } else if temporaryPath == nil {
      guard link(to: path) == 0 else { throw fail(errno) }
    } else {
      let name = try named()
      if !FileCalls.isRefused(watcher, .link(file: descriptor, path: path)),
        Glibc.link(name, path) == 0
      {
        unlink(name)
      } else {
        // A file system without hard links: look, then rename.
        let number = errno
        guard [EPERM, EOPNOTSUPP, EMLINK].contains(number), lstat(path, &status) != 0,
          errno == ENOENT
        else { throw fail(number) }
        guard rename(name) == 0 else { throw fail(errno) }
      }
    }
    isCommitted = true
    LeftFiles.release(descriptor)
    if let temporaryPath { PartialFiles.remove(temporaryPath) }
    try synchronizeFolder()
  }

  /// Gives the file the owner of the one that it replaces, where that is allowed.
  private func keepOwner(_ own: stat) {
    var former = stat()
    guard stat(path, &former) == 0, former.st_uid != own.st_uid || former.st_gid != own.st_gid,
      fchown(descriptor, former.st_uid, former.st_gid) != 0
    else { return }
    _ = fchown(descriptor, own.st_uid, former.st_gid)
  }

  /// Makes the file's name durable, where the file system can.
  private func synchronizeFolder() throws(StorageError) {
    let name = Self.folder(of: path)
    let folder = open(name, O_RDONLY | O_CLOEXEC)
    guard folder >= 0 else { return }
    defer { close(folder) }
    guard FileCalls.isRefused(watcher, .synchronizeFolder(path: name)) || fsync(folder) != 0 else {
      return
    }
    let number = errno
    // Some file systems cannot flush a folder, and need not.
    guard ![EINVAL, EOPNOTSUPP, EBADF, EROFS].contains(number) else { return }
    throw StorageError(
      operation: "make durable", path: path, errno: number,
      detail: "\(String(cString: strerror(number))); it is complete and in its place, but may be "
        + "gone after a power failure")
  }

  /// The file's temporary name, which it is given here where it has none.
  private func named() throws(StorageError) -> String {
    if let temporaryPath { return temporaryPath }
    while true {
      let name = LeftFiles.newName(for: path)
      // Before the name is there, so that no signal finds it unknown.
      PartialFiles.add(name)
      if link(to: name) == 0 {
        temporaryPath = name
        return name
      }
      let number = errno
      PartialFiles.remove(name)
      guard number == EEXIST else { throw fail(number) }
    }
  }

  /// Puts the file in its place; 0, or −1 with `errno` set.
  private func rename(_ name: String) -> Int32 {
    FileCalls.isRefused(watcher, .rename(from: name, to: path)) ? -1 : Glibc.rename(name, path)
  }

  /// Links the unnamed file; 0, or −1 with `errno` set.
  private func link(to name: String) -> Int32 {
    if FileCalls.isRefused(watcher, .link(file: descriptor, path: name)) { return -1 }
    return linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, name, AT_SYMLINK_FOLLOW)
  }

  /// The folder that `path` is in.
  package static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// A write that the system refused, and what can be done about it.
  private static func refusal(_ path: String, _ number: Int32) -> StorageError {
    let reason = String(cString: strerror(number))
    let advice: String? =
      switch number {
      case ENOSPC, EDQUOT: "free some space, or name a place on another disk"
      case EACCES, EPERM, EROFS: "name a place in a folder that you may write to"
      case ENOENT, ENOTDIR: "make the folder first, or name another place"
      case EFBIG: "the file may not grow so large; raise the limit, or name another place"
      default: nil
      }
    return StorageError(
      operation: "write", path: path, errno: number, detail: advice.map { "\(reason); \($0)" })
  }

  /// Remembers the first failure and gives it.
  private func fail(_ number: Int32) -> StorageError {
    let error = failure ?? Self.refusal(path, number)
    failure = error
    return error
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
        FileCalls.write(.init(rebasing: $0[done...]), to: descriptor, at: position, watcher)
      }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw fail(errno) }
      done += written
      position += written
    }
  }
}
