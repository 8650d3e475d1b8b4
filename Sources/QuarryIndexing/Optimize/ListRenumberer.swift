import QuarryFormat

/// Whole lists in the documents' new order, as a worker makes them.
struct RenumberedLists: Sendable {
  var documents: [UInt32] = []
  /// One number a field of the new segment for each posting.
  var frequencies: [UInt32] = []
  var positions: [UInt8] = []
  var positionLengths: [UInt32] = []
  /// The form numbers of terms that have more than one.
  var forms: [UInt16] = []
  /// The postings and the forms of each term.
  var postingCounts: [Int] = []
  var formLists: [FormList] = []
  var failure: FormatError?
}

/// Reads lists and brings their postings into the documents' new order. Every worker has one.
struct ListRenumberer {
  private let segments: [Segment]
  private let numbers: DocumentNumbers
  private let readers: ListReaders
  /// By segment, the documents that are dropped.
  private let deleted: [DeletedDocuments?]
  /// By segment, its own number of each of the new segment's fields.
  private let fields: [[Int?]]
  private var chunk = PostingChunk()
  private var forms = FormList()
  private var join = FormJoin()

  // The postings of the present term as they were read.
  private var order = NumberOrder()
  private var frequencies: [UInt32] = []
  private var positions: [UInt8] = []
  private var positionEnds: [Int] = []
  private var formNumbers: [UInt16] = []
  private var formEnds: [Int] = []

  /// - Parameter fields: the fields of the new segment, by the catalog's numbers.
  init(_ source: OptimizationSource, _ numbers: DocumentNumbers, fields: [Int]) {
    segments = source.segments
    self.numbers = numbers
    readers = ListReaders(segments)
    deleted = source.deleted
    self.fields = segments.map { segment in fields.map { segment.number(ofField: $0) } }
  }

  mutating func process(_ job: ListJob) -> RenumberedLists {
    var lists = RenumberedLists()
    do throws(FormatError) {
      var first = 0
      for term in job.terms {
        let list = try join(job.lists[first..<term.listsEnd])
        try gather(job.lists[first..<term.listsEnd], numberCount: list.numberCount, job.part)
        lists.formLists.append(list)
        lists.postingCounts.append(order.count)
        write(to: &lists)
        first = term.listsEnd
      }
    } catch {
      lists.failure = error
    }
    return lists
  }

  /// The forms of a term in all segments.
  private mutating func join(
    _ parts: ArraySlice<(segment: Int, info: TermInfo)>
  ) throws(FormatError) -> FormList {
    if parts.count == 1, let part = parts.first, deleted[part.segment] == nil {
      try segments[part.segment].terms.readFormList(of: part.info, into: &forms)
      return forms
    }
    join.removeAll()
    for part in parts {
      try segments[part.segment].terms.readFormList(of: part.info, into: &forms)
      if let dropped = deleted[part.segment], forms.numberCount > 0 {
        join.add(forms, occurrences: try occurrences(of: part, without: dropped))
      } else {
        join.add(forms)
      }
    }
    join.finish(most: FormList.most)
    return join.list
  }

  /// How often each number of `forms`, those of a list, stands in documents that are kept.
  private mutating func occurrences(
    of part: (segment: Int, info: TermInfo), without dropped: DeletedDocuments
  ) throws(FormatError) -> [Int] {
    var counts = [Int](repeating: 0, count: forms.numberCount)
    let width = segments[part.segment].fields.count
    for page in 0..<ListReader.pageCount(of: part.info) {
      try readers.read(part.segment, page: page, of: part.info, into: &chunk)
      var occurrence = 0
      for index in chunk.documents.indices {
        var end = occurrence
        for place in index * width..<(index + 1) * width { end += Int(chunk.frequencies[place]) }
        if !dropped.contains(Int(chunk.documents[index])) {
          for place in occurrence..<end {
            let form = place < chunk.forms.count ? Int(chunk.forms[place]) : 0
            guard form < counts.count else { throw Self.unknownForm }
            counts[form] += 1
          }
        }
        occurrence = end
      }
    }
    return counts
  }

  private static var unknownForm: FormatError {
    .damaged(
      section: SectionKind.terms.name, offset: 0,
      reason: "an occurrence has a form that its term has not")
  }

  /// Reads the postings of a term, of which those of `part` are kept.
  private mutating func gather(
    _ parts: ArraySlice<(segment: Int, info: TermInfo)>, numberCount: Int, _ wanted: Range<Int>?
  ) throws(FormatError) {
    order.removeAll()
    frequencies.removeAll(keepingCapacity: true)
    positions.removeAll(keepingCapacity: true)
    positionEnds.removeAll(keepingCapacity: true)
    formNumbers.removeAll(keepingCapacity: true)
    formEnds.removeAll(keepingCapacity: true)
    for (segment, info) in parts {
      var ranks: [UInt16]?
      if parts.count > 1 || deleted[segment] != nil, numberCount > 1 {
        try segments[segment].terms.readFormList(of: info, into: &forms)
        ranks = rank(forms)
      }
      for page in 0..<ListReader.pageCount(of: info) {
        try readers.read(segment, page: page, of: info, into: &chunk)
        try append(segment, ranks: ranks, numberCount: numberCount, wanted)
      }
    }
  }

  /// The number in the joined list of each number of a segment's list.
  private func rank(_ list: FormList) -> [UInt16] {
    var ranks: [UInt16] = []
    list.codes.withUnsafeBufferPointer { codes in
      for number in 0..<list.count {
        ranks.append(join.rank(of: UnsafeBufferPointer(rebasing: codes[list.code(number)])))
      }
    }
    if list.otherCount > 0 { ranks.append(UInt16(join.list.count)) }
    return ranks
  }

  private mutating func append(
    _ segment: Int, ranks: [UInt16]?, numberCount: Int, _ wanted: Range<Int>?
  ) throws(FormatError) {
    let hasForms = numberCount > 1
    // A segment without forms gives each occurrence the number 0.
    let formCount = max(1, ranks?.count ?? numberCount)
    let first = segments[segment].firstDocument
    let fields = fields[segment]
    let width = segments[segment].fields.count
    let isSame = width == fields.count
    var position = 0
    var occurrence = 0
    for index in chunk.documents.indices {
      let number = numbers.numbers[first + Int(chunk.documents[index])]
      let row = index * width
      let length = Int(chunk.positionLengths[index])
      var occurrences = 0
      if hasForms {
        for place in row..<row + width { occurrences += Int(chunk.frequencies[place]) }
      }
      if number != DocumentNumbers.none, wanted?.contains(Int(number)) ?? true {
        order.append(number)
        if isSame {
          frequencies.append(contentsOf: chunk.frequencies[row..<row + width])
        } else {
          for field in fields { frequencies.append(field.map { chunk.frequencies[row + $0] } ?? 0) }
        }
        positions.append(contentsOf: chunk.positions[position..<position + length])
        positionEnds.append(positions.count)
        if hasForms {
          for place in occurrence..<occurrence + occurrences {
            let form = place < chunk.forms.count ? chunk.forms[place] : 0
            guard Int(form) < formCount else {
              throw Self.unknownForm
            }
            if let ranks, !ranks.isEmpty {
              formNumbers.append(ranks[Int(form)])
            } else {
              formNumbers.append(form)
            }
          }
          formEnds.append(formNumbers.count)
        }
      }
      position += length
      occurrence += occurrences
    }
  }

  /// Appends the postings in their new order.
  private mutating func write(to lists: inout RenumberedLists) {
    order.sort()
    let fieldCount = fields.first?.count ?? 1
    for key in order.keys {
      let index = NumberOrder.place(key)
      lists.documents.append(NumberOrder.number(key))
      let row = index * fieldCount
      for place in row..<row + fieldCount { lists.frequencies.append(frequencies[place]) }
      let start = index == 0 ? 0 : positionEnds[index - 1]
      let end = positionEnds[index]
      lists.positions.append(contentsOf: positions[start..<end])
      lists.positionLengths.append(UInt32(truncatingIfNeeded: end - start))
      if !formEnds.isEmpty {
        lists.forms.append(
          contentsOf: formNumbers[(index == 0 ? 0 : formEnds[index - 1])..<formEnds[index]])
      }
    }
  }
}
