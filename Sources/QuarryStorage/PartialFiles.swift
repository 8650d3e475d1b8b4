import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The temporary names of files being written, so that a signal can remove them.
///
/// A signal handler may not lock or allocate, so the name is kept in a fixed buffer of C characters.
/// One file is written at a time in a program that handles signals; of several, the last named is
/// removed.
package enum PartialFiles {
  private static let capacity = 4096
  // Safe: written under `isArmed` being false, read by the handler only while it is true.
  nonisolated(unsafe) private static let name: UnsafeMutablePointer<CChar> = {
    let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: capacity)
    buffer.initialize(repeating: 0, count: capacity)
    return buffer
  }()
  private static let isArmed = Atomic<Bool>(false)

  static func add(_ path: String) {
    isArmed.store(false, ordering: .sequentiallyConsistent)
    guard path.utf8.count < capacity else { return }
    var index = 0
    for byte in path.utf8 {
      name[index] = CChar(bitPattern: byte)
      index += 1
    }
    name[index] = 0
    isArmed.store(true, ordering: .sequentiallyConsistent)
  }

  static func remove(_ path: String) {
    isArmed.store(false, ordering: .sequentiallyConsistent)
  }

  /// Makes what `unlinkArmed` needs, since a handler may not run a lazy initialiser.
  static func prepareForHandlers() {
    _ = name[0]
    _ = isArmed.load(ordering: .relaxed)
  }

  /// Removes partial files when the program is interrupted, terminated or hung up, then dies of the
  /// signal as it would have.
  package static func removeOnSignals() {
    prepareForHandlers()
    // A limit on the size of files is reported as an error of the write.
    signal(SIGXFSZ, SIG_IGN)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      var former = sigaction()
      // What was inherited as ignored stays ignored, so that `nohup` works.
      guard sigaction(number, nil, &former) == 0, !former.isIgnored else { continue }
      signal(number) { number in
        PartialFiles.unlinkArmed()
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }

  /// Removes the file that is being written; for signal handlers.
  static func unlinkArmed() {
    if isArmed.load(ordering: .sequentiallyConsistent) { unlink(name) }
  }
}

extension sigaction {
  /// Whether the signal is ignored.
  fileprivate var isIgnored: Bool {
    #if canImport(Glibc)
      let handler = __sigaction_handler.sa_handler
    #else
      let handler = __sigaction_u.__sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
