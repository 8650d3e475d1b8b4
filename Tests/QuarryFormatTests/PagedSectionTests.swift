import QuarryStorage
import TestSupport
import Testing

@testable import QuarryFormat

@Suite("Paged sections")
struct PagedSectionTests {
  /// Random pages; all of `size` but the last where `size` is given.
  private func pages(seed: UInt64, count: Int, size: Int?) -> [[UInt8]] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { index in
      let most = Int.random(in: 1...(index % 7 == 0 ? 3000 : 60), using: &random)
      return (0..<(index + 1 < count ? size ?? most : min(size ?? most, most)))
        .map { _ in UInt8.random(in: 0..<16, using: &random) }
    }
  }

  private func open(
    _ pages: [[UInt8]], size: Int?, strategy: DeflateStrategy?,
    forge: (inout [UInt8], inout [UInt8]) -> Void = { _, _ in }
  ) throws -> PagedSection {
    var builder = try PagesBuilder(fixedBytes: size ?? 0, strategy: strategy)
    for page in pages { try builder.append(page) }
    var directory = builder.directory.encode()
    forge(&builder.stored, &directory)
    return try PagedSection(
      kind: .documents, data: try mapped(builder.stored),
      directory: try section(.documentsPages, directory))
  }

  @Test(arguments: [0, 1, 2, 31, 32, 33, 64, 100])
  func roundTrip(count: Int) throws {
    for size in [nil, 40] {
      for strategy in [nil, DeflateStrategy.huffmanOnly, .level(6)] {
        let pages = pages(seed: UInt64(count), count: count, size: size)
        let section = try open(pages, size: size, strategy: strategy)
        #expect(section.pageCount == count)
        #expect(section.rawCount == pages.reduce(0) { $0 + $1.count })
        try section.checkExtents()
        let inflater = Inflater()
        var output: [UInt8] = []
        var rawOffset = 0
        for (index, page) in pages.enumerated() {
          let found = try section.read(page: index, with: inflater, into: &output)
          #expect(output == page && found == (rawOffset, page.count))
          try section.read(page: index, limit: 5, with: inflater, into: &output)
          #expect(output == Array(page.prefix(5)))
          #expect(try section.pageIndex(containing: rawOffset) == index)
          rawOffset += page.count
          #expect(try section.pageIndex(containing: rawOffset - 1) == index)
        }
        #expect(throws: FormatError.self) { try section.pageIndex(containing: rawOffset) }
        #expect(throws: FormatError.self) { try section.page(count) }
        #expect(throws: FormatError.self) { try section.page(-1) }
      }
    }
  }

  @Test func aFlippedBitInAPageIsFound() throws {
    for strategy in [nil, DeflateStrategy.huffmanOnly] {
      for place in 0..<60 {
        let pages = pages(seed: 7, count: 3, size: 60)
        let section = try open(pages, size: 60, strategy: strategy) { stored, _ in
          stored[place % stored.count] ^= 4
        }
        let inflater = Inflater()
        var output: [UInt8] = []
        #expect(throws: FormatError.self) {
          for page in 0..<3 { try section.read(page: page, with: inflater, into: &output) }
        }
      }
    }
  }

  /// A directory whose checksums are right but whose numbers are forged.
  @Test(arguments: [nil, 40])
  func forgedDirectoriesAreSurvived(size: Int?) throws {
    let pages = pages(seed: 8, count: 40, size: size)
    let bits = try open(pages, size: size, strategy: nil).directoryBits
    for bit in stride(from: 0, to: bits, by: 3) {
      let section: PagedSection
      do throws(FormatError) {
        section = try openForged(pages, size: size, bit: bit)
      } catch { continue }
      let inflater = Inflater()
      var output: [UInt8] = []
      for rawOffset in stride(from: 0, to: section.rawCount, by: 97).prefix(50) {
        guard let page = try? section.pageIndex(containing: rawOffset) else { continue }
        let found = try? section.read(page: page, with: inflater, into: &output)
        if let found { #expect(found.rawLength == output.count) }
      }
      try? section.checkExtents()
    }
  }

  private func openForged(
    _ pages: [[UInt8]], size: Int?, bit: Int
  ) throws(FormatError) -> PagedSection {
    do {
      return try open(pages, size: size, strategy: nil) { _, directory in
        directory[bit / 8] ^= 1 << UInt8(bit % 8)
      }
    } catch let error as FormatError {
      throw error
    } catch {
      throw .notAnIndex
    }
  }
}

extension PagedSection {
  /// The bits of the directory.
  fileprivate var directoryBits: Int {
    let groups = (pageCount + 31) / 32
    let isVarying = (try? page(0).rawLength) != (try? page(1).rawLength)
    return 8 * (16 + groups * (isVarying ? 16 : 8) + pageCount * (isVarying ? 4 : 2))
  }
}
