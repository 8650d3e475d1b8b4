import Foundation
import QuarryFormat
import QuarryStorage
import TestSupport
import Testing

@testable import QuarryIndexing

/// Every call of every operation fails, or is the last before the power does: what is left is the old
/// or the new index.
///
/// The environment's `QUARRY_FAULTS` says how many faults are tried, `QUARRY_SEED` which.
@Suite("Fault points")
struct FaultPointTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let budget = environment["QUARRY_FAULTS"].flatMap { Int($0) } ?? 550
  private static let seed = environment["QUARRY_SEED"].flatMap { UInt64($0) } ?? 1

  private let folder: TemporaryFolder
  private var path: String { "\(folder.path)/index.quarry" }

  init() throws {
    folder = try TemporaryFolder()
  }

  /// One fault of one call of an operation.
  private struct Triple: Hashable {
    let operation: String
    let call: Int
    let fault: String
  }

  private struct Failure {
    let call: Int
    let fault: FileFault
    let isLasting: Bool
  }

  /// Puts the files of a scenario in place.
  private func prepare(_ scenario: FaultScenario) throws {
    for name in folder.names {
      try FileManager.default.removeItem(atPath: "\(folder.path)/\(name)")
    }
    if let before = scenario.before { try folder.write("index.quarry", before) }
    if let source = scenario.source { try folder.write("index.quarry.source", source) }
  }

  private func trace(_ scenario: FaultScenario) throws -> [FileCall] {
    try prepare(scenario)
    let watcher = RecordingWatcher()
    try watcher.watch { try scenario.run(path, folder.path) }
    return watcher.calls
  }

  // MARK: - Faults that are reported

  private func failures(_ calls: [FileCall]) -> [Failure] {
    var failures: [Failure] = []
    for (number, call) in calls.enumerated() where call.mayFail {
      var numbers = [EIO, ENOSPC, EDQUOT]
      var parts = [0]
      switch call {
      case .lock: numbers = [ENOLCK, EOPNOTSUPP, EIO]
      case .create: numbers += [EACCES, EOPNOTSUPP, EMFILE]
      case .rename, .link: numbers += [EACCES, EXDEV, EROFS]
      case .write(_, _, let bytes):
        let count = bytes.count
        parts += [1, 63, 64, 511, 512, 4095, 4096, count / 2, count - 1]
      default: break
      }
      for errno in numbers {
        for done in Set(parts).sorted() {
          if done > 0, case .write(_, _, let bytes) = call, done > bytes.count { continue }
          for isLasting in [false, true] {
            failures.append(
              Failure(
                call: number, fault: FileFault(errno: errno, done: done), isLasting: isLasting))
          }
        }
      }
    }
    return failures
  }

  private func check(_ failure: Failure, of scenario: FaultScenario, _ calls: [FileCall]) throws {
    try prepare(scenario)
    let watcher = RecordingWatcher(
      failing: failure.call, failure: failure.fault, isLasting: failure.isLasting)
    var reported: String?
    do {
      try watcher.watch { try scenario.run(path, folder.path) }
    } catch {
      reported = "\(error)"
    }
    let names = folder.names.filter { $0 != "index.quarry" && $0 != "index.quarry.source" }
    guard names.isEmpty else { throw FaultCheck.Wrong("\(names) are left") }
    let state = try FaultCheck(scenario: scenario, path: path).state()
    let isOneState = scenario.old == scenario.new
    if let reported {
      guard !reported.contains("\n"), reported.contains("index.quarry") else {
        throw FaultCheck.Wrong("the error is \(reported)")
      }
      let isPublished = watcher.calls[...min(failure.call, watcher.calls.count - 1)]
        .contains(where: \.publishes)
      guard state == .old || isPublished || isOneState else {
        throw FaultCheck.Wrong("it is the new index in spite of \(reported)")
      }
    } else if state == .old, !isOneState {
      throw FaultCheck.Wrong("nothing is reported")
    }
  }

  // MARK: - Crashes

  private func survivals(_ disk: SimulatedDisk, _ call: FileCall) -> [SimulatedDisk.Survival] {
    var survivals: [SimulatedDisk.Survival] = [.everything, .nothing, .names, .bytes]
    let count = disk.pendingBytes
    for part in [1, 20, 63, 64, 511, 512, 4096, count / 2, count - 64, count - 1]
    where part > 0 && part < count {
      survivals.append(.torn(bytes: part))
    }
    return survivals
  }

  /// Tries what a crash may leave; gives how many of the files that were left differ.
  private func crash(
    _ scenario: FaultScenario, _ calls: [FileCall], budget: Int,
    _ triples: inout Set<Triple>, end: Int? = nil,
    report: (String) -> Void = { Issue.record("\($0)") }
  ) throws -> Int {
    let end = end ?? calls.lastIndex(where: \.isFlush)
    var contents: [String: [UInt8]] = [:]
    contents[path] = scenario.before
    contents["\(path).source"] = scenario.source
    var disk = SimulatedDisk(contents)
    var disks: [(call: Int, disk: SimulatedDisk)] = []
    var tries: [(place: Int, survival: SimulatedDisk.Survival)] = []
    for (number, call) in calls.enumerated() {
      disk.apply(call)
      switch call {
      case .lock, .close, .open: if number != end { continue }
      default: break
      }
      for survival in survivals(disk, call) { tries.append((disks.count, survival)) }
      disks.append((number, disk))
    }
    var random = SplitMix64(seed: Self.seed)
    // Where flushes, or names that are not there yet, leave nothing to chance, chance is not tried.
    let path = path
    let uncertain = disks.indices.filter { place in
      let disk = disks[place].disk
      return disk.pendingBytes > 0 && disk.image(of: path, .bytes) != disk.image(of: path, .names)
    }
    while tries.count < budget, !uncertain.isEmpty {
      tries.append(
        (
          uncertain[tries.count % uncertain.count],
          .sectors(
            size: Bool.random(using: &random) ? 512 : 4096,
            percent: [10, 50, 90].randomElement(using: &random) ?? 50, seed: random.next())
        ))
    }
    if tries.count > budget { tries.shuffle(using: &random) }
    var checked: Set<[UInt8]> = []
    for (place, survival) in tries.prefix(budget) {
      let (call, disk) = disks[place]
      triples.insert(Triple(operation: scenario.name, call: call, fault: "\(survival)"))
      let image = disk.image(of: path, survival)
      let isEnd = call == end
      guard checked.insert(Self.digest(image) + [isEnd ? 1 : 0]).inserted else { continue }
      try prepare(scenario)
      if let image {
        try folder.write("index.quarry", image)
      } else if scenario.before != nil {
        report("\(scenario.name), call \(call), \(survival): the index is gone")
        continue
      }
      do {
        if image == nil {
          if isEnd { throw FaultCheck.Wrong("the new index is lost") }
          try scenario.run(path, folder.path)
          guard try FaultCheck(scenario: scenario, path: path).state() == .new else {
            throw FaultCheck.Wrong("it cannot be made again")
          }
        } else {
          let state = try FaultCheck(scenario: scenario, path: path).state()
          // Once all is flushed, nothing of the new index may be lost.
          if isEnd, state == .old, scenario.old != scenario.new {
            throw FaultCheck.Wrong("the new index is lost")
          }
        }
      } catch {
        report("\(scenario.name), call \(call) (\(calls[call].name)), \(survival): \(error)")
      }
    }
    return checked.count
  }

  /// Stands for the bytes of a file that were checked before.
  private static func digest(_ bytes: [UInt8]?) -> [UInt8] {
    guard let bytes else { return [] }
    var hasher = Hasher()
    hasher.combine(bytes)
    var digest: [UInt8] = []
    digest.appendWord(Checksum.crc32(bytes.span.bytes))
    digest.appendWord(UInt32(truncatingIfNeeded: bytes.count))
    digest.appendWord(UInt32(truncatingIfNeeded: hasher.finalize()))
    return digest
  }

  @Test func everyFaultLeavesTheOldOrTheNewIndex() throws {
    // Those that are appended last: of their writes there are parts enough for what is left to try.
    let all = try FaultScenario.all.get()
    let scenarios = all.filter { !$0.isAppended } + all.filter(\.isAppended)
    var triples: Set<Triple> = []
    var (errors, images) = (0, 0)
    for (number, scenario) in scenarios.enumerated() {
      let calls = try trace(scenario)
      let share = (Self.budget - triples.count) / (scenarios.count - number)
      var random = SplitMix64(seed: Self.seed)
      let failures = failures(calls).shuffled(using: &random).prefix(share / 3)
      for failure in failures {
        triples.insert(
          Triple(
            operation: scenario.name, call: failure.call,
            fault: "\(failure.fault) \(failure.isLasting)"))
        do {
          try check(failure, of: scenario, calls)
        } catch {
          Issue.record(
            """
            \(scenario.name), call \(failure.call) (\(calls[failure.call].name)), \
            \(failure.fault), lasting \(failure.isLasting): \(error)
            """)
        }
      }
      errors += failures.count
      images += try crash(scenario, calls, budget: share - failures.count, &triples)
    }
    print("\(triples.count) faults: \(errors) errors, \(images) different files after crashes")
    #expect(triples.count >= Self.budget * 95 / 100)
  }

  /// Had the writer left out any one flush of a file, that would be found.
  @Test(arguments: ["create", "replace", "add"])
  func aMissingFlushIsFound(name: String) throws {
    let scenario = try FaultScenario.named(name)
    let calls = try trace(scenario)
    let flushed = calls.lastIndex { $0.isFlush }
    let last = try #require(flushed)
    for (number, call) in calls.enumerated() where call.isFlush {
      var fewer = calls
      fewer.remove(at: number)
      // What the last flush makes durable is looked for once its call would have been made.
      if number == last { fewer.insert(.lock(path: path), at: number) }
      var triples: Set<Triple> = []
      var found = 0
      _ = try crash(
        scenario, fewer, budget: 60, &triples, end: number == last ? last : last - 1
      ) { _ in
        found += 1
      }
      #expect(found > 0, "call \(number)")
    }
  }

  // MARK: - What is flushed when

  @Test func flushes() throws {
    func names(_ name: String) throws -> [String] {
      let scenario = try FaultScenario.named(name)
      var names: [String] = []
      for call in try trace(scenario).map(\.name) where call != "lock" && call != "close" {
        // How many writes there are depends on the buffer.
        if call != "write" || names.last != "write" { names.append(call) }
      }
      return names
    }
    #expect(
      try names("create")
        == ["create", "write", "write slot", "flush", "link", "flush folder"])
    #expect(
      try names("replace")
        == ["create", "write", "write slot", "flush", "link", "rename", "flush folder"])
    let append = ["open", "write", "flush", "write slot", "flush"]
    #expect(try names("add") == append)
    #expect(try names("delete") == append)
    #expect(
      try names("add behind leavings")
        == ["open", "truncate", "write", "flush", "write slot", "flush"])
    #expect(
      try names("add behind a damaged slot")
        == ["open", "write slot", "flush", "write", "flush", "write slot", "flush"])
    #expect(try names("add and merge") == append + append)
    #expect(try names("optimize") == names("replace"))
    #expect(try names("repair") == names("create"))
    #expect(try names("merge") == names("create"))
    #expect(try names("merge in place") == names("replace"))
  }
}

extension FileCall {
  fileprivate var isFlush: Bool {
    switch self {
    case .synchronize, .synchronizeFolder: true
    default: false
    }
  }
}
