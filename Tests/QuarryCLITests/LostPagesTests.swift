import Foundation
import TestSupport
import Testing

/// An index that is cut short while it is read.
@Suite(.enabled(if: QuarryProgram.executable != nil, "the program was not built"))
struct LostPagesTests {
  @Test func aFileThatIsCutShortIsToldInOneLine() throws {
    let folder = try TemporaryFolder()
    let quarry = QuarryProgram(folder: folder)
    var dump = ""
    var random = SplitMix64(seed: 3)
    for number in 0..<4000 {
      let words = (0..<60).map { _ in String(random.next() % 100_000, radix: 36) }
      dump += "{\"id\":\"\(number)\",\"text\":\"\(words.joined(separator: " "))\"}\n"
    }
    try folder.write("a.jsonl", dump)
    #expect(try quarry("index", "a.jsonl", "--quiet").code == 0)

    // It waits with a full pipe while most of the index is still unread.
    let process = quarry.process(["export"])
    let output = Pipe()
    let errors = Pipe()
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    let first = try #require(try output.fileHandleForReading.read(upToCount: 1))
    #expect(first.count == 1)
    #expect(truncate(folder.path + "/a.quarry", 12_288) == 0)
    _ = try output.fileHandleForReading.readToEnd()
    let message = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 2)
    let text = String(decoding: message, as: UTF8.self)
    #expect(text.hasPrefix("error: ") && text.split(separator: "\n").count == 1)
    #expect(text.contains("cut short"))
  }
}
