import QuarryStorage
import TestSupport
import Testing

@testable import QuarryFormat

@Suite("Verifier")
struct VerifierTests {
  private func model(seed: UInt64, documents: Int, _ frequencies: [Int]) -> Model {
    Model(seed: seed, fieldCount: 2, documentCount: documents, frequencies: frequencies)
  }

  private func report(_ file: [UInt8], isQuick: Bool = false) throws -> VerificationReport {
    try withFile(file) { path in
      do throws(FormatError) {
        return Verifier(try IndexFile(path: path)).run(isQuick: isQuick)
      } catch {
        return VerificationReport(error)
      }
    }
  }

  private func forms(_ number: Int, _ term: [UInt8], _ list: [ModelPosting]) -> ModelForms {
    ModelForms(of: term, list, count: [2, 1, 5][number % 3], seed: UInt64(number))
  }

  private let frequencies = [1, 1, 1, 2, 5, 100, 900, 1023, 1024, 1500, 2048, 2049, 4000]

  @Test(arguments: [true, false])
  func aSoundIndexIsSound(isRaw: Bool) throws {
    let model = model(seed: 1, documents: 5000, frequencies)
    let file = try ModelWriter(model, isRaw: isRaw).file()
    let report = try report(file)
    #expect(report.problems == [])
    #expect(report.notes == [])
    #expect(try self.report(file, isQuick: true).problems == [])
    #expect(report.bytesRead == file.count)
    #expect(report.documentCount == 5000)
    #expect(report.termCount == frequencies.count)
    #expect(report.postingCount == frequencies.reduce(0, +))
    #expect(report.parts.count == 3 + 16)
    let sum = report.parts.reduce(0) { $0 + $1.bytes }
    #expect((0..<16 * 8).contains(file.count - sum))
  }

  @Test func progressGoesUpToTheEnd() throws {
    let file = try ModelWriter(model(seed: 2, documents: 50, [3, 20])).file()
    var shares: [Double] = []
    _ = try withFile(file) { path in
      Verifier(try IndexFile(path: path)).run { shares.append($0) }
    }
    #expect(shares == shares.sorted() && (shares.last ?? 0) > 0.99)
  }

  @Test func anEmptyIndexIsSound() throws {
    let file = try ModelWriter(Model(fieldCount: 2)).file()
    #expect(try report(file).problems == [])
    let none = ModelWriter.commit(
      Catalog(
        program: "", analyzer: "", texts: .none, k1: 1,
        fields: [.init(name: "a", weight: 1, b: 1)], sources: [], settings: [],
        presetDictionary: nil, segments: []),
      generation: 1, to: Header.encode() + [UInt8](repeating: 0, count: 2 * Header.pageBytes))
    #expect(try report(none).problems == [])
  }

  @Test(arguments: [true, false])
  func anyFlippedBitIsFound(isRaw: Bool) throws {
    let preset = Array("http://x/ some words that texts have".utf8)
    let file = try ModelWriter(
      model(seed: 3, documents: 20, [1, 1, 3, 18]), isRaw: isRaw,
      dictionary: isRaw ? [] : preset, forms: forms
    ).file()
    #expect(try report(file).problems == [])
    var random = SplitMix64(seed: 4)
    for place in file.indices
    where place >= Header.dataStart || place % 311 == 0 || place % 4096 < 70 {
      guard effort > 1 || place % 3 == 0 else { continue }
      var changed = file
      changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      #expect(try !report(changed).isSound, "byte \(place) of \(file.count)")
      #expect(try !report(changed, isQuick: true).isSound, "byte \(place), quickly")
    }
  }

  @Test func damageIsNamedAndTheRestIsChecked() throws {
    let file = try ModelWriter(model(seed: 5, documents: 3000, frequencies), forms: forms).file()
    let entries = try withFile(file) { try IndexFile(path: $0).catalog.segments[0].sections }
    for entry in entries where entry.length > 0 && !entry.kind.isPaged {
      var changed = file
      changed[entry.offset + entry.length / 2] ^= 1
      let found = try report(changed)
      #expect(found.problems.contains { $0.section == entry.kind.name })
    }
    var changed = file
    let paged = entries.filter(\.kind.isPaged)
    for entry in paged { changed[entry.offset + entry.length / 2] ^= 1 }
    let found = try report(changed)
    for entry in paged {
      let problems = found.problems.filter { $0.section == entry.kind.name }
      #expect(problems.count == 1)
      #expect(problems.allSatisfy { $0.segment == 0 })
      #expect(found.parts.first { $0.name == entry.kind.name }?.problemCount == 1)
    }
    #expect(found.problemCount == paged.count)
  }

  @Test func cutFilesAreDamagedAndBytesBehindAreNot() throws {
    let file = try ModelWriter(model(seed: 6, documents: 20, [3])).file()
    for count in [0, 7, 100, 4096, 12288, file.count - 64, file.count - 1] {
      #expect(try !report(Array(file.prefix(count))).isSound)
    }
    let longer = try report(file + [1, 2, 3])
    #expect(longer.isSound && longer.notes.count == 1)
  }

  @Test func olderCommitsAreCheckedToo() throws {
    let first = try ModelWriter(model(seed: 7, documents: 30, [1, 8])).file()
    let second = try ModelWriter(model(seed: 8, documents: 40, [2, 9])).file(
      after: first, generation: 2)
    let third = try ModelWriter(model(seed: 9, documents: 10, [5])).file(
      after: second, generation: 3)
    #expect(try report(third).problems == [])
    var random = SplitMix64(seed: 10)
    for place in stride(from: Header.dataStart, to: third.count, by: 90 / effort) {
      var changed = third
      changed[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      #expect(try !report(changed).isSound, "byte \(place)")
    }
  }

  @Test func aDamagedSlotIsReportedAndTheOtherRead() throws {
    let first = try ModelWriter(model(seed: 7, documents: 30, [1, 8])).file()
    var file = try ModelWriter(model(seed: 8, documents: 40, [2, 9])).file(
      after: first, generation: 2)
    file[Header.pageBytes + 20] ^= 1
    let found = try report(file)
    #expect(found.documentCount == 40)
    #expect(found.problems.map(\.section) == ["root"])
  }

  @Test func wrongCountsAreFound() throws {
    let model = model(seed: 11, documents: 100, [1, 2, 50])
    let changes: [(inout Catalog) -> Void] = [
      { $0.segments[0].termCount += 1 }, { $0.segments[0].postingCount -= 1 },
      { $0.segments[0].positionCount += 1 }, { $0.segments[0].textBytes += 1 },
      { $0.segments[0].fieldLengths[1] *= 2 }, { $0.segments[0].sections.swapAt(0, 3) },
    ]
    for change in changes {
      #expect(try !report(ModelWriter(model).file(catalog: change)).isSound)
    }
  }

  @Test func statisticsAddUp() throws {
    let model = model(seed: 12, documents: 3000, frequencies)
    let file = try ModelWriter(model, forms: forms).file()
    let statistics = try withFile(file) { IndexStatistics(try IndexFile(path: $0)) }
    #expect(statistics.parts.reduce(statistics.frame.bytes) { $0 + $1.bytes } == file.count)
    #expect(statistics.fileBytes == file.count)
    #expect(statistics.postingCount == frequencies.reduce(0) { $0 + min($1, 3000) })
    #expect(statistics.parts.count == 18)
    #expect(try #require(statistics.bitsPerForm) > 0.5)
    let bits = try #require(statistics.bitsPerPosting)
    #expect(bits > 4 && bits < 40)
    #expect(try #require(statistics.bitsPerPosition) > 4)
    #expect(try #require(statistics.fileRatio) > #require(statistics.documentsRatio))
  }
}
