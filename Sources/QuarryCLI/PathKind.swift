#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What stands at a path; symbolic links are followed.
enum PathKind {
  case file
  case folder
  /// A pipe or a device.
  case other

  /// Nil where nothing is there, or it cannot be known.
  init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    switch status.st_mode & S_IFMT {
    case S_IFREG: self = .file
    case S_IFDIR: self = .folder
    default: self = .other
    }
  }

  /// Whether two paths lead to the same file.
  static func isSame(_ path: String, _ other: String) -> Bool {
    var first = stat()
    var second = stat()
    return stat(path, &first) == 0 && stat(other, &second) == 0
      && first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  /// Whether two paths lead to the same place, and not only to two names of one file.
  static func isSamePlace(_ path: String, _ other: String) -> Bool {
    guard isSame(path, other), let first = realpath(path, nil) else { return false }
    defer { free(first) }
    guard let second = realpath(other, nil) else { return false }
    defer { free(second) }
    return strcmp(first, second) == 0
  }
}
