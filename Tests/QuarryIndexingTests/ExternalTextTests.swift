import Foundation
import QuarryCorpus
import QuarryFormat
import QuarryIndexing
import QuarrySearch
import TestSupport
import Testing

/// Indexes that leave the texts in their dumps.
@Suite("External texts")
struct ExternalTextTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func path(_ name: String) -> String { "\(folder.path)/\(name)" }

  private func index(_ inputs: [String], _ name: String, _ store: TextStore) throws {
    var options = smallOptions(threads: 2, batchBytes: 4 << 10)
    options.store = store
    options.replaces = true
    let writer = try IndexWriter(path: path(name), options: options)
    // In two calls, as the numbers of sources go on from call to call.
    try writer.add(inputs: [inputs[0]])
    if inputs.count > 1 { try writer.add(inputs: Array(inputs.dropFirst())) }
    _ = try writer.finish()
  }

  private func answers(_ name: String, _ probe: Probe) throws -> [Probe.Answer] {
    try #require(probe.answers(path(name)))
  }

  /// Lines whose texts are not their own bytes: escapes, CR LF, blanks, a byte order mark, and between
  /// them records that are left out.
  private func lines(_ documents: [Document]) throws -> [UInt8] {
    var bytes: [UInt8] = [0xEF, 0xBB, 0xBF]
    for (number, document) in documents.enumerated() {
      var line = try jsonLines([document])
      switch number % 5 {
      case 0: line.insert(contentsOf: " \t".utf8, at: 0)
      case 1: line.insert(0x0D, at: line.count - 1)
      case 2:
        let text = "tab\\t \\u00e9\\ud83d\\ude00 \\\"quoted\\\" line\\nline the end"
        line = Array("{\"text\":\"\(text)\",\"id\":\"d\(number)\"}\n".utf8)
      case 3: line += Array("\n{\"no\":\"text\"}\nno json\n".utf8)
      default: break
      }
      bytes += line
    }
    bytes.removeLast()
    return bytes
  }

  @Test func textsAreThoseThatWouldBeStored() throws {
    var maker = DocumentMaker(seed: 71)
    let documents = maker.documents(120)
    try folder.write("a.jsonl", try lines(Array(documents[..<70])))
    try folder.write("b.jsonl", try jsonLines(Array(documents[70...])))
    for name in ["notes", "notes/more"] {
      try FileManager.default.createDirectory(
        atPath: path(name), withIntermediateDirectories: true)
    }
    try folder.write("notes/one.txt", Array("\u{FEFF}One\r\nthe first\r\nrunning notes\r\n".utf8))
    try folder.write("notes/more/ü two.txt", Array("Two\nthe ran".utf8))
    let inputs = [path("a.jsonl"), path("b.jsonl"), path("notes")]
    try index(inputs, "external.quarry", .external)
    try index(inputs, "text.quarry", .text)
    let file = try IndexFile(path: path("external.quarry"))
    #expect(file.catalog.texts == .external && file.catalog.documentCount == 122)
    let probe = Probe(
      queries: ["the", "running", "\"the end\"", "notes", "S-400", "ran -the"],
      identifiers: documents.compactMap(\.id) + ["notes/one.txt", "notes/more/ü two.txt", "none"])
    let found = try answers("external.quarry", probe)
    #expect(found == (try answers("text.quarry", probe)))
    #expect(!found.contains(nil))
    #expect(Probe.report(path("external.quarry")).isSound)
    let check = try ExternalTextCheck(file, progress: nil)
    #expect(check.faultCount == 0 && check.documentCount == 122)
    // Another order of the documents leaves the dumps alone.
    var options = OptimizationOptions(threads: 1, temporaryFolder: folder.path)
    options.output = path("optimized.quarry")
    _ = try IndexOptimizer(path: path("external.quarry"), options: options).run()
    let optimized = try answers("optimized.quarry", probe)
    #expect(optimized.dropFirst(probe.queries.count) == found.dropFirst(probe.queries.count))
    let size = try folder.bytes("external.quarry").count
    #expect(size < (try folder.bytes("text.quarry").count))
  }

  /// What is asked of an index whose dump is not as it was.
  private func refusal(_ name: String = "x.quarry") throws -> String? {
    let searcher = Searcher(try IndexFile(path: path(name)))
    var options = SearchOptions()
    options.snippets = 0
    let ids = try searcher.search("the of running ran", options).hits.map(\.identifier)
    #expect(ids.count == 9)
    do {
      let hits = try searcher.search("the of running ran").hits
      #expect(hits.map(\.identifier) == ids)
      for id in ids { _ = try searcher.document(identifier: id) }
      return nil
    } catch {
      #expect(error.kind == .dump)
      return error.reason
    }
  }

  @Test func aChangedDumpIsRefused() throws {
    var maker = DocumentMaker(seed: 72)
    let dump = try jsonLines(maker.documents(9, words: 90...120))
    let path = try folder.write("x.jsonl", dump)
    try index([path], "x.quarry", .external)
    #expect(try refusal() == nil)

    // Another age alone is no change.
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1e9)], ofItemAtPath: path)
    #expect(try refusal() == nil)

    // One byte, in the middle of a text.
    var changed = dump
    changed[dump.count / 2] ^= 1
    try folder.write("x.jsonl", changed)
    #expect(try #require(try refusal()).contains("\(path), which has changed since it was indexed"))
    let check = try ExternalTextCheck(try IndexFile(path: self.path("x.quarry")), progress: nil)
    #expect(check.faultCount == 1 && check.faults.count == 1)

    for other in [Array(dump.dropLast()), dump + [0x20], []] {
      try folder.write("x.jsonl", other)
      #expect(try #require(try refusal()).contains("it has \(other.count) bytes"))
    }
    try FileManager.default.removeItem(atPath: path)
    #expect(try #require(try refusal()).contains("is not there"))
    // A dump that is gone is one damage, whatever it held, and none of the index.
    let gone = try ExternalTextCheck(try IndexFile(path: self.path("x.quarry")), progress: nil)
    #expect(gone.faultCount == 9 && gone.damageCount == 1 && gone.faults.count == 1)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    #expect(try #require(try refusal()).contains("no ordinary file"))
    try FileManager.default.removeItem(atPath: path)
    #expect(mkfifo(path, 0o600) == 0)
    #expect(try #require(try refusal()).contains("no ordinary file"))
    try FileManager.default.removeItem(atPath: path)
    #expect(symlink(path, path) == 0)
    #expect(try #require(try refusal()).contains("cannot be read"))
  }

  /// A dump that is cut short while it is open falls short, and nothing worse.
  @Test func aDumpIsCutShortWhileItIsOpen() throws {
    var maker = DocumentMaker(seed: 73)
    let path = try folder.write("x.jsonl", try jsonLines(maker.documents(40, words: 100...200)))
    try index([path], "x.quarry", .external)
    let searcher = Searcher(try IndexFile(path: self.path("x.quarry")), cacheBytes: 0)
    #expect(try searcher.document(identifier: "d1") != nil)
    #expect(truncate(path, 4096) == 0)
    #expect(throws: SearchError.self) { _ = try searcher.document(identifier: "d39") }
  }

  @Test func aDumpIsFoundBesideTheIndex() throws {
    var maker = DocumentMaker(seed: 74)
    for name in ["old", "new"] {
      try FileManager.default.createDirectory(
        atPath: path(name), withIntermediateDirectories: false)
    }
    let dump = try jsonLines(maker.documents(9, words: 90...120))
    let path = try folder.write("old/x.jsonl", dump)
    try index([path], "x.quarry", .external)
    try FileManager.default.moveItem(atPath: path, toPath: self.path("new/x.jsonl"))
    #expect(try refusal() != nil)
    try FileManager.default.moveItem(
      atPath: self.path("x.quarry"), toPath: self.path("new/x.quarry"))
    #expect(try refusal("new/x.quarry") == nil)
    // One that stands where it was, but is another, does not hide it.
    try folder.write("old/x.jsonl", [1, 2, 3])
    #expect(try refusal("new/x.quarry") == nil)
  }

  @Test func filesOfAFolderAreRefusedOneByOne() throws {
    try FileManager.default.createDirectory(
      atPath: path("notes"), withIntermediateDirectories: false)
    for name in ["a", "b"] {
      try folder.write("notes/\(name).txt", Array("Title \(name)\nthe text of \(name)".utf8))
    }
    try index([path("notes")], "x.quarry", .external)
    try folder.write("notes/b.txt", Array("Title b\nthe TEXT of b".utf8))
    let searcher = Searcher(try IndexFile(path: path("x.quarry")))
    #expect(try searcher.document(identifier: "a.txt")?.text == "the text of a")
    #expect(throws: SearchError.self) { _ = try searcher.document(identifier: "b.txt") }
    try FileManager.default.removeItem(atPath: path("notes/b.txt"))
    #expect(symlink(path("notes/a.txt"), path("notes/b.txt")) == 0)
    #expect(throws: SearchError.self) { _ = try searcher.document(identifier: "b.txt") }
  }

  /// Numbers in the records that no checksum betrays give errors, and no text that is another.
  @Test(arguments: 0..<3) func forgedPlaces(seed: UInt64) throws {
    var maker = DocumentMaker(seed: 75)
    let path = try folder.write("x.jsonl", try jsonLines(maker.documents(40)))
    try FileManager.default.createDirectory(
      atPath: self.path("notes"), withIntermediateDirectories: false)
    try folder.write("notes/one.txt", Array("One\nthe first".utf8))
    var options = smallOptions(analyzer: "plain", level: 0)
    options.store = .external
    let writer = try IndexWriter(path: self.path("y.quarry"), options: options)
    try writer.add(inputs: [path, self.path("notes")])
    _ = try writer.finish()
    let probe = Probe(
      queries: ["the", "running"], identifiers: (0..<40).map { "d\($0)" } + ["notes/one.txt"])
    let sound = try answers("y.quarry", probe)
    let forger = try Forger(try folder.bytes("y.quarry"))
    var random = SplitMix64(seed: seed)
    for _ in 0..<(isLong ? 2000 : 150) {
      try folder.write(
        "x.quarry", forger.forged(&random, in: .documents) { $0.damage(&$1) })
      guard let found = probe.answers(self.path("x.quarry")) else { continue }
      for (answer, sound) in zip(found, sound).dropFirst(probe.queries.count) {
        // Texts come third; titles and metadata are the index's own, which was forged.
        guard let answer, let sound, answer.count > 2, sound.count > 2, answer[0] == sound[0]
        else { continue }
        #expect(answer[2] == sound[2])
      }
    }
  }

  @Test func inputsThatCannotBeReadAgainAreRefusedBeforeAnyWork() throws {
    var maker = DocumentMaker(seed: 76)
    let dump = try jsonLines(maker.documents(3))
    let packed = try folder.write("x.jsonl.gz", try gzipped(dump))
    for input in [packed, "-"] {
      do {
        try index([input], "x.quarry", .external)
        Issue.record("\(input) was taken")
      } catch let error as IndexingError {
        #expect(error.description.contains("--store text"))
      }
      #expect(!folder.names.contains("x.quarry"))
    }
    var options = smallOptions()
    options.store = .external
    let writer = try IndexWriter(path: path("x.quarry"), options: options)
    do {
      try writer.add(Document(text: "alone"))
      Issue.record("a document without a dump was taken")
    } catch {
      #expect(error.description.contains("in no dump"))
    }
  }
}
