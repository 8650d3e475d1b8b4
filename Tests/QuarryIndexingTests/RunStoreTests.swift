import QuarryFormat
import QuarryStorage
import TestSupport
import Testing

@testable import QuarryIndexing

@Suite("Runs")
struct RunStoreTests {
  /// A run of the words `w0…` of which each is in a random choice of `documents` documents.
  private func run(
    _ random: inout SplitMix64, documents: Int, firstDocument: Int, longWord: Bool
  ) -> (run: Run, postings: [[UInt8]: [(document: Int, places: [UInt32])]]) {
    var lists: [[UInt8]: [(document: Int, places: [UInt32])]] = [:]
    var writer = RunWriter(fieldCount: 1, capacity: 64)
    writer.begin(fieldMask: 1)
    var words = (0..<40).map { Array("word\($0)".utf8) }
    words += (0..<20).map { Array("a long word \($0)".utf8) }
    words += [[], [0], [0, 0], Array("word1".utf8) + [0]]
    for word in words.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let isCommon = longWord && word == Array("word7".utf8)
      var numbers: [UInt32] = []
      var places: [UInt32] = []
      for document in 0..<documents {
        guard isCommon || Int.random(in: 0..<3, using: &random) == 0 else { continue }
        var list: [UInt32] = []
        var place: UInt32 = 0
        for _ in 0..<Int.random(in: 1...(isCommon ? 20 : 3), using: &random) {
          place += UInt32.random(in: 0..<300, using: &random)
          list.append(place)
        }
        numbers += list.map { _ in UInt32(document) }
        places += list
        lists[word, default: []].append((firstDocument + document, list))
      }
      let none = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
      word.withUnsafeBufferPointer { word in
        numbers.withUnsafeBufferPointer { numbers in
          places.withUnsafeBufferPointer { places in
            writer.append(word, documents: numbers, places: places, forms: none)
          }
        }
      }
    }
    let run = Run(place: .memory(writer.finish()), firstDocument: firstDocument, fieldMask: 1)
    return (run, lists)
  }

  /// Every posting goes to disk once at most, however many runs there are, and is found again.
  @Test(arguments: [1, 3_000, 30_000, 1 << 20], [64, 1_000, 1 << 20])
  func postingsAreSpilledOnceAtMost(budget: Int, rangeBytes: Int) throws {
    var random = SplitMix64(seed: UInt64(budget + rangeBytes))
    let folder = try TemporaryFolder()
    var store = RunStore(budget: budget, keepsForms: false, folder: folder.path)
    var expected: [[UInt8]: [(document: Int, places: [UInt32])]] = [:]
    var bytes = 0
    var documents = 0
    for number in 0..<70 {
      let made = run(
        &random, documents: 30, firstDocument: documents, longWord: number % 3 == 0)
      documents += 30
      bytes += made.run.byteCount
      for (word, list) in made.postings { expected[word, default: []] += list }
      try store.append(made.run, otherBytes: 0)
    }
    // A joined term's record is smaller than those it is made of, but for wider gaps.
    #expect(store.spilledBytes <= bytes + bytes / 8)
    if budget == 1 { #expect(store.spilledBytes > bytes / 2 && store.runs.count == 70) }
    if budget == 1 << 20 { #expect(store.spilledBytes == 0) }

    let collector = Collector()
    var writer = PostingsWriter(
      norms: [[UInt8](repeating: 9, count: documents)], sink: collector)
    var merger = RangeMerger(
      norms: [[UInt8](repeating: 9, count: documents)], fieldMask: 1, keepsForms: false)
    var forms: FormMerger?
    var planner = RangePlanner(store.runs, rangeBytes: rangeBytes)
    while let next = try planner.plan() {
      switch next {
      case .range(let range): try writer.append(merger.merge(range))
      case .term(let term): try term.write(into: &writer, forms: &forms, fieldMask: 1)
      }
    }
    try writer.finish()

    let whole = Collector()
    var oneByOne = PostingsWriter(
      norms: [[UInt8](repeating: 9, count: documents)], sink: whole)
    for (word, list) in expected.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      oneByOne.begin(word.span, documentFrequency: list.count)
      for start in stride(from: 0, to: list.count, by: 300) {
        var chunk = PostingChunk()
        for posting in list[start..<min(start + 300, list.count)] {
          chunk.documents.append(UInt32(posting.document))
          chunk.frequencies.append(UInt32(posting.places.count))
          var last: UInt32 = 0
          for place in posting.places {
            Varint.append(UInt64(place - last), to: &chunk.positions)
            last = place
          }
        }
        try oneByOne.append(chunk)
      }
      try oneByOne.end()
    }
    try oneByOne.finish()
    #expect(writer.postingCount == oneByOne.postingCount)
    #expect(writer.positionCount == oneByOne.positionCount)
    for kind in SectionKind.allCases {
      #expect(collector.bytes[kind] == whole.bytes[kind], "\(kind)")
    }
  }

  /// Keeps what it is given, each page with its length.
  private final class Collector: PostingsSink {
    var bytes: [SectionKind: [UInt8]] = [:]

    func append(page: Span<UInt8>, to section: SectionKind) throws(StorageError) {
      bytes[section, default: []] += page.withUnsafeBufferPointer { Array($0) }
      Varint.append(page.count, to: &bytes[section, default: []])
    }

    func append(bytes: [UInt8], to section: SectionKind) throws(StorageError) {
      self.bytes[section, default: []] += bytes
    }
  }
}
