#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A regular file that is read at any place, for any number of threads at once.
///
/// It is not mapped: a file of somebody else's may be cut short at any time, and touching a mapped
/// page that is gone ends the program, where a read only falls short.
package final class RandomAccessFile: Sendable {
  package let path: String
  /// Bytes, and the last change in seconds since 1970, when it was opened.
  package let size: Int
  package let modified: Int
  private let descriptor: Int32

  /// Opens the file at `path`.
  ///
  /// - Parameter followsLink: whether `path` may end in a symbolic link.
  /// - Throws: where the system refuses, and where anything but a regular file is there.
  package init(path: String, followsLink: Bool = true) throws(StorageError) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw StorageError(operation: "open", path: path, errno: path.isEmpty ? ENOENT : EINVAL)
    }
    self.path = path
    // Looked at first, as opening a device can do something by itself.
    var status = stat()
    let found = followsLink ? stat(path, &status) : lstat(path, &status)
    guard found == 0 else { throw StorageError(operation: "open", path: path, errno: errno) }
    try Self.check(status, path)
    let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (followsLink ? 0 : O_NOFOLLOW)
    descriptor = open(path, flags)
    guard descriptor >= 0 else {
      throw StorageError(operation: "open", path: path, errno: errno)
    }
    guard fstat(descriptor, &status) == 0 else {
      let failure = errno
      close(descriptor)
      throw StorageError(operation: "open", path: path, errno: failure)
    }
    size = Int(status.st_size)
    #if canImport(Glibc)
      modified = Int(status.st_mtim.tv_sec)
    #else
      modified = Int(status.st_mtimespec.tv_sec)
    #endif
    // Closed by deinit, which runs as everything is set by now.
    try Self.check(status, path)
  }

  deinit {
    close(descriptor)
  }

  /// The `count` bytes from `offset` on; fewer where the file ends before.
  package func read(at offset: Int, count: Int) throws(StorageError) -> [UInt8] {
    let (end, overflows) = offset.addingReportingOverflow(count)
    guard offset >= 0, count > 0, !overflows else { return [] }
    // Room for no more than there can be.
    let wanted = min(end, max(size, offset)) - offset
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { target, done in
      guard let base = target.baseAddress else { return }
      while done < wanted {
        let got = pread(descriptor, base + done, wanted - done, off_t(offset + done))
        if got < 0 && errno == EINTR { continue }
        if got < 0 { failure = errno }
        if got <= 0 { return }
        done += got
      }
    }
    guard failure == 0 else {
      throw StorageError(operation: "read", path: path, errno: failure)
    }
    return bytes
  }

  private static func check(_ status: stat, _ path: String) throws(StorageError) {
    guard status.st_mode & S_IFMT != S_IFREG else { return }
    throw StorageError(
      operation: "read", path: path, errno: 0, detail: "it is no ordinary file any more")
  }
}
