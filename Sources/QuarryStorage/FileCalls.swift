#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One call by which a writer changes what a disk holds.
///
/// A file is named by its descriptor, which is its own from `create` or `open` to `close`.
package enum FileCall: Sendable, Hashable {
  /// A new, empty file; without a name where `path` is nil.
  case create(file: Int32, path: String?)
  case open(file: Int32, path: String)
  case lock(path: String)
  case write(file: Int32, offset: Int, bytes: [UInt8])
  case truncate(file: Int32, count: Int)
  case synchronize(file: Int32)
  /// Gives a file a name that nothing has yet.
  case link(file: Int32, path: String)
  case rename(from: String, to: String)
  case unlink(path: String)
  case synchronizeFolder(path: String)
  case close(file: Int32)
}

/// How a call is made to fail.
package struct FileFault: Sendable, Hashable {
  /// The system's error number.
  package let errno: Int32
  /// Of a write, the bytes that reach the file nevertheless.
  package let done: Int

  package init(errno: Int32, done: Int = 0) {
    self.errno = errno
    self.done = done
  }
}

/// Sees every call before it is made, and may have it fail: how tests show that no fault loses a
/// commit.
package protocol FileWatcher: Sendable {
  /// The fault that `call` is to have; nil where it is to be made.
  func fault(_ call: FileCall) -> FileFault?
}

/// The one place through which files that are written reach the system.
///
/// Without a watcher a call costs one comparison more than the system's own.
package enum FileCalls {
  /// Watches the files that are made or opened by this task or thread while it is set.
  @TaskLocal package static var watcher: (any FileWatcher)?

  /// Whether the watcher has a call fail; `errno` is then set.
  static func isRefused(
    _ watcher: (any FileWatcher)?, _ call: @autoclosure () -> FileCall
  ) -> Bool {
    guard let watcher, let fault = watcher.fault(call()) else { return false }
    errno = fault.errno
    return true
  }

  /// Writes `bytes` at `offset`; gives how many were written, or −1 with `errno` set.
  static func write(
    _ bytes: UnsafeRawBufferPointer, to file: Int32, at offset: Int,
    _ watcher: (any FileWatcher)?
  ) -> Int {
    if let watcher,
      let fault = watcher.fault(.write(file: file, offset: offset, bytes: Array(bytes)))
    {
      _ = pwrite(file, bytes.baseAddress, min(fault.done, bytes.count), off_t(offset))
      errno = fault.errno
      return -1
    }
    return pwrite(file, bytes.baseAddress, bytes.count, off_t(offset))
  }
}
