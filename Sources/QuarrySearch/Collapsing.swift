import QuarryFormat

/// Leaves of near copies only the best, and brings more hits in their places.
extension Searcher {
  /// So many times the hits that are wanted are looked through for such as are no copies.
  private static let mostRounds = 6

  /// Whether any index tells near copies.
  private var knowsCopies: Bool {
    indexes.parts.contains { $0.segment.nearDuplicates != nil }
  }

  /// The first `wanted` of the hits that `find` gives, without those that are near copies of one before.
  ///
  /// - Parameter find: the best hits, as many as it is asked for where there are so many.
  /// - Returns: also how many copies of each hit were left out.
  func collapsed(
    wanted: Int, _ context: SearchContext,
    _ find: (Int) throws(SearchError) -> (hits: [ScoredDocument], total: Int?)
  ) throws(SearchError) -> (hits: [ScoredDocument], total: Int?, copies: [Int]) {
    var asked = wanted
    for round in 1... {
      let found = try find(asked)
      guard knowsCopies else { return (found.hits, found.total, []) }
      var kept: [ScoredDocument] = []
      var copies: [Int] = []
      var places: [Int64: Int] = [:]
      for hit in found.hits {
        let number = try SearchError.reading { () throws(FormatError) -> Int64? in
          try cluster(of: hit.document)
        }
        if let number, let place = places[number] {
          copies[place] += 1
          continue
        }
        if let number { places[number] = kept.count }
        kept.append(hit)
        copies.append(0)
      }
      if kept.count >= wanted || found.hits.count < asked || round == Self.mostRounds
        || context.timeLimit.hasPassed()
      {
        return (Array(kept.prefix(wanted)), found.total, copies)
      }
      asked = min(2 * asked, indexes.documentCount)
    }
    return ([], nil, [])
  }

  private func cluster(of document: Int) throws(FormatError) -> Int64? {
    guard let (part, number) = indexes.locate(document) else { return nil }
    return try indexes.parts[part].segment.nearDuplicates?.integer(number)
  }
}
