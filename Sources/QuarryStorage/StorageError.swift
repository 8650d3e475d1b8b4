#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A system call that failed: what was tried, on which file, and why the system refused.
package struct StorageError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was tried, as a verb: `open`, `read`, `write`.
  package let operation: String
  /// The file's path as the user gave it.
  package let path: String
  /// The system's error number; 0 where the failure is Quarry's own finding.
  package let errno: Int32
  /// What is wrong, where the system's own words are missing or say too little.
  package let detail: String?

  package init(operation: String, path: String, errno: Int32, detail: String? = nil) {
    self.operation = operation
    self.path = path
    self.errno = errno
    self.detail = detail
  }

  /// Whether nothing stands at the path.
  package var isMissing: Bool { errno == ENOENT || errno == ENOTDIR }

  package var description: String {
    let reason = detail ?? String(cString: strerror(errno))
    return "\(path): cannot \(operation): \(reason)"
  }
}
