import ArgumentParser
import Quarry

/// What of the machine a command that builds or rewrites an index may take.
struct MachineFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp("Threads that work (default: one for each processor).", valueName: "n"))
  var threads: Int?

  @Option(
    help: ArgumentHelp("Ceiling on the memory used, such as 512M or 2GiB.", valueName: "size"))
  var memory = ByteSize(bytes: IndexingOptions.defaultMemory)

  @Option(
    name: .customLong("tmp"),
    help: ArgumentHelp(
      "Folder for temporary data (default: $TMPDIR, else /var/tmp).", valueName: "dir")
  )
  var temporaryFolder: String?

  /// The threads that are to work.
  var threadCount: Int { threads ?? IndexingOptions.defaultThreads }

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads \(threads): give a number from 1 to 1024")
    }
    guard temporaryFolder != "" else { throw ValidationError("--tmp: is empty; name a folder") }
  }
}
