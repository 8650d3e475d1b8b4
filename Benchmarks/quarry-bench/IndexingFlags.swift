import ArgumentParser
import QuarryIndexing

/// How the benchmarks index, where it is not the harness that says it.
struct IndexingFlags: ParsableArguments {
  @Option(help: "Deflate effort for the text, 0 to 9.") var level = IndexingOptions.defaultLevel
  @Option(help: "text or none.") var store = "text"
  @Option(help: "The ceiling on memory, in MiB.") var memory = IndexingOptions.defaultMemory >> 20

  func options(threads: Int, analyzer: String) throws -> IndexingOptions {
    guard ["text", "none"].contains(store) else {
      throw ValidationError("--store \(store): give text or none")
    }
    guard (1...1 << 30).contains(memory) else {
      throw ValidationError("--memory \(memory): give a number of MiB")
    }
    return IndexingOptions(
      threads: threads, memory: memory << 20, level: level, storesText: store == "text",
      analyzer: analyzer, replaces: true)
  }
}
