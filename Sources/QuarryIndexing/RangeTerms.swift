import QuarryStorage

/// Goes through the terms of a range, and for each through the parts that the runs hold of it.
struct RangeTerms {
  private let pieces: [TermRange.Piece]
  private let buffers: [UnsafeBufferPointer<UInt8>]
  private var records: [TermRange.Record]
  private var sorter = RecordSorter()
  private var place = 0
  /// Up to here records are in the order of whole terms.
  private var sortedEnd = 0
  private let hasOverlays: Bool
  /// The parts of the present term, by document.
  private(set) var parts: [TermPart] = []

  /// Whether titles were added to documents that have the present term already, so that the parts are
  /// to be joined by `PostingOverlay`.
  var isOverlaid: Bool {
    guard hasOverlays, let last = parts.last else { return false }
    return pieces[last.piece].isOverlay && !pieces[parts[0].piece].isOverlay
  }

  /// The parts of the present term with the runs that they belong to.
  var wholeParts: [LargeTerm.Part] {
    parts.map { part in
      let piece = pieces[part.piece]
      let run = Run(
        place: .memory(piece.bytes), firstDocument: piece.firstDocument,
        fieldMask: piece.fieldMask, isOverlay: piece.isOverlay)
      return LargeTerm.Part(run: run, record: part.record, base: 0)
    }
  }

  /// The terms of `range`, which is to be held meanwhile.
  init(_ range: TermRange) {
    pieces = range.pieces
    buffers = range.pieces.map(\.bytes.buffer)
    records = range.records
    hasOverlays = range.pieces.contains(where: \.isOverlay)
    sorter.sortByPrefix(&records, records.indices)
  }

  /// Moves to the next term; false at the end.
  mutating func next() throws(StorageError) -> Bool {
    parts.removeAll(keepingCapacity: true)
    guard place < records.count else { return false }
    if place == sortedEnd {
      let prefix = records[place].prefix
      var isSame = true
      while sortedEnd < records.count, records[sortedEnd].prefix == prefix {
        let part = try part(sortedEnd)
        isSame = isSame && (parts.isEmpty || part.isSameTerm(as: parts[0]))
        parts.append(part)
        sortedEnd += 1
      }
      if isSame {
        place = sortedEnd
        return true
      }
      try sorter.sort(&records, place..<sortedEnd, behind: 8, pieces: buffers)
      parts.removeAll(keepingCapacity: true)
    }
    while place < sortedEnd {
      let part = try part(place)
      guard parts.isEmpty || part.isSameTerm(as: parts[0]) else { break }
      parts.append(part)
      place += 1
    }
    return true
  }

  @inline(__always)
  private func part(_ index: Int) throws(StorageError) -> TermPart {
    let piece = Int(records[index].piece)
    guard let record = RunRecord(buffers[piece], at: Int(records[index].offset)) else {
      throw Run.cutOff
    }
    return TermPart(
      buffers[piece], record, (pieces[piece].firstDocument, pieces[piece].fieldMask), piece: piece)
  }
}
