import ArgumentParser
import QuarryIndexing

/// How the benchmarks index, where it is not the harness that says it.
struct IndexingFlags: ParsableArguments {
  @Option(help: "Deflate effort for the text, 0 to 9.") var level = IndexingOptions.defaultLevel
  @Option(help: "text, external or none.") var store = "text"
  @Option(help: "The ceiling on memory, in MiB.") var memory = IndexingOptions.defaultMemory >> 20

  func options(threads: Int, analyzer: String) throws -> IndexingOptions {
    guard let store = TextStore(rawValue: store) else {
      throw ValidationError("--store \(store): give text, external or none")
    }
    guard (1...1 << 30).contains(memory) else {
      throw ValidationError("--memory \(memory): give a number of MiB")
    }
    var options = IndexingOptions(
      threads: threads, memory: memory << 20, level: level, analyzer: analyzer, replaces: true)
    options.store = store
    return options
  }
}
