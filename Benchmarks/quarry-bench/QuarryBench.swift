import ArgumentParser

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Measures Quarry: by itself (`throughput`), and as one engine of a harness that runs several side
/// by side (`index`, `query`, `cli`, `sizes`; all but `cli` print one JSON object as their last line).
@main
struct QuarryBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quarry-bench",
    abstract: "Measures indexing throughput, query latency and index size.",
    subcommands: [
      ThroughputBench.self, IndexBench.self, QueryBench.self, CommandLineBench.self,
      FreshBench.self, SizesBench.self, LoadBench.self, ExactBench.self, SpellingBench.self,
      PerturbCommand.self, ReadBench.self, DecodeBench.self, GenerateCommand.self,
      LiveBench.self,
    ])

  /// The index inside the directory that the harness names.
  static func indexPath(in directory: String) -> String { directory + "/index.quarry" }

  /// Prints `value` as JSON on one line.
  static func printLine(_ value: some Encodable) throws { print(try line(value)) }

  /// `value` as JSON on one line.
  static func line(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}
