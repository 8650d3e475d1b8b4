import QuarryFormat
import QuarryStorage

/// The segments that are rewritten as one, and what all phases need to know of how.
struct OptimizationSource: Sendable {
  /// The indexes that hold them.
  private let files: [IndexFile]
  /// How the documents were analysed and are ranked, which is the same in all files.
  let catalog: Catalog
  /// Their documents are numbered through from 0.
  let segments: [Segment]
  let plan: OptimizationPlan
  let temporaryFolder: String
  /// By segment, the documents that are dropped; nil where none is.
  private(set) var deleted: [DeletedDocuments?]
  /// All documents of the segments.
  let documentCount: Int
  /// Those that are not dropped.
  private(set) var liveCount: Int

  /// The terms between two releases of the mapped file's pages.
  private static let termsAtATime = 1 << 14

  /// Takes the segments of `file` in `range`, or all.
  ///
  /// - Throws: where the memory that `options` give is too little for them, or they are damaged.
  init(
    _ file: IndexFile, _ range: Range<Int>? = nil, options: OptimizationOptions
  ) throws(OptimizationError) {
    try self.init(
      [file], Array(file.segments[range ?? file.segments.indices]), options: options)
  }

  /// Takes all segments of indexes that were analysed alike, one index after the other.
  ///
  /// - Throws: as the other.
  init(_ files: [IndexFile], options: OptimizationOptions) throws(OptimizationError) {
    try self.init(files, files.flatMap(\.segments), options: options)
  }

  private init(
    _ files: [IndexFile], _ given: [Segment], options: OptimizationOptions
  ) throws(OptimizationError) {
    self.files = files
    catalog = files[0].catalog
    var segments: [Segment] = []
    var count = 0
    var longest = 0
    for segment in given {
      try reading { () throws(FormatError) in
        let added = segment.documents.addsTitles ? 5 * AddedTitles.mostBytes : 0
        try segment.documents.checkExtents()
        try segment.documents.forEachLength { longest = max(longest, $0 + added) }
      }
      segments.append(segment.numbered(from: count))
      count += segment.documentCount
    }
    let taken = segments
    let largestPage = try reading { () throws(FormatError) in
      try Self.largestPage(of: taken, files)
    }
    guard count <= Int(Int32.max) else {
      let names = files.map(\.path).joined(separator: ", ")
      throw .refused("\(names): more documents than one segment holds")
    }
    plan = try OptimizationPlan(
      options: options, documentCount: count, longestRecord: longest, largestPage: largestPage)
    deleted = try reading { () throws(FormatError) in
      try taken.map { segment throws(FormatError) in try segment.deletedDocuments() }
    }
    self.segments = segments
    documentCount = count
    liveCount = segments.reduce(count) { $0 - $1.deletedCount }
    temporaryFolder = options.temporaryFolder ?? SpillFile.defaultFolder
  }

  /// That of the first index.
  var presetDictionary: [UInt8] { files[0].presetDictionary }
  /// The path of the first index.
  var path: String { files[0].path }
  /// The threads of a pool; none where the caller's own is to do the work.
  var poolThreads: Int { plan.threads > 1 ? plan.threads : 0 }
  /// What the lists of a job take in memory, unless one alone takes more.
  var jobBytes: Int { min(1 << 20, plan.listBytes) }

  /// The segment that holds a document, and its number there.
  func locate(_ document: Int) -> (segment: Int, document: Int) {
    var low = 0
    var high = segments.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if segments[middle].firstDocument <= document { low = middle } else { high = middle - 1 }
    }
    return (low, document - segments[low].firstDocument)
  }

  /// Whether a document is dropped.
  func isDeleted(_ document: Int) -> Bool {
    guard liveCount < documentCount else { return false }
    let (segment, number) = locate(document)
    return deleted[segment]?.contains(number) ?? false
  }

  /// Drops a document too.
  mutating func drop(_ document: Int) {
    let (segment, number) = locate(document)
    var dropped =
      deleted[segment] ?? DeletedDocuments(documentCount: segments[segment].documentCount)
    guard !dropped.contains(number) else { return }
    // One that others hold would be copied for each document.
    deleted[segment] = nil
    dropped.insert(number)
    deleted[segment] = dropped
    liveCount -= 1
  }

  /// Lets go of the mapped files' pages: called once a job, so that they never are many.
  func release() { Self.release(files) }

  private static func release(_ files: [IndexFile]) {
    for file in files { file.releaseResident() }
  }

  /// What the largest page of a list takes, which is held as a whole.
  private static func largestPage(
    of segments: [Segment], _ files: [IndexFile]
  ) throws(FormatError) -> Int {
    var largest = 0
    var count = 0
    for segment in segments {
      var terms = try TermWalk(segment)
      while try terms.next() {
        // Lists of several segments may get form numbers where each has but one form.
        let forms = terms.info.forms.numberCount
        largest = max(
          largest,
          OptimizationPlan.bytes(
            ofPage: try terms.largestPageOfPositions(),
            hasForms: forms > 1 || forms == 1 && segments.count > 1))
        count += 1
        if count % termsAtATime == 0 { release(files) }
      }
    }
    release(files)
    return largest
  }
}
