public import QuarryCorpus
public import QuarryIndexing

/// Builds a new index from documents that a program supplies, or from dumps; or adds them to one.
///
/// Nothing appears at the path before `finish()` has returned; a builder that is dropped before
/// leaves nothing behind. A builder is used by one task at a time, and does its work on threads of
/// its own.
///
/// ```swift
/// import Quarry
///
/// let builder = try IndexBuilder(path: "notes.quarry")
/// try builder.add(Document(id: "1", title: "Ankara", text: "The capital of Turkey."))
/// try builder.add(contentsOf: moreDocuments)
/// let summary = try builder.finish()
/// print("\(summary.documents) documents, \(summary.fileBytes) bytes")
/// ```
public final class IndexBuilder {
  /// Where the index will be.
  public let path: String
  private var writer: IndexWriter?
  private var update: IndexUpdate?

  /// Begins an index that `finish()` will put at `path`.
  ///
  /// - Throws: a `QuarryError` where an option is out of range, the folder cannot be written, or a
  ///   file stands at `path` and `options.replaces` is false.
  public init(
    path: String, options: IndexingOptions = IndexingOptions()
  ) throws(QuarryError) {
    self.path = path
    do {
      writer = try IndexWriter(path: path, options: options)
    } catch {
      throw QuarryError(.notBuilt, error.description)
    }
  }

  /// Begins to add documents to the index at `path`, whose analyzer, language and store they get.
  ///
  /// A document that the index has as it is is left out; one whose identifier it has with other
  /// content replaces that. `finish()` commits both at once. The index is locked until then; who has
  /// it open goes on reading what he opened, see `QuarryIndex.refresh()`.
  ///
  /// - Parameters:
  ///   - options: of which threads, memory, folder and longest document count.
  ///   - replacesAll: whether documents of the index that are not given again are deleted by the same
  ///     commit. None is where an input could not be read whole (`IndexingSummary.withheldRemoval`), and
  ///     `finish()` throws where no document is given at all.
  ///   - waits: whether to wait while another process writes to the index.
  /// - Throws: a `QuarryError` where another one does, or the file may not be written to or is damaged.
  public init(
    addingTo path: String, options: IndexingOptions = IndexingOptions(), replacesAll: Bool = false,
    waits: Bool = false
  ) throws(QuarryError) {
    self.path = path
    do {
      let update = try IndexUpdate(path: path, waits: waits)
      let writer = try IndexWriter(update, options: options)
      writer.replacesContents = replacesAll
      self.writer = writer
      self.update = update
    } catch {
      throw QuarryError(.notBuilt, error.description)
    }
  }

  /// Adds one document; it is numbered in the order of the calls.
  public func add(_ document: Document) throws(QuarryError) {
    let writer = try current()
    do {
      try writer.add(document)
    } catch {
      throw fail(error.description)
    }
  }

  /// Adds every document of a sequence, which may be far larger than memory.
  public func add(contentsOf documents: some Sequence<Document>) throws(QuarryError) {
    for document in documents { try add(document) }
  }

  /// Adds every document of an asynchronous sequence as it arrives.
  ///
  /// - Throws: a `QuarryError`, or what the sequence itself throws.
  public func add<Documents: AsyncSequence>(
    contentsOf documents: Documents, isolation: isolated (any Actor)? = #isolation
  ) async throws where Documents.Element == Document {
    var iterator = documents.makeAsyncIterator()
    while let document = try await iterator.next(isolation: isolation) { try add(document) }
  }

  /// Adds the documents of dumps, whose compression, character set and format their first bytes tell;
  /// of folders of files; or of standard input, as `-`.
  ///
  /// Records that cannot be read are counted in the summary and left out.
  ///
  /// - Parameter progress: called now and then, on the caller's thread.
  public func add(
    inputs: [String], progress: (@Sendable (IndexingProgress) -> Void)? = nil
  ) throws(QuarryError) {
    let writer = try current()
    do {
      try writer.add(inputs: inputs, progress: progress)
    } catch {
      throw fail(error.description)
    }
  }

  /// Of which state of inputs the index that is added to holds the documents and no others; nil where that
  /// is not known. Set, it is what the commit says of itself.
  package var syncedState: String? {
    get { update?.syncedState }
    set { update?.synced = newValue }
  }

  /// The state that inputs, besides the index itself, are in now, to be compared with `syncedState`; nil where it cannot be told without
  /// reading them.
  package static func state(
    of inputs: [String], _ options: IndexingOptions, besides index: String
  ) -> String? {
    InputState.digest(
      of: inputs, options: options.reading,
      settings: "\(QuarryVersion.text) \(options.maxDocumentBytes ?? 0)", besides: index)
  }

  /// What `finish()` would tell; nothing is committed, and the builder is done with.
  package func preview() throws(QuarryError) -> IndexingSummary {
    let writer = try current()
    self.writer = nil
    defer { update = nil }
    do {
      return try writer.preview()
    } catch {
      throw QuarryError(.notBuilt, error.description)
    }
  }

  /// Has `report` called for every record that is left out, with the path of its input.
  package func onSkipped(_ report: @escaping (SkippedRecord, String?) -> Void) {
    writer?.skipped = report
  }

  /// How many records were left out so far, and what is to be said of inputs that broke off.
  package var faults: (skipped: Int, broken: [String]) { writer?.faults ?? (0, []) }

  /// Completes the index and puts it at its path, durably and all at once.
  ///
  /// - Parameter progress: called now and then, on the caller's thread.
  @discardableResult
  public func finish(
    progress: (@Sendable (IndexingProgress) -> Void)? = nil
  ) throws(QuarryError) -> IndexingSummary {
    let writer = try current()
    self.writer = nil
    defer { update = nil }
    do {
      return try writer.finish(progress: progress)
    } catch {
      throw QuarryError(.notBuilt, error.description)
    }
  }

  /// Ends the builder, since what it holds may be incomplete.
  private func fail(_ description: String) -> QuarryError {
    writer = nil
    update = nil
    return QuarryError(.notBuilt, description)
  }

  private func current() throws(QuarryError) -> IndexWriter {
    guard let writer else {
      throw QuarryError(
        .notBuilt, "\(path): is finished, or failed before; begin another IndexBuilder")
    }
    return writer
  }
}
