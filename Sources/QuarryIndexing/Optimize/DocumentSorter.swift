import QuarryFormat
import QuarryStorage

/// Brings the raw records into their new order inside a bounded memory: they are spilled to buckets
/// of neighbouring new numbers, and each bucket is put in order when it is read back.
struct DocumentSorter: RecordBatches {
  /// Records are compressed in batches of so many raw bytes; a longer one is a batch of its own.
  static let batchBytes = 1 << 20

  private let numbers: DocumentNumbers
  /// By new number, the raw bytes of the record.
  private let lengths: SharedBuffer<UInt32>
  /// Where the documents of each batch end, and the batches of each bucket.
  private var batchEnds: [Int] = []
  private var bucketEnds: [Int] = []
  private var pending: [[UInt8]]
  private var pendingBytes = 0
  private let pendingLimit: Int
  private var chunks: [[(offset: Int, count: Int)]]
  private let file: SpillFile

  /// - Parameter bucketBytes: the raw bytes that are put in order at once.
  init(
    _ source: OptimizationSource, _ numbers: DocumentNumbers, bucketBytes: Int
  ) throws(OptimizationError) {
    self.numbers = numbers
    lengths = SharedBuffer(repeating: 0, count: numbers.order.count)
    var total = 0
    let lengths = lengths
    func add(_ document: Int, _ length: Int) {
      guard let number = numbers.number(of: document) else { return }
      lengths[number] = UInt32(truncatingIfNeeded: length)
      total += length
    }
    if source.segments.contains(where: \.documents.addsTitles) {
      // What is added to records is known only when they are read.
      let ignored = { (_: Double) in }
      try RecordStream(source).forEachRecord(progress: ignored) { add($0, $1.count) }
    } else {
      for segment in source.segments {
        var document = segment.firstDocument
        try reading { () throws(FormatError) in
          try segment.documents.forEachLength { length in
            add(document, length)
            document += 1
          }
        }
      }
    }
    var batch = 0
    var bucket = 0
    for document in 0..<lengths.count {
      let length = Int(lengths[document])
      if batch > 0, batch + length > Self.batchBytes {
        batchEnds.append(document)
        if bucket + batch > bucketBytes, bucket > 0 {
          bucketEnds.append(batchEnds.count - 1)
          bucket = 0
        }
        bucket += batch
        batch = 0
      }
      batch += length
    }
    if lengths.count > 0 {
      batchEnds.append(lengths.count)
      if bucket + batch > bucketBytes, bucket > 0 { bucketEnds.append(batchEnds.count - 1) }
      bucketEnds.append(batchEnds.count)
    }
    pending = Array(repeating: [], count: bucketEnds.count)
    chunks = Array(repeating: [], count: bucketEnds.count)
    pendingLimit = min(16 << 20, bucketBytes / 2)
    file = try writing { () throws(StorageError) in
      try SpillFile.requireFree(total + 4 * numbers.order.count, in: source.temporaryFolder)
      return try SpillFile(folder: source.temporaryFolder)
    }
    bucketOf = []
    for end in bucketEnds { bucketOf.append(batchEnds[end - 1]) }
  }

  /// Where the documents of each bucket end.
  private var bucketOf: [Int]

  /// Adds the record of a document by its present number; one that is dropped is passed over.
  mutating func append(
    _ document: Int, _ record: UnsafeBufferPointer<UInt8>
  ) throws(OptimizationError) {
    guard let number = numbers.number(of: document) else { return }
    // The file may be written to while it is read; `load` relies on the lengths.
    guard record.count == Int(lengths[number]) else {
      throw .source(
        .damaged(
          section: SectionKind.documents.name, offset: 0,
          reason: "the record of document \(document) has another length"))
    }
    var low = 0
    var high = bucketOf.count - 1
    while low < high {
      let middle = (low + high) / 2
      if bucketOf[middle] <= number { low = middle + 1 } else { high = middle }
    }
    ColumnCodes.append(UInt64(number), width: 4, to: &pending[low])
    pending[low].append(contentsOf: record)
    pendingBytes += 4 + record.count
    if pendingBytes > pendingLimit { try spill() }
  }

  private mutating func spill() throws(OptimizationError) {
    for bucket in pending.indices where !pending[bucket].isEmpty {
      let records = pending[bucket]
      chunks[bucket].append((file.count, records.count))
      try writing { () throws(StorageError) in try file.write(records.span.bytes) }
      pending[bucket].removeAll()
    }
    pendingBytes = 0
  }

  /// The records of a batch in their new order.
  struct Batch: Sendable {
    /// The new numbers.
    var documents: Range<Int>
    var records: [UInt8]
    /// Where each record ends.
    var ends: [Int]
  }

  /// Gives all batches in order.
  mutating func forEachBatch(
    _ body: (Batch) throws(OptimizationError) -> Void
  ) throws(OptimizationError) {
    try spill()
    pending = []
    var firstBatch = 0
    for bucket in bucketEnds.indices {
      let first = firstBatch == 0 ? 0 : batchEnds[firstBatch - 1]
      let bytes = try load(bucket, first..<bucketOf[bucket])
      var start = 0
      var document = first
      for batch in firstBatch..<bucketEnds[bucket] {
        var ends: [Int] = []
        var end = 0
        for number in document..<batchEnds[batch] {
          end += Int(lengths[number])
          ends.append(end)
        }
        try body(
          Batch(
            documents: document..<batchEnds[batch], records: Array(bytes[start..<start + end]),
            ends: ends))
        start += end
        document = batchEnds[batch]
      }
      firstBatch = bucketEnds[bucket]
    }
  }

  /// The records of a bucket, side by side in their order.
  private func load(_ bucket: Int, _ documents: Range<Int>) throws(OptimizationError) -> [UInt8] {
    var starts: [Int] = []
    var total = 0
    for document in documents {
      starts.append(total)
      total += Int(lengths[document])
    }
    var records = [UInt8](repeating: 0, count: total)
    var chunk: [UInt8] = []
    for (offset, count) in chunks[bucket] {
      chunk.removeAll(keepingCapacity: true)
      try writing { () throws(StorageError) in
        try file.read(at: offset, limit: count, into: &chunk)
      }
      // Safe: what is copied was written here, and `starts` and `lengths` give each its own place.
      chunk.withUnsafeBytes { chunk in
        records.withUnsafeMutableBytes { records in
          var place = 0
          while place + 4 <= chunk.count {
            let number = Int(chunk.loadUnaligned(fromByteOffset: place, as: UInt32.self))
            let length = Int(lengths[number])
            place += 4
            let target = starts[number - documents.lowerBound]
            UnsafeMutableRawBufferPointer(rebasing: records[target..<target + length]).copyMemory(
              from: UnsafeRawBufferPointer(rebasing: chunk[place..<place + length]))
            place += length
          }
        }
      }
    }
    return records
  }
}
