import Foundation
import QuarryCorpus
import QuarryFormat
import QuarryIndexing
import TestSupport
import Testing

@Suite("Determinism")
struct DeterminismTests {
  private let folder: TemporaryFolder
  private let documents: [Document]
  private let dump: String

  init() throws {
    folder = try TemporaryFolder()
    var maker = DocumentMaker(seed: 1)
    documents = maker.documents(500)
    dump = try folder.write("dump.jsonl", try jsonLines(documents))
  }

  private func index(
    _ inputs: [String], change: (inout IndexingOptions) -> Void = { _ in }
  ) throws -> [UInt8] {
    var options = smallOptions()
    change(&options)
    let path = "\(folder.path)/\(UUID().uuidString).quarry"
    let writer = try IndexWriter(path: path, options: options)
    try writer.add(inputs: inputs)
    let summary = try writer.finish()
    #expect(summary.documents == documents.count * inputs.count)
    #expect(summary.skipped == [] && summary.brokenInputs == [])
    return try fileBytes(path)
  }

  @Test func twoBuildsAreTheSame() throws {
    #expect(try index([dump]) == index([dump]))
  }

  @Test(arguments: [2, 3, 4])
  func threadsChangeNothing(threads: Int) throws {
    #expect(try index([dump]) == index([dump]) { $0.threads = threads })
  }

  @Test(arguments: [1, 4_000, 40_000])
  func memoryChangesNothing(runBudget: Int) throws {
    let expected = try index([dump])
    for threads in [1, 3] {
      let spilled = try index([dump]) {
        $0.runBudget = runBudget
        $0.memory = IndexingOptions.minimumMemory
        $0.threads = threads
      }
      #expect(spilled == expected)
    }
  }

  /// More spilled runs than are kept apart, so that they are joined again.
  @Test func manySpilledRunsChangeNothing() throws {
    let many = try index([dump]) {
      $0.batchBytes = 1 << 10
      $0.runBudget = 1
    }
    #expect(try index([dump]) { $0.batchBytes = 1 << 10 } == many)
  }

  /// More forms of a term than are counted apart while runs are joined.
  @Test(arguments: [1 << 10, 1 << 20])
  func veryManyFormsChangeNothing(batchBytes: Int) throws {
    let lines = (0..<3_000).map { number in
      "{\"id\": \"\(number)\", \"text\": \"\(FormMaker.form(number * 7 % 1_500)) it\"}\n"
    }
    let dump = try folder.write("forms.jsonl", Array(lines.joined().utf8))
    func build(_ runBudget: Int?, _ threads: Int) throws -> [UInt8] {
      var options = smallOptions(threads: threads, batchBytes: batchBytes)
      options.runBudget = runBudget
      let path = "\(folder.path)/forms.quarry"
      options.replaces = true
      let writer = try IndexWriter(path: path, options: options)
      try writer.add(inputs: [dump])
      _ = try writer.finish()
      #expect(Verifier(try IndexFile(path: path)).run().problems == [])
      return try fileBytes(path)
    }
    let expected = try build(nil, 1)
    #expect(try build(1, 3) == expected)
    #expect(try build(5_000, 1) == expected)
  }

  @Test func severalSegmentsAreTheSameWithThreads() throws {
    let one = try index([dump]) { $0.segmentDocuments = 150 }
    let four = try index([dump]) {
      $0.segmentDocuments = 150
      $0.threads = 4
      $0.runBudget = 1
    }
    #expect(one == four)
  }

  /// A segment ends where the merge would have to hold too many length codes.
  @Test func segmentsAreBoundedByTheirLengths() throws {
    let one = try index([dump]) { $0.segmentNorms = 300 }
    let four = try index([dump]) {
      $0.segmentNorms = 300
      $0.threads = 4
      $0.runBudget = 1
    }
    #expect(one == four)
    let path = try folder.write("norms.quarry", one)
    let segments = try IndexFile(path: path).catalog.segments
    #expect(segments.count > 1)
    #expect(segments.allSatisfy { $0.documentCount * $0.fields.count <= 300 })
  }

  @Test func aCompressedDumpGivesTheSame() throws {
    let zipped = try folder.write("dump.jsonl.gz", try gzipped(fileBytes(dump)))
    #expect(try IndexContents(index([zipped])) == IndexContents(index([dump])))
  }

  /// A pipe delivers few bytes at a time, and tells no size.
  @Test func aPipeGivesTheSame() throws {
    let bytes = try fileBytes(dump)
    let pipe = "\(folder.path)/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    let feeder = Thread {
      guard let handle = FileHandle(forWritingAtPath: pipe) else { return }
      for start in stride(from: 0, to: bytes.count, by: 1000) {
        try? handle.write(contentsOf: bytes[start..<min(start + 1000, bytes.count)])
      }
      try? handle.close()
    }
    feeder.start()
    let piped = try index([pipe]) { $0.threads = 2 }
    #expect(try IndexContents(piped) == IndexContents(index([dump])))
  }

  /// Documents added one by one are cut into other batches, which shows only in how pages are cut.
  @Test func documentsKeepTheOrderOfTheCalls() throws {
    let path = "\(folder.path)/mixed.quarry"
    let writer = try IndexWriter(path: path, options: smallOptions())
    try writer.add(Document(id: "first", text: "one"))
    try writer.add(inputs: [dump])
    try writer.add(Document(id: "last", text: "two"))
    _ = try writer.finish()
    let index = try IndexFile(path: path)
    let stored = try StoredDocuments(index)
    #expect(stored.identifiers == ["first"] + documents.compactMap(\.id) + ["last"])
  }

  /// A broken record is named with the input it stands in, whichever call brought that.
  @Test func skippedRecordsNameTheirInput() throws {
    let broken = try folder.write("broken.jsonl", Array("{\"text\": 1}\n{\"text\": \"a\"}\n".utf8))
    let writer = try IndexWriter(path: "\(folder.path)/b.quarry", options: smallOptions())
    try writer.add(inputs: [dump])
    try writer.add(inputs: [broken])
    let skipped = try writer.finish().skipped
    #expect(skipped.count == 1 && skipped[0].hasPrefix("\(broken): line 1"))
  }
}

/// What must be equal in indexes of the same documents from other places: all sections to the byte,
/// and the catalog but for the names, sizes and dates of the inputs and the program's version.
struct IndexContents: Equatable {
  let sections: [UInt8]
  let catalog: Catalog

  init(_ file: [UInt8]) throws {
    let folder = try TemporaryFolder()
    let index = try IndexFile(path: folder.write("index.quarry", file))
    sections = Array(file[Header.dataStart..<index.root.catalogOffset])
    var catalog = index.catalog
    catalog.sources = []
    catalog.program = ""
    self.catalog = catalog
  }
}
