#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What stands at a path where a file is to be written.
package enum FileKind: Sendable {
  case absent
  case file
  /// A folder, pipe or device.
  case other

  package init(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      // A link that leads nowhere stands in the way all the same.
      self = lstat(path, &status) == 0 ? .other : .absent
      return
    }
    self = status.st_mode & S_IFMT == S_IFREG ? .file : .other
  }
}

/// The size and age of an input, where it has them.
package struct FileFacts: Sendable {
  /// Bytes; nil for anything but a regular file.
  package let size: Int?
  /// Seconds since 1970; nil where there is no such file.
  package let modified: Int?

  /// Whether the file at `path` may be written to.
  package static func isWritable(_ path: String) -> Bool { access(path, W_OK) == 0 }

  package init(path: String) {
    var status = stat()
    guard path != "-", stat(path, &status) == 0 else {
      size = nil
      modified = nil
      return
    }
    size = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : nil
    #if canImport(Glibc)
      modified = Int(status.st_mtim.tv_sec)
    #else
      modified = Int(status.st_mtimespec.tv_sec)
    #endif
  }
}
