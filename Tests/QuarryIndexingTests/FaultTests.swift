import Foundation
import QuarryCorpus
import QuarryFormat
import QuarryIndexing
import TestSupport
import Testing

@Suite("Faults while indexing")
struct FaultTests {
  private let folder: TemporaryFolder
  private let target: String

  init() throws {
    folder = try TemporaryFolder()
    target = "\(folder.path)/index.quarry"
  }

  private func dump(_ count: Int) throws -> [UInt8] {
    var maker = DocumentMaker(seed: 31)
    return try jsonLines(maker.documents(count))
  }

  /// The error that building at `path` gives, in one line that names the path.
  private func refusal(
    _ path: String, inputs: [String] = [], _ options: IndexingOptions = smallOptions()
  ) -> String? {
    let error = #expect(throws: IndexingError.self) {
      let writer = try IndexWriter(path: path, options: options)
      if inputs.isEmpty {
        try writer.add(Document(text: "a"))
      } else {
        try writer.add(inputs: inputs)
      }
      _ = try writer.finish()
    }
    #expect(error?.description.contains("\n") == false)
    return error?.description
  }

  @Test func placesThatCannotBeWritten() throws {
    #expect(refusal("\(folder.path)/none/a.quarry")?.contains("none/a.quarry") == true)
    #expect(refusal(folder.path)?.hasPrefix(folder.path) == true)
    let file = try folder.write("file", [1])
    #expect(refusal("\(file)/a.quarry")?.hasPrefix("\(file)/a.quarry") == true)
    #expect(refusal("") != nil)
    #expect(folder.names == ["file"])
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self"), "there is no /proc"))
  func aFolderWithoutPermission() throws {
    #expect(refusal("/proc/a.quarry")?.hasPrefix("/proc/a.quarry: ") == true)
    if geteuid() != 0 {
      chmod(folder.path, 0o500)
      defer { chmod(folder.path, 0o700) }
      #expect(refusal(target) != nil)
    }
  }

  @Test func aFolderForSpillFilesThatIsMissing() throws {
    var options = smallOptions()
    options.temporaryFolder = "\(folder.path)/none"
    #expect(refusal(target, options)?.contains("\(folder.path)/none") == true)
    #expect(folder.names == [])
  }

  @Test func optionsThatMakeNoSense() {
    var options = smallOptions()
    options.level = 10
    #expect(refusal(target, options) != nil)
    options = smallOptions()
    options.threads = 0
    #expect(refusal(target, options) != nil)
    options = smallOptions()
    options.memory = IndexingOptions.minimumMemory - 1
    #expect(refusal(target, options) != nil)
    options = smallOptions(analyzer: "none")
    #expect(refusal(target, options) != nil)
    options = smallOptions()
    options.maxDocumentBytes = Int.max
    #expect(refusal(target, options) != nil)
  }

  @Test func aFileThatStandsThereIsUntouched() throws {
    try folder.write("index.quarry", [1, 2, 3])
    #expect(refusal(target)?.hasPrefix(target) == true)
    #expect(try folder.bytes("index.quarry") == [1, 2, 3])
  }

  /// One that appears while the index is built is not overwritten either.
  @Test func aFileThatAppearsIsUntouched() throws {
    let writer = try IndexWriter(path: target, options: smallOptions())
    try writer.add(Document(text: "a"))
    try folder.write("index.quarry", [1, 2, 3])
    #expect(throws: IndexingError.self) { try writer.finish() }
    #expect(try folder.bytes("index.quarry") == [1, 2, 3])
  }

  @Test(arguments: [1, 3])
  func anAbandonedIndexLeavesNothing(threads: Int) throws {
    try folder.write("index.quarry", [1, 2, 3])
    try folder.write("dump.jsonl", try dump(200))
    var options = smallOptions(threads: threads)
    options.replaces = true
    options.runBudget = 1
    do {
      let writer = try IndexWriter(path: target, options: options)
      try writer.add(inputs: ["\(folder.path)/dump.jsonl"])
      #expect(folder.names == ["dump.jsonl", "index.quarry"])
    }
    #expect(folder.names == ["dump.jsonl", "index.quarry"])
    #expect(try folder.bytes("index.quarry") == [1, 2, 3])
  }

  @Test func aFinishedIndexReplacesAndLeavesNothingElse() throws {
    try folder.write("index.quarry", [1, 2, 3])
    var options = smallOptions()
    options.replaces = true
    try build([Document(text: "a")], at: target, options)
    #expect(folder.names == ["index.quarry"])
    #expect(try IndexFile(path: target).catalog.documentCount == 1)
  }

  /// What came before the break is indexed, and the break is reported.
  @Test func anInputThatBreaksOff() throws {
    let whole = try gzipped(try dump(400))
    let cut = try folder.write("cut.jsonl.gz", Array(whole.prefix(whole.count / 2)))
    let next = try folder.write("next.jsonl", Array("{\"id\": \"next\", \"text\": \"b\"}".utf8))
    let writer = try IndexWriter(path: target, options: smallOptions(threads: 2))
    try writer.add(inputs: [cut, next])
    let summary = try writer.finish()
    #expect(summary.brokenInputs.count == 1 && summary.brokenInputs[0].hasPrefix("\(cut): "))
    let index = try IndexFile(path: target)
    var maker = DocumentMaker(seed: 31)
    let identifiers = maker.documents(400).compactMap(\.id)
    let count = summary.documents - 1
    #expect((50..<350).contains(count))
    #expect(try StoredDocuments(index).identifiers == identifiers.prefix(count) + ["next"])
    #expect(Verifier(index).run().isSound)
  }

  @Test func inputsThatAreAllBroken() throws {
    try folder.write("index.quarry", [1, 2, 3])
    let broken = [
      try folder.write("text", Array("{\"a\": 1}\n{\"text\"\n".utf8)),
      try folder.write("bytes", [0x7B, 0x22, 0xFF, 0x0A, 0x7B, 0x00]),
    ]
    var options = smallOptions()
    options.replaces = true
    #expect(refusal(target, inputs: broken, options)?.contains("of 4 records") == true)
    for input in ["missing", "empty", "picture", "cut.gz"] {
      let path = "\(folder.path)/\(input)"
      switch input {
      case "empty": try folder.write(input, [])
      case "picture": try folder.write(input, [0x89, 0x50, 0x4E, 0x47, 1, 2, 3])
      case "cut.gz": try folder.write(input, Array(try gzipped(try dump(3)).prefix(14)))
      default: break
      }
      #expect(refusal(target, inputs: [path], options)?.contains(path) == true)
    }
    #expect(try folder.bytes("index.quarry") == [1, 2, 3])
    #expect(!folder.names.contains { $0.contains("partial") })
  }
}
