import QuarryStorage

/// How far indexing has come.
public struct IndexingProgress: Sendable, Hashable {
  /// What is being done.
  public enum Phase: Sendable, Hashable {
    /// Documents are read, inverted and stored.
    case reading
    /// Postings are merged, compressed and written.
    case merging
  }

  public var phase: Phase
  /// Bytes of the inputs read so far, as they stand on disk.
  public var bytesRead: Int
  /// The bytes of all inputs; nil where a pipe is among them.
  public var totalBytes: Int?
  public var documents: Int
  /// Bytes of titles and texts so far.
  public var textBytes: Int
  /// How much of the phase is done, 0 to 1; nil where it is not known.
  public var fraction: Double?
  public var elapsedSeconds: Double
}

/// What was built, and what it took.
public struct IndexingSummary: Sendable {
  /// A section of the file and its bytes.
  public struct Section: Sendable, Hashable {
    public var name: String
    public var bytes: Int
  }

  /// A stage of the work and the CPU time it took in all threads.
  public struct Stage: Sendable, Hashable {
    public var name: String
    public var cpuSeconds: Double
  }

  /// The documents that were added and can be found.
  public var documents: Int
  /// Words in titles and texts.
  public var tokens: Int
  /// Distinct terms, summed over segments.
  public var terms: Int
  public var postings: Int
  public var positions: Int
  /// Bytes of the inputs as they stand on disk.
  public var inputBytes: Int
  /// Bytes of titles and texts.
  public var textBytes: Int
  /// Bytes of the index file.
  public var fileBytes: Int
  public var sections: [Section]
  public var stages: [Stage]
  public var elapsedSeconds: Double
  /// The process's peak resident memory.
  public var peakMemoryBytes: Int
  /// Records that were left out.
  public var skippedCount: Int
  /// The first of them: place and reason in one line each.
  public var skipped: [String]
  /// Inputs that broke off, in one line each; what came before is indexed.
  public var brokenInputs: [String]
  /// Documents that a later one of the same identifier replaced.
  public var duplicateIdentifiers: Int
  /// Documents that were in the index already, as they are; only where documents are added to one.
  public var unchanged = 0
  /// Documents of the index that others of the same identifier replaced.
  public var replaced = 0
  /// Documents of the index that were deleted since the inputs that were to replace all do not hold them.
  public var removed = 0
  /// Whether such documents were kept, since inputs could not be read whole.
  public var withheldRemoval = false
  /// Why the segments of an index that was added to could not be merged: it is complete all the same,
  /// but larger and slower than it could be.
  public var mergeFailure: String?
  /// Redirects that became alternative titles of their documents.
  public var redirects = 0
  /// Redirects to what is in no input, or that lead in a circle.
  public var lostRedirects = 0
  /// Pages passed over because they stand in namespaces that were not asked for.
  public var otherNamespaces = 0
  /// Parts of books passed over because they have no text.
  public var emptyParts = 0
  /// Documents with bytes that mean nothing in the character set they were read in; each became U+FFFD.
  public var repairedDocuments = 0
}

/// Why an index could not be built; in one line what, where, and what to do.
public struct IndexingError: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String

  package init(_ description: String) {
    self.description = description
  }
}

/// Runs `body` and turns what the system refused into the error that callers see.
func storage<Success>(
  _ body: () throws(StorageError) -> Success
) throws(IndexingError) -> Success {
  do {
    return try body()
  } catch {
    throw IndexingError(error.description)
  }
}
