#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A whole file, mapped read-only for as long as anything refers to it.
///
/// Searching maps its index so that opening costs nothing and the system's page cache is the only
/// copy. The file must not be truncated by others while it is mapped; Quarry itself never does.
package final class MappedFile: Sendable {
  package let path: String
  package let count: Int
  /// The file that was mapped, as it was then.
  package let identity: FileIdentity
  // Safe: the mapping is read-only, is made in init and goes away in deinit only.
  nonisolated(unsafe) private let base: UnsafeRawPointer?

  /// Maps the file at `path`; throws where it cannot be opened, is no regular file or is too large.
  ///
  /// - Parameter isRandom: whether few parts are touched, here and there: the system then reads no
  ///   more than is touched or prefetched, where it may read megabytes around each place otherwise.
  package init(path: String, isRandom: Bool = false) throws(StorageError) {
    guard !path.utf8.contains(0) else {
      throw StorageError(operation: "open", path: path, errno: EINVAL, detail: "bad file name")
    }
    // A pipe would be waited for, and to open a device can do something by itself.
    var status = stat()
    guard stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG else {
      throw StorageError(operation: "open", path: path, errno: 0, detail: "it is no regular file")
    }
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else {
      throw StorageError(operation: "open", path: path, errno: errno)
    }
    defer { close(descriptor) }
    guard fstat(descriptor, &status) == 0 else {
      throw StorageError(operation: "open", path: path, errno: errno)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw StorageError(operation: "open", path: path, errno: 0, detail: "it is no regular file")
    }
    self.path = path
    count = Int(status.st_size)
    identity = FileIdentity(status)
    if count == 0 {
      base = nil
    } else {
      let mapping = mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, 0)
      guard let mapping, mapping != MAP_FAILED else {
        throw StorageError(operation: "map", path: path, errno: errno)
      }
      base = UnsafeRawPointer(mapping)
      if isRandom { madvise(mapping, count, MADV_RANDOM) }
    }
  }

  deinit {
    if let base { munmap(UnsafeMutableRawPointer(mutating: base), count) }
  }

  /// Takes the mapping's pages out of the process's resident memory; they come back when they are
  /// touched. For a pass over the whole file under a ceiling of memory.
  package func releaseResident() {
    if let base { madvise(UnsafeMutableRawPointer(mutating: base), count, MADV_DONTNEED) }
  }

  /// All of the file.
  package var bytes: MappedBytes {
    MappedBytes(owner: self, start: base, count: count)
  }
}

/// A range of a mapped file that keeps the mapping alive.
package struct MappedBytes: Sendable {
  private let owner: MappedFile
  // Safe: points into `owner`'s read-only mapping, which lives at least as long as this value.
  nonisolated(unsafe) private let start: UnsafeRawPointer?
  package let count: Int

  fileprivate init(owner: MappedFile, start: UnsafeRawPointer?, count: Int) {
    self.owner = owner
    self.start = start
    self.count = count
  }

  /// Takes the pages of the whole file out of the process's resident memory.
  package func releaseResident() { owner.releaseResident() }

  /// The bytes themselves, readable while this value is.
  package var span: RawSpan {
    @_lifetime(borrow self)
    get {
      let buffer = UnsafeRawBufferPointer(start: start, count: count)
      return _overrideLifetime(buffer.bytes, borrowing: self)
    }
  }

  /// Has the system read these bytes from disk at once, unless they are in memory: without that each of
  /// its pages may be waited for by itself.
  package func prefetch() {
    guard let start else { return }
    let page = UInt(getpagesize())
    let first = UInt(bitPattern: start) & ~(page - 1)
    let length = UInt(bitPattern: start) - first + UInt(count)
    guard length > page, let place = UnsafeMutableRawPointer(bitPattern: first) else { return }
    madvise(place, Int(length), MADV_WILLNEED)
  }

  /// The part of `length` bytes from `offset`, or nil where it is not wholly inside.
  package func slice(offset: Int, length: Int) -> MappedBytes? {
    guard offset >= 0, length >= 0, offset <= count, length <= count - offset else { return nil }
    return MappedBytes(owner: owner, start: start.map { $0 + offset }, count: length)
  }
}
