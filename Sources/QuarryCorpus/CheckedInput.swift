internal import QuarryStorage

/// An input that was found fit to be read, between the check and its turn.
struct CheckedInput {
  /// How to get at it when its turn comes.
  enum Access {
    /// A file, to be opened again.
    case file(Detection)
    /// A folder of text files.
    case folder
    /// An archive of files.
    case archive(ArchiveKind)
    /// A tar archive from a pipe, kept open.
    case tarStream(ByteSource)
    /// A pipe, kept open since it can be read only once.
    case stream(ByteSource, Detection)
  }

  let access: Access
  /// The bytes on disk, or nil where they are not known.
  let size: Int?

  /// What the input turned out to be; nil for a folder.
  var detection: Detection? {
    switch access {
    case .file(let detection), .stream(_, let detection): detection
    case .folder, .archive, .tarStream: nil
    }
  }

  /// What kind of archive the input is; nil for all others.
  var archive: ArchiveKind? {
    switch access {
    case .archive(let kind): kind
    case .tarStream: .tar
    case .file, .stream, .folder: nil
    }
  }

  /// Looks at what stands at `path` and at its first bytes.
  ///
  /// Throws where it does not exist, cannot be read, is empty or is in no known format.
  /// - Parameters:
  ///   - isRepeated: whether the same path stands earlier among the inputs.
  ///   - isReadLater: whether single records are to be read again later, as only files and folders
  ///     that are not compressed allow.
  init(
    _ path: String, source: SourceID, isRepeated: Bool, isReadLater: Bool, limits: SourceLimits,
    options: ReadingOptions
  ) throws(CorpusError) {
    let inputKind = try Self.reading(path) { () throws(StorageError) in
      try InputFile.kind(ofPath: path)
    }
    if inputKind == .folder {
      let walk = try Self.reading(path) { () throws(StorageError) in
        try FolderWalk(root: path)
      }
      guard let total = Self.sizeOfFiles(walk) else {
        throw CorpusError(input: path, reason: .emptyFolder)
      }
      access = .folder
      size = total
      return
    }
    if inputKind == .stream, isReadLater { throw CorpusError(input: path, reason: .readOnce) }
    if inputKind == .stream, isRepeated { throw CorpusError(input: path, reason: .readTwice) }
    let bytes = try Self.reading(path) { () throws(StorageError) in
      try ByteSource(path: path, source: source, readBytes: limits.readBytes)
    }
    if isReadLater, bytes.packing != .plain { throw CorpusError(input: path, reason: .packed) }
    if let reason = Self.fault(of: bytes) { throw CorpusError(input: path, reason: reason) }
    let first = bytes.lookAhead()
    if options.format == nil, let title = ForeignDocument.title(ofFirst: first.bytes) {
      throw CorpusError(input: path, reason: .foreign(title))
    }
    if let kind = ArchiveKind(ofFirst: first.bytes), options.format == nil {
      if isReadLater { throw CorpusError(input: path, reason: .notReadLater(format: "an archive")) }
      (access, size) = try Self.archive(kind, bytes, isStream: inputKind == .stream)
      return
    }
    guard
      let detection = Detection(
        first, name: FileName.last(of: path), packing: bytes.packing, options: options,
        isInFolder: false)
    else {
      throw CorpusError(
        input: path, reason: .unknownFormat(firstBytes: InputFormat.preview(of: first.bytes)))
    }
    if isReadLater, detection.format != .jsonLines || detection.encoding != .utf8 {
      throw CorpusError(input: path, reason: .notReadLater(format: detection.format.title))
    }
    access = inputKind == .stream ? .stream(bytes, detection) : .file(detection)
    size = inputKind == .stream ? nil : bytes.size
  }

  private static func archive(
    _ kind: ArchiveKind, _ bytes: ByteSource, isStream: Bool
  ) throws(CorpusError) -> (Access, Int?) {
    if isStream {
      guard kind == .tar else {
        throw CorpusError(input: bytes.path, reason: .archiveFromPipe(kind.title))
      }
      return (.tarStream(bytes), nil)
    }
    // Only what stands at its end makes a zip archive of it.
    _ = try kind.open(path: bytes.path, source: bytes.source)
    return (.archive(kind), bytes.size)
  }

  /// Why nothing can be read of the bytes, or nil.
  private static func fault(of bytes: ByteSource) -> CorpusError.Reason? {
    switch bytes.packing {
    case .other(let format, let command): return .compressed(format: format, command: command)
    case .tool(let tool) where tool.program == nil:
      return .noTool(format: tool.rawValue, package: tool.package)
    default: break
    }
    let first = bytes.lookAhead().bytes
    // Of a PDF that is broken the page around its text remains.
    if bytes.packing != .tool(.pdf) || bytes.problem == nil,
      InputFormat.firstMeaningfulByte(of: first) != nil
    {
      return nil
    }
    switch bytes.problem?.reason {
    case .truncated: return .broken("it ends too early")
    case .corrupt(let detail), .toolFailed(let detail), .unfit(let detail): return .broken(detail)
    case .bomb: return .broken("it grows beyond all measure")
    case .unreadable(let detail): return .unreadable(detail)
    case nil: return .empty
    }
  }

  /// The bytes of all files of a folder, or nil where there are none.
  private static func sizeOfFiles(_ walk: FolderWalk) -> Int? {
    var walk = walk
    var total: Int?
    while let step = walk.next() {
      if case .file(_, let size) = step { total = (total ?? 0) &+ size }
    }
    return total
  }

  /// Turns what the system says about `path` into an error of this module.
  private static func reading<Value>(
    _ path: String, _ body: () throws(StorageError) -> Value
  ) throws(CorpusError) -> Value {
    do throws(StorageError) {
      return try body()
    } catch {
      throw CorpusError(input: path, reason: .unreadable(error.reason))
    }
  }
}
