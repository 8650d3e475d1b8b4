import ArgumentParser

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Runs the shipped program once a query, as a shell does, and tells what a run costs: a program start,
/// the map, ten hits with their passages.
struct FreshBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fresh", abstract: "Times fresh processes that print ten hits with snippets.")

  @Argument(help: "The program.") var program: String
  @Argument(help: "The index.") var index: String
  @Argument(help: "A file with a query a line.") var queries: String
  @Option(help: "Runs of each query.") var reps = 4
  @Flag(help: "Drop the pages of the program and the index from memory before each run.")
  var evicted = false

  private struct Result: Encodable {
    var runs: Int
    var evicted: Bool
    /// The largest share of the two files that was still in memory when a run began.
    var residentShare: Double
    var cpu: Summary
    var wall: Summary
    var meanPageFaults: Double
    var peakMemoryKib: Int
  }

  private struct Run {
    var cpu: Double
    var wall: Double
    var faults: Int
    var peak: Int
  }

  func run() throws {
    let file = try FileBytes(queries)
    let lines = file.text.split(separator: "\n").map(String.init)
    guard !lines.isEmpty, reps > 0 else {
      throw ValidationError("\(queries): give a query a line, and --reps of at least 1")
    }
    var runs: [Run] = []
    var share = 0.0
    for _ in 0..<reps {
      for line in lines {
        if evicted {
          for path in [program, index] {
            let file = try FileBytes(path)
            file.evict()
            share = max(share, file.residentShare)
          }
        }
        runs.append(try measure(line))
      }
    }
    try QuarryBench.printLine(
      Result(
        runs: runs.count, evicted: evicted, residentShare: share, cpu: Summary(runs.map(\.cpu)),
        wall: Summary(runs.map(\.wall)),
        meanPageFaults: Double(runs.reduce(0) { $0 + $1.faults }) / Double(runs.count),
        peakMemoryKib: runs.map(\.peak).max() ?? 0))
  }

  /// Runs the program, and waits for its end.
  private func measure(_ query: String) throws -> Run {
    let arguments = [program, "search", "--index", index, "--", query]
    var pointers = arguments.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
    }
    let began = ContinuousClock.now
    var process = pid_t()
    let code = posix_spawn(&process, program, &actions, nil, &pointers, environ)
    guard code == 0 else { throw ValidationError("\(program): \(String(cString: strerror(code)))") }
    var status: Int32 = 0
    var usage = rusage()
    guard wait4(process, &status, 0, &usage) == process else {
      throw ValidationError("\(program): its end could not be waited for")
    }
    let wall = (ContinuousClock.now - began) / .microseconds(1)
    // Nothing found is an answer; anything else is none.
    guard status & 0x7F == 0, status >> 8 & 0xFF < 2 else {
      throw ValidationError("\(program) failed for: \(query)")
    }
    return Run(
      cpu: Self.microseconds(usage.ru_utime) + Self.microseconds(usage.ru_stime), wall: wall,
      faults: Int(usage.ru_minflt + usage.ru_majflt), peak: Int(usage.ru_maxrss))
  }

  private static func microseconds(_ time: timeval) -> Double {
    Double(time.tv_sec) * 1e6 + Double(time.tv_usec)
  }
}

/// A file as the kernel holds it: its bytes, and which of its pages are in memory.
private final class FileBytes {
  private let descriptor: Int32
  private let count: Int

  init(_ path: String) throws {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw ValidationError("\(path): \(String(cString: strerror(errno)))")
    }
    count = max(0, Int(lseek(descriptor, 0, SEEK_END)))
  }

  deinit { close(descriptor) }

  /// All of it, as text.
  var text: String {
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = max(0, pread(descriptor, buffer.baseAddress, count, 0))
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Writes what is not on disk yet, and drops all pages that no process maps.
  func evict() {
    fsync(descriptor)
    #if canImport(Glibc)
      posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED)
    #endif
  }

  /// The share of the pages that are in memory.
  var residentShare: Double {
    guard count > 0, let map = mmap(nil, count, PROT_READ, MAP_SHARED, descriptor, 0),
      map != MAP_FAILED
    else { return 0 }
    defer { munmap(map, count) }
    let page = Int(getpagesize())
    #if canImport(Darwin)
      var states = [CChar](repeating: 0, count: (count + page - 1) / page)
    #else
      var states = [UInt8](repeating: 0, count: (count + page - 1) / page)
    #endif
    guard mincore(map, count, &states) == 0 else { return 0 }
    return Double(states.count { $0 & 1 == 1 }) / Double(states.count)
  }
}
