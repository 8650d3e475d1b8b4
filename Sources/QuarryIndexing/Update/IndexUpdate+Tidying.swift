import QuarryFormat
import QuarryStorage

/// What keeps an index that is added to again and again small and fast.
extension IndexUpdate {
  /// A file is written anew before it would be so many times as large as what is in use, in percent.
  private static let mostPercent = 160
  /// What it may be larger besides.
  private static let spareBytes = 64 << 10
  /// The bytes that are copied at a time.
  private static let copiedBytes = 1 << 20

  /// Merges the last segments, and writes the file anew where too much of it was replaced: a commit of
  /// its own, behind the one that was made.
  ///
  /// - Returns: why it could not be done; the index then stays as it was committed.
  @discardableResult
  func tidy(_ options: IndexingOptions) -> String? {
    do throws(OptimizationError) {
      try tidied(options)
      return nil
    } catch {
      switch error {
      case .source(let error), .input(_, let error): return "\(path): \(error)"
      case .storage(let error): return error.description
      case .refused(let reason): return reason
      }
    }
  }

  private func tidied(_ given: IndexingOptions) throws(OptimizationError) {
    let file = try reading { () throws(FormatError) in try IndexFile(path: path) }
    let merged =
      given.mergesSegments
      ? SegmentTiers.last(
        of: file, mostCodes: given.segmentNorms, mostDocuments: given.segmentDocuments) : 0..<0
    let used = CommittedExtents.entries(of: file.catalog).reduce(0) { $0 + $1.storedLength }
    let added = file.catalog.segments[merged].reduce(0) { $0 + $1.storedBytes }
    let isNew = file.root.extent + added > used / 100 * Self.mostPercent + Self.spareBytes
    guard !merged.isEmpty || isNew else { return }
    let output = try writing { () throws(StorageError) in
      SectionOutput(
        file: isNew
          ? try OutputFile(path: path)
          : try OutputFile(appendingTo: path, behind: file.root.extent, under: lock))
    }
    var catalog = file.catalog
    if isNew {
      let kept = merged.isEmpty ? catalog.segments.count : merged.lowerBound
      try writing { () throws(StorageError) in
        try Self.copy(&catalog, segments: kept, from: file, to: output)
      }
    }
    if !merged.isEmpty {
      let options = OptimizationOptions(
        order: .none, level: given.level, threads: given.threads, memory: given.memory,
        temporaryFolder: given.temporaryFolder)
      let source = try OptimizationSource(file, merged, options: options)
      let numbers = DocumentNumbers(
        (0..<UInt32(source.documentCount)).lazy.filter { !source.isDeleted(Int($0)) },
        of: source.documentCount, live: source.liveCount, hashes: [])
      var rewriter = SegmentRewriter(source, numbers, output: output, level: given.level)
      try rewriter.writeDocumentsInOrder()
      catalog.segments.removeSubrange(merged)
      catalog.segments.append(try rewriter.writePostings { _ in })
    }
    let finished = catalog
    guard isCurrent, file.root.generation < .max else {
      throw .refused("\(path): another file was put in its place meanwhile")
    }
    try writing { () throws(StorageError) in
      if isNew {
        try output.commit(finished, replacing: true)
      } else {
        try output.append(finished, generation: file.root.generation + 1, slot: file.nextSlot)
      }
    }
  }

  /// Copies the preset dictionary and the first `segments` to a new file as they are; the catalog then
  /// says where they are there.
  private static func copy(
    _ catalog: inout Catalog, segments: Int, from file: IndexFile, to output: SectionOutput
  ) throws(StorageError) {
    try output.file.write(Header.encode())
    try output.file.write([UInt8](repeating: 0, count: 2 * Header.pageBytes))
    let source = try RandomAccessFile(path: file.path)
    if let entry = catalog.presetDictionary {
      try output.copy(entry, from: source, atATime: copiedBytes)
      catalog.presetDictionary = output.takeEntries().first
    }
    for segment in 0..<segments {
      for entry in catalog.segments[segment].sections {
        try output.copy(entry, from: source, atATime: copiedBytes)
      }
      catalog.segments[segment].sections = output.takeEntries()
    }
  }
}

extension SectionOutput {
  /// Copies a section of another file with its checksums.
  fileprivate func copy(
    _ entry: SectionEntry, from source: RandomAccessFile, atATime count: Int
  ) throws(StorageError) {
    try file.pad(to: SectionEntry.alignment)
    let start = file.count
    var done = 0
    while done < entry.storedLength {
      let part = try source.read(
        at: entry.offset + done, count: min(count, entry.storedLength - done))
      guard !part.isEmpty else {
        throw StorageError(
          operation: "read", path: source.path, errno: 0, detail: "it was cut off meanwhile")
      }
      try file.write(part)
      done += part.count
    }
    add(
      SectionEntry(
        kind: entry.kind, offset: start, length: entry.length, checksum: entry.checksum))
  }
}
