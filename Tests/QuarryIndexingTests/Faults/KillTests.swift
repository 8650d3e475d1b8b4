import Foundation
import QuarryCorpus
import QuarryStorage
import TestSupport
import Testing

@testable import QuarryIndexing

/// The program is killed at any instant: the index is the old or the new one, nobody holds its lock,
/// and nothing else is left.
///
/// The environment's `QUARRY_KILLS` says how often, `QUARRY_SEED` when.
@Suite("Killed programs", .enabled(if: QuarryProgram.any != nil, "no program was built"))
struct KillTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let runs = environment["QUARRY_KILLS"].flatMap { Int($0) } ?? 20
  private static let seed = environment["QUARRY_SEED"].flatMap { UInt64($0) } ?? 1

  private let folder: TemporaryFolder
  private var path: String { "\(folder.path)/index.quarry" }

  init() throws {
    folder = try TemporaryFolder()
  }

  private static func program() throws -> String {
    let program = QuarryProgram.any
    return try #require(program)
  }

  /// Starts the program, kills it after `delay` microseconds, and tells whether that was its end.
  private func kill(_ arguments: [String], after delay: UInt32) throws -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try Self.program())
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    usleep(delay)
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    return process.terminationReason == .uncaughtSignal
  }

  @Test func oldOrNew() throws {
    var maker = DocumentMaker(seed: 7)
    func texts(_ range: Range<Int>) -> [String: String] {
      Dictionary(
        uniqueKeysWithValues: range.map { ("d\($0)", "stone \(maker.words(20...40))") })
    }
    let (first, more) = (texts(0..<60), texts(40..<90))
    let all = first.merging(more) { $1 }
    func lines(_ name: String, _ texts: [String: String]) throws {
      try folder.write(
        name,
        try jsonLines(texts.sorted { $0.key < $1.key }.map { Document(id: $0.key, text: $0.value) })
      )
    }
    try lines("more.jsonl", more)
    try build(
      first.map { Document(id: $0.key, text: $0.value) }, at: path,
      smallOptions(analyzer: "plain", level: 1))
    let one = try fileBytes(path)
    try FaultScenario.add(more, to: path)
    let two = try fileBytes(path)
    let kept = all.filter { $0.key != "d0" && $0.key != "d50" }
    func scenario(
      _ name: String, _ before: [UInt8], _ old: [String: String], _ new: [String: String]
    ) -> FaultScenario {
      FaultScenario(name: name, before: before, old: old, new: new) { _, _ in }
    }
    let operations = [
      (
        scenario("add", one, first, all),
        ["add", "more.jsonl", "--index", "index.quarry", "--quiet"]
      ),
      (
        scenario("delete", two, all, kept),
        ["delete", "--id", "d0", "--id", "d50", "--index", "index.quarry", "--quiet"]
      ),
      (
        scenario("optimize", two, all, all),
        ["optimize", "index.quarry", "--tmp", folder.path, "--quiet"]
      ),
    ]
    var spans: [UInt32] = []
    for (scenario, arguments) in operations {
      try folder.write("index.quarry", scenario.before ?? [])
      let start = ContinuousClock.now
      let (code, _, errors) = try QuarryProgram.run(
        "\"$@\"", [try Self.program()] + arguments, in: folder)
      let span = (ContinuousClock.now - start) / .microseconds(1)
      try #require(code == 0, "\(errors)")
      #expect(try FaultCheck(scenario: scenario, path: path).state() == .new)
      spans.append(UInt32(span))
    }
    var random = SplitMix64(seed: Self.seed)
    var killed = 0
    for run in 0..<Self.runs {
      let (scenario, arguments) = operations[run % operations.count]
      try folder.write("index.quarry", scenario.before ?? [])
      let delay = UInt32.random(in: 0...spans[run % operations.count], using: &random)
      if try kill(arguments, after: delay) { killed += 1 }
      // Where the system knows no files without a name, a temporary one has one for an instant; so has
      // the one that is about to replace another.
      let names = folder.names.filter {
        !$0.hasPrefix("quarry-spill-") && !$0.hasPrefix(".quarry-partial-")
      }
      #expect(names == ["index.quarry", "more.jsonl"], "\(scenario.name), \(delay) µs")
      do {
        _ = try FaultCheck(scenario: scenario, path: path).state()
      } catch {
        Issue.record("\(scenario.name), killed after \(delay) µs: \(error)")
      }
    }
    print("\(Self.runs) runs, \(killed) killed")
    #expect(killed > 0)
  }
}
