import QuarryCorpus
package import QuarryFormat
import QuarryStorage
import Synchronization

/// Reads the texts that an index leaves in its dumps, for any number of threads at once.
///
/// A dump is looked for where it was when it was indexed, then beside the index, and has to be as
/// long as it was. The checksum of each record that is read has to hold, so no text is shown but the
/// one that was indexed; therefore a dump of another age, such as a copy, is taken too.
package final class ExternalTexts: Sendable {
  /// Why a text cannot be had.
  package struct Fault: Error, Sendable, Hashable {
    /// The dump, or the file in it.
    package let path: String
    /// The byte of the dump's record that is another; nil where all of the dump cannot be used.
    package let offset: Int?
    /// What is wrong, to follow "which".
    package let reason: String
  }

  /// So many dumps at most are open at a time.
  private static let mostOpen = 16

  private let index: String
  private let sources: [Catalog.Source]
  /// Open dumps by their numbers; the one used last is the last.
  private let dumps = Mutex<[(source: Int, file: RandomAccessFile)]>([])

  /// Nil where the index does not leave its texts in dumps.
  package init?(_ index: IndexFile) {
    guard index.catalog.texts == .external else { return nil }
    self.index = index.path
    sources = index.catalog.sources
  }

  /// The record with its text.
  ///
  /// - Throws: `FormatError.dump` where the dump is not there or not as it was.
  func completed(_ record: DocumentRecord) throws(FormatError) -> DocumentRecord {
    guard let place = record.external else { return record }
    do throws(Fault) {
      let bytes = try bytes(of: record, at: place)
      if let complete = Self.parsed(bytes, isFile: isFolder(place), of: record) { return complete }
      throw Fault(
        path: sources[place.source].name, offset: place.offset, reason: "holds no document there")
    } catch {
      throw .dump(
        "the texts of \(index) are in \(error.path), which \(error.reason); put it back as it was, "
          + "or index it again (search --snippets 0 needs no texts)")
    }
  }

  /// The bytes of a record's line or file, which are those that were indexed.
  package func bytes(
    of record: DocumentRecord, at place: ExternalText
  ) throws(Fault) -> [UInt8] {
    let isFile = isFolder(place)
    let file = isFile ? try textFile(of: record, at: place) : try dump(place.source)
    let offset = isFile ? 0 : place.offset
    let bytes: [UInt8]
    do throws(StorageError) {
      bytes = try file.read(at: offset, count: place.length)
    } catch {
      throw Fault(path: file.path, offset: offset, reason: "cannot be read: \(error)")
    }
    guard bytes.count == place.length, Checksum.crc32(bytes.span.bytes) == place.checksum else {
      throw Fault(
        path: file.path, offset: offset,
        reason: "has changed since it was indexed"
          + (isFile ? "" : ": there is another record at byte \(offset)"))
    }
    return bytes
  }

  /// Whether the place is in a folder of text files: the size of a folder is not known.
  private func isFolder(_ place: ExternalText) -> Bool { sources[place.source].size == nil }

  /// The record with the text that the indexer found in these bytes; nil where there is no document.
  private static func parsed(
    _ bytes: [UInt8], isFile: Bool, of record: DocumentRecord
  ) -> DocumentRecord? {
    // A byte order mark would stand before the first record only, which begins behind it.
    let batch = RecordBatch(
      kind: isFile ? .textFiles([TextFileEntry(path: "", range: 0..<bytes.count)]) : .jsonLines(),
      bytes: bytes, source: 0, firstLine: 1, byteOffset: 1, bytesRead: 0)
    var parser = RecordParser(
      limits: SourceLimits(batchBytes: bytes.count, maxDocumentBytes: ExternalText.maxLength))
    var complete: DocumentRecord?
    parser.parse(batch) { document in
      if complete == nil {
        complete = DocumentRecord(record, text: document.bytes[document.text])
      }
    } skipped: { _ in
    }
    return complete
  }

  // MARK: - Dumps

  /// A dump of lines, opened if it is not open yet.
  private func dump(_ number: Int) throws(Fault) -> RandomAccessFile {
    let known = dumps.withLock { dumps -> RandomAccessFile? in
      guard let place = dumps.lastIndex(where: { $0.source == number }) else { return nil }
      if place != dumps.count - 1 { dumps.append(dumps.remove(at: place)) }
      return dumps.last?.file
    }
    if let known { return known }
    let size = sources[number].size ?? 0
    let file = try first(sources[number].name) { (path) throws(StorageError) in
      try RandomAccessFile(path: path)
    } fault: {
      Self.fault(of: $0, size: size)
    }
    dumps.withLock {
      if $0.count >= Self.mostOpen { $0.removeFirst() }
      $0.append((number, file))
    }
    return file
  }

  /// The text file of a document, whose path in its folder is a part of the identifier.
  private func textFile(
    of record: DocumentRecord, at place: ExternalText
  ) throws(Fault) -> RandomAccessFile {
    let name = record.string(record.identifier.dropFirst(place.offset))
    // The indexer passes over hidden files; a forged identifier could lead out of the folder.
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty && $0.first != "." }) else {
      throw Fault(
        path: sources[place.source].name, offset: nil, reason: "cannot hold a file \"\(name)\"")
    }
    return try first(sources[place.source].name) { (folder) throws(StorageError) in
      try RandomAccessFile(path: "\(folder)/\(name)", followsLink: false)
    } fault: {
      Self.fault(of: $0, size: place.length)
    }
  }

  /// What is wrong with a file that should have `size` bytes.
  private static func fault(of file: RandomAccessFile, size: Int) -> String? {
    guard file.size != size else { return nil }
    return "has changed since it was indexed: it has \(file.size) bytes, not \(size)"
  }

  /// What `open` gives at the path that a dump had or else beside the index, unless `fault` finds
  /// something wrong with it.
  private func first(
    _ path: String, open: (String) throws(StorageError) -> RandomAccessFile,
    fault: (RandomAccessFile) -> String?
  ) throws(Fault) -> RandomAccessFile {
    let beside = AbsolutePath.folder(of: index) + "/" + AbsolutePath.lastPart(of: path)
    var first: Fault?
    for path in [path, beside] {
      do throws(StorageError) {
        let file = try open(path)
        guard let reason = fault(file) else { return file }
        first = first ?? Fault(path: file.path, offset: nil, reason: reason)
      } catch {
        if !error.isMissing {
          first = first ?? Fault(path: path, offset: nil, reason: "cannot be read: \(error)")
        }
      }
    }
    throw first
      ?? Fault(path: path, offset: nil, reason: "is not there, nor is it beside the index")
  }
}
