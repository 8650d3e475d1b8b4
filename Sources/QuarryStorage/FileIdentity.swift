#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Tells whether the file at a path is still the one it was, and was not written to: what replaces
/// a file sees by it that another process did so first.
package struct FileIdentity: Sendable, Hashable {
  private let device: UInt64
  private let number: UInt64
  private let size: Int
  private let seconds: Int
  private let nanoseconds: Int

  /// The file at `path`, symbolic links followed; nil where there is none.
  package init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  /// What it consists of, to be remembered elsewhere.
  package var numbers: [UInt64] {
    [device, number] + [size, seconds, nanoseconds].map { UInt64(truncatingIfNeeded: $0) }
  }

  /// Whether both are of one file, whatever was written to it in between.
  package func isSameFile(as other: FileIdentity) -> Bool {
    device == other.device && number == other.number
  }

  init(_ status: stat) {
    device = UInt64(truncatingIfNeeded: status.st_dev)
    number = UInt64(truncatingIfNeeded: status.st_ino)
    size = Int(status.st_size)
    #if canImport(Glibc)
      let modified = status.st_mtim
    #else
      let modified = status.st_mtimespec
    #endif
    seconds = Int(modified.tv_sec)
    nanoseconds = Int(modified.tv_nsec)
  }
}
