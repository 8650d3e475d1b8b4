import QuarryStorage
import TestSupport
import Testing

@Suite("External sorting")
struct ExternalSorterTests {
  /// So little memory that runs are merged several times.
  @Test(arguments: [0, 1, 500, 60_000])
  func sortsAsAnArray(count: Int) throws {
    var random = SplitMix64(seed: UInt64(count))
    let sorter = ExternalSorter(folder: SpillFile.defaultFolder, memory: 1)
    var records: [[UInt8]] = []
    for number in 0..<count {
      let length = number % 9_000 == 17 ? 9_000 : Int.random(in: 0...12, using: &random)
      let record = (0..<length).map { _ in UInt8.random(in: 0...3, using: &random) }
      records.append(record)
      try sorter.append(record.span)
    }
    records.sort { $0.lexicographicallyPrecedes($1) }
    for _ in 0..<2 {
      var sorted = try sorter.sorted()
      var found: [[UInt8]] = []
      while try sorted.next() { found.append(Array(sorted.record)) }
      #expect(found == records)
    }
    #expect(sorter.count == count)
  }

  @Test func namesTheFolder() throws {
    let sorter = ExternalSorter(folder: "/nowhere/at/all", memory: 1 << 12)
    do {
      for _ in 0..<1_000 { try sorter.append([1, 2, 3, 4, 5, 6].span) }
      Issue.record("there is no such folder")
    } catch {
      #expect(error.description.contains("/nowhere/at/all"))
    }
  }
}
