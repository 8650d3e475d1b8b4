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

  /// Gives back what the allocator keeps of freed memory, before other work begins that needs as
  /// much.
  package static func returnFreeMemory() {
    #if canImport(Glibc)
      _ = malloc_trim(0)
    #endif
  }

  /// The peak so far, in bytes; 0 where the system does not tell.
  package static func peakBytes() -> Int {
    #if canImport(Glibc)
      // VmHWM, since what getrusage tells includes the program that this one was started from.
      guard let file = fopen("/proc/self/status", "re") else { return 0 }
      defer { fclose(file) }
      var line = [CChar](repeating: 0, count: 256)
      while fgets(&line, Int32(line.count), file) != nil {
        let text = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        guard text.starts(with: "VmHWM:".utf8) else { continue }
        let digits = text.filter { (0x30...0x39).contains($0) }
        return digits.reduce(0) { $0 &* 10 &+ Int($1 - 0x30) } << 10
      }
      return 0
    #else
      var usage = rusage()
      getrusage(RUSAGE_SELF, &usage)
      return Int(usage.ru_maxrss)
    #endif
  }
}
