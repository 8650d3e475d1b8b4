#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The temporary names of files that are written, and how those that a killed program has left are told
/// from those of one that is still at work: whoever writes a file holds a lock on it (`flock`), which the
/// system gives back however the program ends.
enum LeftFiles {
  private static let prefix = ".quarry-partial-"

  /// A name in the folder of `path` that no other file is likely to have.
  static func newName(for path: String) -> String {
    let number = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    return "\(OutputFile.folder(of: path))/\(prefix)\(number)"
  }

  /// Takes the lock of a file that this program has just made; false where another took it for one that
  /// was left, and removes it.
  static func hold(_ descriptor: Int32) -> Bool {
    // Other errors are those of file systems that know no locks.
    if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK { return false }
    var status = stat()
    return fstat(descriptor, &status) == 0 && status.st_nlink > 0
  }

  /// Gives the lock back, as the file now has its name, by which others lock it.
  static func release(_ descriptor: Int32) {
    _ = flock(descriptor, LOCK_UN)
  }

  /// Removes the files in `folder` that programs have left that are no more.
  ///
  /// Where the file system knows no locks none can be told from those at work, and all stay.
  static func remove(in folder: String, _ watcher: (any FileWatcher)?) {
    guard let stream = opendir(folder) else { return }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard name.hasPrefix(prefix) else { continue }
      let path = "\(folder)/\(name)"
      let opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
      guard opened >= 0 else { continue }
      defer { close(opened) }
      var status = stat()
      guard fstat(opened, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
        flock(opened, LOCK_EX | LOCK_NB) == 0,
        !FileCalls.isRefused(watcher, .unlink(path: path))
      else { continue }
      unlink(path)
    }
  }
}
