#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A temporary file without a name: written once in order, then read at any place.
///
/// It never has a name where the system knows such files, and else loses it as soon as it is open, so
/// nothing is left behind however the program ends.
package final class SpillFile: @unchecked Sendable {
  // Safe: one thread writes, and readers begin only after it has finished; pread has no state.
  private let descriptor: Int32
  private let folder: String
  /// The bytes written so far.
  package private(set) var count = 0

  /// The folder named by `TMPDIR`, else `/var/tmp`, which unlike `/tmp` is seldom kept in memory.
  package static var defaultFolder: String {
    guard let value = getenv("TMPDIR"), value.pointee != 0 else { return "/var/tmp" }
    return String(cString: value)
  }

  /// Makes a file in `folder`.
  package init(folder: String) throws(StorageError) {
    self.folder = folder
    let nameless = Self.nameless(in: folder)
    descriptor = nameless >= 0 ? nameless : Self.unlinked(in: folder)
    guard descriptor >= 0 else {
      let number = errno
      throw StorageError(
        operation: "write a temporary file in", path: folder, errno: number,
        detail: "\(String(cString: strerror(number))); name another folder with --tmp")
    }
  }

  /// Opens a file without a name (Linux 3.11 and later, most file systems); −1 where there is none.
  private static func nameless(in folder: String) -> Int32 {
    #if os(Linux)
      // O_TMPFILE, whose macro is not imported: a flag of its own, with that of folders.
      return open(folder, 0o20_000_000 | O_DIRECTORY | O_RDWR | O_CLOEXEC, 0o600)
    #else
      return -1
    #endif
  }

  /// Opens a file whose name is taken away at once; −1 where none can be made.
  private static func unlinked(in folder: String) -> Int32 {
    var name = Array("\(folder)/quarry-spill-XXXXXX".utf8CString)
    let made = name.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkstemp($0) } ?? -1 }
    guard made >= 0 else { return made }
    unlink(name)
    _ = fcntl(made, F_SETFD, FD_CLOEXEC)
    return made
  }

  deinit {
    close(descriptor)
  }

  /// Appends `bytes`.
  package func write(_ bytes: RawSpan) throws(StorageError) {
    var done = 0
    while done < bytes.byteCount {
      let written = bytes.withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress! + done, $0.count - done, off_t(count + done))
      }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { throw failure(errno) }
      done += written
    }
    count += bytes.byteCount
  }

  /// Reads up to `limit` bytes from `offset`, appended to `output`; fewer only at the end.
  package func read(
    at offset: Int, limit: Int, into output: inout [UInt8]
  ) throws(StorageError) {
    let wanted = min(limit, count - offset)
    guard wanted > 0 else { return }
    var done = 0
    var failed: Int32 = 0
    output.append(addingCapacity: wanted) { target in
      while done < wanted {
        let got = pread(
          descriptor, target.baseAddress! + done, wanted - done, off_t(offset + done))
        if got < 0 && errno == EINTR { continue }
        if got <= 0 {
          failed = got < 0 ? errno : EIO
          break
        }
        done += got
      }
      return done
    }
    if failed != 0 {
      throw StorageError(operation: "read a temporary file in", path: folder, errno: failed)
    }
  }

  /// Throws unless the file system that holds `folder` has `bytes` free.
  package static func requireFree(_ bytes: Int, in folder: String) throws(StorageError) {
    guard let free = freeBytes(in: folder), free < bytes else { return }
    throw StorageError(
      operation: "write a temporary file in", path: folder, errno: ENOSPC,
      detail: "it has \(free >> 20) MiB free and \((bytes - 1) >> 20 + 1) MiB are needed; "
        + "name another folder with --tmp")
  }

  /// The bytes that may still be written to the file system that holds `folder`.
  package static func freeBytes(in folder: String) -> Int? {
    var facts = statvfs()
    guard statvfs(folder, &facts) == 0 else { return nil }
    let (bytes, overflow) = Int(clamping: facts.f_bavail)
      .multipliedReportingOverflow(by: Int(clamping: facts.f_frsize))
    return overflow ? Int.max : bytes
  }

  private func failure(_ number: Int32) -> StorageError {
    StorageError(
      operation: "write a temporary file in", path: folder, errno: number,
      detail: number == ENOSPC ? "the disk is full; name another folder with --tmp" : nil)
  }
}
