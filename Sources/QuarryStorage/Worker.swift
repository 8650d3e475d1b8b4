import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A thread of its own for work that computes or blocks for long.
///
/// Indexing uses threads rather than tasks so that `--threads` means what it says, a full queue may
/// block, and the search path never starts a thread pool.
package final class Worker: Sendable {
  private let handle: pthread_t

  /// Starts `body` on a new thread.
  package init(_ body: @escaping @Sendable () -> Void) throws(StorageError) {
    final class Box {
      let body: @Sendable () -> Void
      init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    let box = Unmanaged.passRetained(Box(body))
    var thread = pthread_t()
    let result = pthread_create(
      &thread, nil,
      { argument in
        if let argument { Unmanaged<Box>.fromOpaque(argument).takeRetainedValue().body() }
        return nil
      }, box.toOpaque())
    guard result == 0 else {
      box.release()
      throw StorageError(operation: "start", path: "thread", errno: result)
    }
    handle = thread
  }

  /// The number of processors that are online.
  package static var processors: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// Waits for the thread to end.
  package func join() {
    pthread_join(handle, nil)
  }
}

/// The CPU time of the calling thread so far, in nanoseconds.
package func threadCPUNanoseconds() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
