import Quarry
import QuarryFormat
import QuarryIndexing
import TestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads an index that an input has changed in every way there is: none may trap, and what checking
/// finds to be sound must be readable.
enum IndexCheck {
  private static let folder = {
    let folder = getenv("QUARRY_FUZZ_FOLDER").map { String(cString: $0) } ?? "/tmp"
    FuzzTarget.check(access(folder, W_OK) == 0, "\(folder) takes no file")
    return folder
  }()
  private static let path = "\(folder)/index.quarry"
  private static let output = "\(folder)/output.quarry"

  private static let bases: [Forger] = {
    do {
      let bases = try IndexBase.allCases.map { try Forger($0.build(in: folder)) }
      IndexBase.checkKinds(bases)
      return bases
    } catch {
      FuzzTarget.fail("the index to be changed cannot be built: \(error)")
    }
  }()

  static func run(_ input: [UInt8]) {
    let edits = IndexEdits(input)
    write(edits.file(bases[edits.base % bases.count]))
    do {
      let report = try QuarryIndex.verify(path: path)
      if try QuarryIndex.verify(path: path, isQuick: true).isSound {
        let index = try QuarryIndex(path: path)
        var reading = IndexReading(index, edits.questions)
        reading.run()
        if report.isSound {
          FuzzTarget.check(
            reading.damage == nil, "what is found to be sound is not: \(reading.damage ?? "")")
        }
      } else {
        var reading = IndexReading(try QuarryIndex(path: path), edits.questions)
        reading.run()
      }
      try act(edits.action, isSound: report.isSound)
    } catch {
      FuzzTarget.check(!error.description.isEmpty, "an error says nothing")
    }
  }

  private static func act(_ action: IndexEdits.Action, isSound: Bool) throws(QuarryError) {
    switch action {
    case .reading: return
    case .repair:
      try QuarryIndex.repair(
        path: path, output: output,
        options: IndexingOptions(threads: 1, temporaryFolder: folder, replaces: true))
      let report = try QuarryIndex.verify(path: output)
      FuzzTarget.check(
        report.isSound, "what repair makes is not sound: \(report.damages.first?.description ?? "")"
      )
    case .optimization:
      try QuarryIndex.optimize(
        path: path,
        options: OptimizationOptions(
          level: 1, threads: 1, temporaryFolder: folder, output: output, replaces: true))
      guard isSound else { return }
      let report = try QuarryIndex.verify(path: output)
      FuzzTarget.check(
        report.isSound,
        "what optimizing makes is not sound: \(report.damages.first?.description ?? "")")
    case .update:
      _ = try QuarryIndex.delete(path: path, query: "harbour")
      let builder = try IndexBuilder(
        addingTo: path, options: IndexingOptions(threads: 1, temporaryFolder: folder))
      try builder.add(Document(id: "d1", title: "Again", text: "The harbour was added again."))
      try builder.add(Document(id: "new", title: "Harbour", text: "A new text."))
      try builder.finish()
      guard isSound else { return }
      let report = try QuarryIndex.verify(path: path)
      FuzzTarget.check(
        report.isSound,
        "what adding makes is not sound: \(report.damages.first?.description ?? "")")
    }
  }

  private static func write(_ bytes: [UInt8]) {
    // A new file each time: what was mapped of the last one stays as it was.
    unlink(path)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    FuzzTarget.check(
      descriptor >= 0 && Glibc.write(descriptor, bytes, bytes.count) == bytes.count,
      "the index cannot be written")
    close(descriptor)
  }
}

/// Every way of reading an index; each question on its own, so that an error in one does not spare the
/// others.
private struct IndexReading {
  /// The first damage that was met.
  private(set) var damage: String?
  private let index: QuarryIndex
  /// Which queries are asked: the number of the first one.
  private let questions: Int

  init(_ index: QuarryIndex, _ questions: Int) {
    self.index = index
    self.questions = questions
  }

  private static let queries = [
    "harbour the", "+the -sailing", "\"the harbour\"", "NEAR(harbour town, 4)", "sail*",
    "/ha.b.+r/", "harbuor~", "=Sailing", "title:harbour", "tags:alpha date:1999..2020", "size:>3",
    "the AND (sea OR town)", "*", "no1 no2 no17", "ferries", "-the",
  ]

  mutating func run() {
    for number in stride(from: questions, to: Self.queries.count, by: 4) {
      let query = Self.queries[number]
      var options = SearchOptions()
      options.limit = 3
      switch number / 4 % 5 {
      case 0: options.explains = true
      case 1: options.sort = .newest
      case 2: options.facets = ["tags", "year", "size"]
      case 3:
        options.sort = .title
        options.collapsesSimilar = true
      default:
        options.timeline = .month
        options.groupBy = "tags"
        options.recencyHalfLifeDays = 30
      }
      options.correctsSpelling = number % 8 < 4
      attempt { [index] () throws(QuarryError) in
        let results = try index.search(query, options)
        FuzzTarget.check(results.hits.count <= 3, "there are more hits than were asked for")
      }
    }
    for (number, identifier) in ["d0", "2000", "d34", "4", "none"].enumerated() {
      attempt { [index, questions] () throws(QuarryError) in
        if let document = try index.document(id: identifier) { Self.check(document) }
        if number == questions { _ = try index.similar(to: identifier) }
      }
    }
    attempt { [index] () throws(QuarryError) in
      _ = try index.suggestions(for: "har")
      _ = try index.words(beginningWith: "s", limit: 20, order: .documents)
      _ = try index.dictionaryFacts()
      _ = index.facts
    }
    var documents = index.documents
    // A walk ends for every index: each call passes a document.
    for _ in 0..<5_000 {
      var isAtEnd = false
      attempt { () throws(QuarryError) in
        guard let document = try documents.next() else {
          isAtEnd = true
          return
        }
        Self.check(document)
      }
      if isAtEnd { break }
    }
  }

  private mutating func attempt(_ body: () throws(QuarryError) -> Void) {
    do throws(QuarryError) {
      try body()
    } catch {
      FuzzTarget.check(!error.description.isEmpty, "an error says nothing")
      if error.kind == .damaged, damage == nil { damage = error.description }
    }
  }

  private static func check(_ document: StoredDocument) {
    // The fault that is there on purpose: an index one too far, in a place that few inputs lead to.
    if FuzzTarget.isPlanted, document.title.utf8.contains(where: { $0 < 0x20 }) {
      _ = Array(document.title.utf8)[document.title.utf8.count]
    }
  }
}
