internal import Synchronization

/// Reads a list of inputs one after the other and cuts them into batches for the parsers.
///
/// Meant for a thread of its own that blocks in it and does nothing but read, inflate and look for
/// newlines; other threads may ask for progress at any time and give buffers back.
package final class DumpReader: Sendable {
  package let inputs: [String]
  /// The bytes of all inputs as they stand on disk; nil where a pipe or standard input is one.
  package let totalBytes: Int?
  /// Where the bytes of batches that are done with wait to be used again.
  private let buffers: BufferPool
  private let queue: Guarded<InputQueue>
  private let progress = Atomic<Int>(0)

  /// Checks every input, so that nothing is begun that cannot be done.
  ///
  /// Throws where an input does not exist, cannot be read, is empty or is no dump.
  ///
  /// - Parameter isReadLater: whether single records are to be read from the inputs later; it throws
  ///   then where one is compressed or a pipe.
  package init(
    inputs: [String], limits: SourceLimits = SourceLimits(),
    options: ReadingOptions = ReadingOptions(), isReadLater: Bool = false
  ) throws(CorpusError) {
    let limits = limits.clamped
    let pool = BufferPool(usualBytes: limits.batchBytes)
    let queue = try InputQueue(
      inputs: inputs, limits: limits, options: options, isReadLater: isReadLater, pool: pool)
    self.inputs = inputs
    totalBytes = queue.totalBytes
    buffers = pool
    self.queue = Guarded(queue)
  }

  /// The next batch, or nil when all inputs are read.
  ///
  /// Blocks until it is there. Throws where an input has gone away since it was checked; one that
  /// breaks off half-way is no error but goes to `brokenInputs`.
  package func next() throws(CorpusError) -> RecordBatch? {
    try queue.withLock { (queue) throws(CorpusError) in
      defer { progress.store(queue.bytesRead, ordering: .relaxed) }
      return try queue.next()
    }
  }

  /// Gives back the bytes of a batch that is done with, to be used again; drop the batch itself.
  package func recycle(_ bytes: consuming [UInt8]) {
    buffers.give(bytes)
  }

  /// What each input turned out to be; nil for a folder, whose files are looked at one by one.
  package var detections: [Detection?] { queue.withLock { $0.detections } }

  /// What each input is called that is an archive; nil for all others.
  package var archives: [String?] { queue.withLock { $0.archives.map { $0?.title } } }

  /// Bytes of all inputs, as they stand on disk, that were read up to the last batch.
  package var bytesRead: Int { progress.load(ordering: .relaxed) }

  /// The first thousand records that the reader itself had to leave out; waits for `next`.
  package var skipped: [SkippedRecord] { queue.withLock { $0.skipped } }

  /// How many records the reader left out in all; waits for `next`.
  package var skippedCount: Int { queue.withLock { $0.skippedCount } }

  /// The inputs that broke off; waits for `next`.
  package var brokenInputs: [InputProblem] { queue.withLock { $0.brokenInputs } }
}
