import QuarryFormat

/// Goes through the terms of all segments in order, each term once.
struct MergedTerms {
  private var walks: [TermWalk] = []
  /// By walk, the present term and what the dictionary knows of it: read from a walk, they would copy it.
  private var terms: [[UInt8]] = []
  private var infos: [TermInfo] = []
  /// The walks that are not at their end.
  private var active: [Int] = []
  /// The segments that hold the present term, in their order.
  private(set) var current: [Int] = []

  init(_ segments: [Segment]) throws(FormatError) {
    for (number, segment) in segments.enumerated() {
      let walk = try TermWalk(segment)
      infos.append(walk.info)
      walks.append(walk)
      terms.append([])
      if try advance(number) { active.append(number) }
    }
  }

  private mutating func advance(_ segment: Int) throws(FormatError) -> Bool {
    try walks[segment].next(&terms[segment], &infos[segment])
  }

  /// Moves to the next term; false at the end.
  mutating func next() throws(FormatError) -> Bool {
    for segment in current where try !advance(segment) {
      active.removeAll { $0 == segment }
    }
    current.removeAll(keepingCapacity: true)
    for segment in active {
      let order = current.isEmpty ? 0 : compare(segment, current[0])
      if order < 0 { current.removeAll(keepingCapacity: true) }
      if order <= 0 { current.append(segment) }
    }
    return !current.isEmpty
  }

  /// −1, 0 or 1 as the present term of a segment stands before, at or behind that of another.
  private func compare(_ segment: Int, _ other: Int) -> Int {
    let (term, otherTerm) = (terms[segment], terms[other])
    return QuarryFormat.compare(term.span, otherTerm.span)
  }

  /// What the dictionary of `segment`, one of `current`, knows of the present term.
  func info(_ segment: Int) -> TermInfo { infos[segment] }

  /// The documents of all segments that hold the present term.
  var documentFrequency: Int {
    current.reduce(0) { $0 + infos[$1].documentFrequency }
  }

  /// Appends the present term to `bytes`.
  func appendTerm(to bytes: inout [UInt8]) {
    if let first = current.first { bytes += terms[first] }
  }
}

/// Lists of neighbouring terms that a worker reads at once.
struct ListJob: Sendable {
  struct Term: Sendable {
    /// Where its bytes and its lists end.
    var bytesEnd: Int
    var listsEnd: Int
    var documentFrequency: Int
  }

  var bytes: [UInt8] = []
  var terms: [Term] = []
  var lists: [(segment: Int, info: TermInfo)] = []
  /// What reading and sorting the lists takes in memory, about.
  var cost = 0
  /// Only documents with these new numbers are wanted: a part of a list that is too long to be held
  /// as a whole.
  var part: Range<Int>?

  /// What a worker holds for a posting, its positions not counted, and for a byte of positions:
  /// twice what is read, since it is sorted, and as much again that growing arrays take.
  static let postingBytes = 144
  static let positionBytes = 12
  /// What a list takes besides: its term, its place, its forms.
  static let listBytes = 640

  /// What a list takes in memory, about.
  static func cost(of info: TermInfo) -> Int {
    listBytes + info.documentFrequency * postingBytes + info.positions.count * positionBytes
  }

  /// Adds the present term.
  mutating func append(_ merged: borrowing MergedTerms) {
    merged.appendTerm(to: &bytes)
    for segment in merged.current {
      let info = merged.info(segment)
      lists.append((segment, info))
      cost += Self.cost(of: info)
    }
    terms.append(
      Term(
        bytesEnd: bytes.count, listsEnd: lists.count,
        documentFrequency: merged.documentFrequency))
  }
}
