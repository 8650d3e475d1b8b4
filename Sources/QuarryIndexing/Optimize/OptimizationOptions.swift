/// The order that `optimize` gives the documents of an index.
public enum DocumentOrder: String, Sendable, Hashable, CaseIterable {
  /// Documents that share words stand side by side, which makes postings small and queries fast.
  case bisection
  /// As they are, which is the dump's order in an index that was never reordered.
  case none
  /// By identifier: digits compare as numbers, everything else by its bytes.
  case id
  /// By the metadata `date`, the oldest first; documents without a date come last.
  case date
}

/// How an index is rewritten.
///
/// The result depends on the index, `order` and `level` alone, not on threads and memory.
public struct OptimizationOptions: Sendable, Hashable {
  public var order: DocumentOrder
  /// Deflate effort for the stored text: 1 is fastest, 9 smallest, 0 leaves everything raw.
  public var level: Int
  /// Worker threads; at least one.
  public var threads: Int
  /// The ceiling on the process's resident memory in bytes, at least
  /// `IndexingOptions.minimumMemory`.
  public var memory: Int
  /// The folder for spill files; nil takes the system's.
  public var temporaryFolder: String?
  /// Where the new index is put; nil replaces the old one.
  public var output: String?
  /// Whether a file that stands at `output` is replaced.
  public var replaces: Bool
  /// The bytes of terms in documents that ordering holds in memory; nil takes the share of `memory`,
  /// tests make it small.
  package var forwardBudget: Int?
  /// The bytes of a list, or of records, that are held at once; nil takes the share of `memory`.
  package var partBytes: Int?

  /// The level used where none is given.
  public static let defaultLevel = 9

  public init(
    order: DocumentOrder = .bisection, level: Int = OptimizationOptions.defaultLevel,
    threads: Int = IndexingOptions.defaultThreads, memory: Int = IndexingOptions.defaultMemory,
    temporaryFolder: String? = nil, output: String? = nil, replaces: Bool = false
  ) {
    self.order = order
    self.level = level
    self.threads = threads
    self.memory = memory
    self.temporaryFolder = temporaryFolder
    self.output = output
    self.replaces = replaces
  }

  /// Throws where they make no sense.
  func check() throws(OptimizationError) {
    guard (0...9).contains(level) else {
      throw .refused("--level \(level) is not between 0 and 9")
    }
    guard threads > 0 else {
      throw .refused("--threads \(threads) is not a number of threads; give at least 1")
    }
  }
}

/// How far optimizing has come.
public struct OptimizationProgress: Sendable, Hashable {
  /// What is being done, in this order.
  public enum Phase: String, Sendable, Hashable, CaseIterable {
    /// Identifiers and dates are read.
    case reading
    /// The documents' new order is found.
    case ordering
    /// Documents are rewritten.
    case documents
    /// Postings are rewritten.
    case postings
  }

  public var phase: Phase
  /// How much of the phase is done, 0 to 1.
  public var fraction: Double
}

/// What optimizing made of an index, and what it took.
public struct OptimizationSummary: Sendable, Hashable {
  /// The bytes of a kind of section in the old index and in the new.
  public struct Section: Sendable, Hashable {
    public var name: String
    public var before: Int
    public var after: Int
  }

  /// A phase of the work and the time it took.
  public struct Stage: Sendable, Hashable {
    public var name: String
    public var seconds: Double
  }

  public var documents: Int
  public var segmentsBefore: Int
  public var order: DocumentOrder
  public var level: Int
  public var postings: Int
  /// Postings with their directories and block metadata in bits a posting; nil without postings.
  public var bitsPerPostingBefore: Double?
  public var bitsPerPostingAfter: Double?
  public var fileBytesBefore: Int
  public var fileBytesAfter: Int
  /// Every kind of section that takes any bytes in either index.
  public var sections: [Section]
  public var stages: [Stage]
  public var elapsedSeconds: Double
  /// The process's peak resident memory.
  public var peakMemoryBytes: Int
}
