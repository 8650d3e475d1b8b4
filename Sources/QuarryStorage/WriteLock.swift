#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The right to change an index in place or to replace it: an advisory lock on the file itself
/// (`flock`), so that there is one writer at a time and no lock file to go stale.
///
/// The system gives the lock back however the process that holds it ends. Readers need none.
package final class WriteLock {
  package let path: String
  private let descriptor: Int32

  /// Locks the file at `path`.
  ///
  /// - Parameter waits: whether to wait while another process holds the lock; if not, that is an
  ///   error, which names the process where the system tells it.
  /// - Throws: where the file may not be written to, or its file system knows no locks.
  package init(path: String, waits: Bool, advice: String? = nil) throws(StorageError) {
    self.path = path
    while true {
      let opened = try Self.open(path)
      do throws(StorageError) {
        try Self.lock(opened, path, waits: waits, advice)
      } catch {
        close(opened)
        throw error
      }
      // Another writer may have put a new file there before this one had the lock.
      if Self.names(path, opened) {
        descriptor = opened
        return
      }
      close(opened)
    }
  }

  deinit {
    close(descriptor)
  }

  /// Whether the path still leads to the file that is locked.
  package var isCurrent: Bool { Self.names(path, descriptor) }

  /// Whether an open file is the one that is locked.
  func isOf(_ other: Int32) -> Bool {
    var (own, status) = (stat(), stat())
    return fstat(descriptor, &own) == 0 && fstat(other, &status) == 0
      && own.st_dev == status.st_dev && own.st_ino == status.st_ino
  }

  private static func open(_ path: String) throws(StorageError) -> Int32 {
    guard !path.utf8.contains(0) else {
      throw StorageError(operation: "write to", path: path, errno: EINVAL, detail: "bad file name")
    }
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw StorageError(operation: "open", path: path, errno: errno)
    }
    // Opening a pipe or a device could block or do something by itself.
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw StorageError(operation: "open", path: path, errno: 0, detail: "it is no regular file")
    }
    #if canImport(Glibc)
      let opened = Glibc.open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK)
    #else
      let opened = Darwin.open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK)
    #endif
    guard opened >= 0 else {
      throw StorageError(operation: "write to", path: path, errno: errno)
    }
    return opened
  }

  private static func lock(
    _ descriptor: Int32, _ path: String, waits: Bool, _ advice: String?
  ) throws(StorageError) {
    while FileCalls.isRefused(FileCalls.watcher, .lock(path: path))
      || flock(descriptor, LOCK_EX | (waits ? 0 : LOCK_NB)) != 0
    {
      let number = errno
      if number == EINTR { continue }
      guard number == EWOULDBLOCK else {
        throw StorageError(
          operation: "lock", path: path, errno: number,
          detail:
            "\(String(cString: strerror(number))); its file system may know no locks: copy it "
            + "to another, change it there, and copy it back")
      }
      let holder = holder(of: descriptor).map { "process \($0)" } ?? "another process"
      throw StorageError(
        operation: "write to", path: path, errno: number,
        detail: "\(holder) is writing to it; try again when that has ended"
          + (advice.map { ", \($0)" } ?? ""))
    }
  }

  private static func names(_ path: String, _ descriptor: Int32) -> Bool {
    var named = stat()
    var opened = stat()
    return stat(path, &named) == 0 && fstat(descriptor, &opened) == 0
      && named.st_dev == opened.st_dev && named.st_ino == opened.st_ino
  }

  /// The process that holds the lock on a file, as far as `/proc/locks` tells: a line is
  /// `number: FLOCK ADVISORY WRITE pid device:inode start end`.
  private static func holder(of descriptor: Int32) -> Int? {
    var status = stat()
    guard fstat(descriptor, &status) == 0, let table = fopen("/proc/locks", "re") else {
      return nil
    }
    defer { fclose(table) }
    let inode = Substring("\(status.st_ino)")
    var line = [CChar](repeating: 0, count: 512)
    while fgets(&line, Int32(line.count), table) != nil {
      let bytes = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
      // Lines of those who wait have an arrow before the kind.
      guard words.count >= 6, words[1] == "FLOCK",
        words[5].split(separator: ":").last == inode, let process = Int(words[4]), process > 0
      else { continue }
      return process
    }
    return nil
  }
}
