public import QuarryCorpus
import QuarryStorage

/// Where the texts of the documents are kept, for snippets and articles to be shown.
public enum TextStore: String, Sendable, Hashable, CaseIterable {
  /// In the index.
  case text
  /// In the dumps, which stay where they are; the index says where in them.
  case external
  /// Nowhere: titles and metadata only.
  case none
}

/// How an index is built.
///
/// The index depends on the documents and on `level`, `store`, `analyzer`, `language`,
/// `parameters`, `fieldWeights` and `maxDocumentBytes` alone; threads change only how fast it is
/// made, and so does memory, as long as it is enough for the longest document.
public struct IndexingOptions: Sendable, Hashable {
  /// Worker threads; at least one.
  public var threads: Int
  /// The ceiling on the process's resident memory in bytes, at least `minimumMemory`.
  public var memory: Int
  /// Deflate effort for the stored text: 1 is fastest, 9 smallest, 0 leaves everything raw.
  public var level: Int
  /// Where the texts are kept.
  public var store: TextStore
  /// How texts become words: "standard", "plain" or "lucene".
  public var analyzer: String
  /// The language of the documents as a code or a name; "auto" takes each document's `lang`, or finds
  /// it from the text.
  public var language: String
  /// Numbers of the ranking that are to differ from their defaults, by name.
  public var parameters: [String: Double]
  /// Weights of fields that are to differ from their defaults, by name.
  public var fieldWeights: [String: Double]
  /// The folder for spill files; nil takes the system's.
  public var temporaryFolder: String?
  /// The longest document in bytes; nil takes a 64th of the memory, at most 16 MiB.
  public var maxDocumentBytes: Int?
  /// Whether a file that stands at the path is replaced.
  public var replaces: Bool
  /// What is said about the inputs where their content is not to decide.
  public var reading = ReadingOptions()
  /// The most documents of a segment; tests make it small.
  package var segmentDocuments: Int
  /// The most length codes of a segment, one for each document and field that is filled: bytes that
  /// its merge holds. The least memory has room for so many, so that segments depend on the documents
  /// alone; tests make it small.
  package var segmentNorms: Int
  /// Whether titles are searched; comparisons whose texts repeat the title leave it out.
  package var searchesTitles: Bool
  /// The bytes of a batch; tests make it small.
  package var batchBytes: Int
  /// The bytes of runs held in memory; nil takes the share of `memory`, tests make it small.
  package var runBudget: Int?
  /// Whether segments are merged after documents were added to an index.
  package var mergesSegments = true
  /// The language that most documents of an index are in that is added to: one that leaves doubt is
  /// taken for that.
  package var usualLanguage: String?

  /// The level used where none is given.
  public static let defaultLevel = 3
  /// The memory used where none is given: 1 GiB.
  public static let defaultMemory = 1 << 30
  /// The least memory that can be honoured: 64 MiB.
  public static let minimumMemory = 64 << 20

  public init(
    threads: Int = IndexingOptions.defaultThreads, memory: Int = IndexingOptions.defaultMemory,
    level: Int = IndexingOptions.defaultLevel, storesText: Bool = true,
    analyzer: String = "standard", temporaryFolder: String? = nil, maxDocumentBytes: Int? = nil,
    replaces: Bool = false, language: String = "auto", parameters: [String: Double] = [:],
    fieldWeights: [String: Double] = [:]
  ) {
    self.threads = threads
    self.memory = memory
    self.level = level
    store = storesText ? .text : .none
    self.analyzer = analyzer
    self.temporaryFolder = temporaryFolder
    self.maxDocumentBytes = maxDocumentBytes
    self.replaces = replaces
    self.language = language
    self.parameters = parameters
    self.fieldWeights = fieldWeights
    segmentDocuments = 1 << 31 - 1
    segmentNorms = 20 << 20
    searchesTitles = true
    batchBytes = 1 << 20
  }

  /// Whether texts are stored in the index: `store` as yes or no.
  public var storesText: Bool {
    get { store == .text }
    set { store = newValue ? .text : .none }
  }

  /// The number of processors that are online.
  public static var defaultThreads: Int { Worker.processors }
}
