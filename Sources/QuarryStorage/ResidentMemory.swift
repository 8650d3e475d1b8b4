#if canImport(Glibc)
  import CMalloc
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The process's resident memory: what it has taken, and how the allocator gives it back.
package enum ResidentMemory {
  /// Makes the allocator return large blocks to the system when they are freed; without it a
  /// ceiling on resident memory could not be kept.
  package static func returnFreedBlocks() {
    #if canImport(Glibc)
      _ = mallopt(M_MMAP_THRESHOLD, 1 << 22)
      _ = mallopt(M_TRIM_THRESHOLD, 1 << 24)
      _ = mallopt(M_ARENA_MAX, 4)
    #endif
  }

  /// The peak so far, in bytes.
  package static func peakBytes() -> Int {
    var usage = rusage()
    #if canImport(Glibc)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return Int(usage.ru_maxrss) << 10
    #else
      getrusage(RUSAGE_SELF, &usage)
      return Int(usage.ru_maxrss)
    #endif
  }
}
