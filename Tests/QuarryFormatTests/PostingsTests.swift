import QuarryStorage
import TestSupport
import Testing

@testable import QuarryFormat

@Suite("Postings and positions")
struct PostingsTests {
  private func open(_ model: Model, isRaw: Bool = false) throws -> Segment {
    let bytes = try ModelWriter(model, isRaw: isRaw).file()
    return try withFile(bytes) { try IndexFile(path: $0).segments[0] }
  }

  @Test(arguments: [1, 2, 3])
  func roundTrip(fieldCount: Int) throws {
    let frequencies = [
      1, 1, 1, 2, 3, 127, 128, 129, 500, 1023, 1024, 1025, 2047, 2048, 2049, 4096, 10000, 1, 7,
    ]
    let model = Model(
      seed: UInt64(fieldCount), fieldCount: fieldCount, documentCount: 10000,
      frequencies: frequencies)
    for isRaw in [true, false] {
      let segment = try open(model, isRaw: isRaw)
      let reader = PostingsReader(segment.postings, inflater: Inflater())
      for (term, list) in model.postings {
        let info = try #require(try segment.terms.find(term))
        #expect(info.documentFrequency == list.count)
        let found = try SegmentContents.list(of: info, reader, fieldCount: fieldCount)
        #expect(found == list, "\(list.count) postings, \(fieldCount) fields")
      }
    }
  }

  @Test func positionsAreReadInAnyOrder() throws {
    let model = Model(seed: 4, fieldCount: 2, documentCount: 3000, frequencies: [900, 2600])
    let segment = try open(model)
    let reader = PostingsReader(segment.postings, inflater: Inflater())
    var random = SplitMix64(seed: 5)
    var cursor = PositionCursor(fieldCount: 2)
    for (term, list) in model.postings {
      let info = try #require(try segment.terms.find(term))
      let long = try reader.longList(of: info)
      for _ in 0..<200 {
        let index = Int.random(in: 0..<list.count, using: &random)
        let page = index / BlockMetadata.pagePostings
        let postings =
          try long.map { try reader.postings(page: page, of: $0) }
          ?? reader.postings(of: info)
        var positions: [UInt32] = []
        try cursor.read(
          long == nil ? index : index % BlockMetadata.pagePostings, of: postings, from: reader,
          into: &positions)
        let expected = list[index].places.enumerated().flatMap { field, places in
          places.map { UInt32(field) << PositionCursor.fieldShift | $0 }
        }
        #expect(positions == expected)
      }
    }
  }

  @Test func blocksBoundTheirPostings() throws {
    let model = Model(seed: 6, fieldCount: 2, documentCount: 6000, frequencies: [5000])
    let norms = model.norms
    let list = model.postings[0].list
    let segment = try open(model)
    let reader = PostingsReader(segment.postings, inflater: Inflater())
    let info = try #require(try segment.terms.find(model.postings[0].term))
    let long = try #require(try reader.longList(of: info))
    #expect(long.pageCount == 3)
    for page in 0..<long.pageCount {
      var last: [UInt32] = []
      var pairs: [[ImpactPair]] = Array(repeating: [], count: 2 * 16)
      try long.readBlocks(page: page, into: &last) { pairs[2 * $0 + $1].append($2) }
      for index in 0..<long.postingCount(page: page) {
        let posting = list[page * BlockMetadata.pagePostings + index]
        let block = index / BlockMetadata.blockPostings
        #expect(posting.document <= last[block])
        if index % BlockMetadata.blockPostings == 0, block > 0 {
          #expect(posting.document > last[block - 1])
        }
        for field in 0..<2 where !posting.places[field].isEmpty {
          let frequency = UInt32(posting.places[field].count)
          let length = norms[field][Int(posting.document)]
          let bound = long.bound(page: page, field: field)
          #expect(bound.frequency >= frequency && bound.length <= length)
          #expect(
            pairs[2 * block + field].contains { $0.frequency >= frequency && $0.length <= length })
        }
      }
    }
  }
}
