/// A file of files, gone through once from start to end; the member whose turn it is can be read.
protocol Archive: AnyObject {
  /// The next member, after which the one before can no longer be read; nil at the end.
  func next() -> FolderWalk.Step?

  /// Reads on in the present member; 0 at its end.
  func read(into target: UnsafeMutableRawBufferPointer) -> Int

  /// Why the present member could not be read to its end, or nil.
  var memberProblem: InputProblem.Reason? { get }

  /// Why no further members could be read, or nil.
  var problem: InputProblem? { get }

  /// Bytes of the archive, as it stands on disk, that were taken so far.
  var bytesRead: Int { get }

  /// What is known of the present member beside its bytes; nil where that is nothing.
  var facts: MemberFacts? { get }
}

extension Archive {
  var facts: MemberFacts? { nil }
}

/// The kinds of archives.
package enum ArchiveKind: String, Sendable, Hashable {
  case zip, tar
  /// A book: a zip archive of chapters.
  case epub
  /// An archive of web pages as Kiwix reads them.
  case zim

  /// What stands 257 bytes behind the start of a tar archive.
  private static let tarMark = Array("ustar".utf8)

  /// The kind that the first bytes of a file are of, decompressed; nil where they are of none.
  init?(ofFirst bytes: [UInt8]) {
    if bytes.starts(with: ZIMArchive.mark) {
      self = .zim
    } else if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]),
      bytes.dropFirst(30).starts(with: EPUBBook.mark),
      bytes.number(8, 2) != 0 || bytes.dropFirst(38).starts(with: EPUBBook.type)
    {
      self = .epub
    } else if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04])
      || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06])
    {
      self = .zip
    } else if bytes.count >= TarArchive.blockBytes, bytes[257..<262].elementsEqual(Self.tarMark) {
      self = .tar
    } else {
      return nil
    }
  }

  /// What it is called in messages.
  var title: String {
    switch self {
    case .zip: "a zip archive"
    case .tar: "a tar archive"
    case .epub: "a book in EPUB"
    case .zim: "a ZIM archive"
    }
  }

  /// Opens the archive in the file at `path`, which only tar can do without; throws where it is none
  /// that could be read.
  func open(path: String, source: SourceID) throws(CorpusError) -> (any Archive)? {
    switch self {
    case .tar: return nil
    case .zip: return try ZipArchive(path: path, source: source)
    case .zim: return try ZIMArchive(path: path, source: source)
    case .epub:
      // A book without its lists is still an archive of pages.
      if let book = EPUBBook(zip: try ZipArchive(path: path, source: source)) { return book }
      return try ZipArchive(path: path, source: source)
    }
  }
}

/// The rules for the names of members.
enum MemberName {
  /// What is to be done with a member of this name.
  enum Verdict {
    case read(String)
    /// A folder or a hidden file.
    case passOver
    case refuse(String, SkipReason)
  }

  /// So many bytes a name may take, as many as a path of the system.
  private static let mostBytes = 4096

  /// Judges a name as an archive gives it: what is no UTF-8 is read as Windows-1252.
  static func judge(_ bytes: [UInt8]) -> Verdict {
    if bytes.count > mostBytes {
      let path = String(decoding: bytes.prefix(64), as: UTF8.self)
      return .refuse(path, .notRead("has a name longer than \(mostBytes) bytes"))
    }
    var name = bytes
    if bytes.withUnsafeBytes({ Utf8Check.firstFault(in: $0, 0..<$0.count) }) != nil {
      name = CharsetDecoder.decode(bytes, from: .windows1252)
    }
    var start = 0
    while start + 2 <= name.count, name[start] == 0x2E, name[start + 1] == 0x2F { start += 2 }
    name.removeFirst(start)
    let path = String(decoding: name, as: UTF8.self)
    guard !path.isEmpty, !path.hasSuffix("/") else { return .passOver }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    if path.hasPrefix("/") || parts.contains("..") || path.contains("\\..\\") || name.contains(0) {
      return .refuse(path, .notRead("has a path that leaves the archive"))
    }
    if parts.contains(where: { $0.hasPrefix(".") || $0 == "__MACOSX" }) { return .passOver }
    return .read(path)
  }
}
