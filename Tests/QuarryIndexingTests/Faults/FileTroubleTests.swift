import Foundation
import QuarryFormat
import QuarryStorage
import TestSupport
import Testing

@testable import QuarryIndexing

/// What is no file that can be written is refused at once, in one line, and left as it is.
@Suite("Files that are none")
struct FileTroubleTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// A pipe without a writer would be waited for.
  @Test(.timeLimit(.minutes(1)), arguments: ["pipe", "folder", "/dev/null", "/dev/full"])
  func noRegularFile(name: String) throws {
    let path = name.hasPrefix("/") ? name : "\(folder.path)/\(name)"
    if name == "pipe" { try #require(mkfifo(path, 0o600) == 0) }
    if name == "folder" {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }
    var messages: [String] = []
    do { _ = try IndexFile(path: path) } catch { messages.append("\(error)") }
    do { _ = try IndexUpdate(path: path, waits: false) } catch { messages.append("\(error)") }
    do { _ = try IndexRepair(path: path) } catch { messages.append("\(error)") }
    do { try build([], at: path, FaultScenario.options) } catch { messages.append("\(error)") }
    do {
      _ = try IndexOptimizer(
        path: path, options: OptimizationOptions(threads: 1, temporaryFolder: folder.path)
      ).run()
    } catch { messages.append("\(error)") }
    #expect(messages.count == 5, "\(messages)")
    for message in messages { #expect(!message.contains("\n")) }
    #expect(folder.names == (name.hasPrefix("/") ? [] : [name]))
  }
}
