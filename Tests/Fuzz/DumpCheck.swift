import QuarryCorpus

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads an input as a dump twice, at once and in the smallest pieces, and checks what comes out.
enum DumpCheck {
  /// The file that holds the present input, since readers want one; it has no name.
  private static let file: Int32 = {
    var name = Array("/dev/shm/quarry-fuzz-XXXXXX".utf8CString)
    let descriptor = mkstemp(&name)
    FuzzTarget.check(descriptor >= 0, "/dev/shm takes no file")
    unlink(name)
    return descriptor
  }()

  /// What a reading gave.
  private struct Reading: Equatable {
    var documents: [Document] = []
    /// Not how many: as how many records damage is told depends on where a batch ends.
    var isSkipping = false
    var isBroken = false
  }

  /// Checks that all of the documents is UTF-8, that there is no more of it than the input can hold, and
  /// that where the pieces end changes nothing.
  static func run(_ input: [UInt8], as format: RecordFormat?, in encoding: TextEncoding? = nil) {
    // What other programs decompress is theirs to check.
    let isForeign = [[0x42, 0x5A, 0x68], [0xFD, 0x37], [0x28, 0xB5], [0x04, 0x22]].contains {
      input.starts(with: $0)
    }
    guard !input.isEmpty, !isForeign else { return }
    ftruncate(file, 0)
    guard pwrite(file, input, input.count, 0) == input.count else { return }
    var options = ReadingOptions()
    options.format = format
    options.encoding = encoding
    let whole = read(SourceLimits(batchBytes: 1 << 16, maxDocumentBytes: 1 << 16), options)
    // What heads a table or a WARC record has to fit into a batch.
    let isHeaded = [.warc, .table, nil].contains(format)
    let pieces = read(
      SourceLimits(
        batchBytes: isHeaded ? 1 << 16 : 61, maxDocumentBytes: 1 << 16,
        readBytes: 7), options)
    FuzzTarget.check(
      whole == pieces,
      "smaller pieces give other documents: \(String(describing: whole)), \(String(describing: pieces))"
    )
  }

  private static func read(
    _ limits: SourceLimits, _ options: ReadingOptions
  ) -> Reading? {
    guard
      let reader = try? DumpReader(
        inputs: ["/proc/self/fd/\(file)"], limits: limits, options: options)
    else { return nil }
    var reading = Reading()
    var parser = RecordParser(limits: limits, options: options)
    do {
      while let batch = try reader.next() {
        parser.parse(
          batch, document: { reading.documents.append(checked($0)) },
          skipped: { _ in reading.isSkipping = true })
      }
    } catch {
      return nil
    }
    if reader.skippedCount > 0 { reading.isSkipping = true }
    reading.isBroken = !reader.brokenInputs.isEmpty
    return reading
  }

  private static func checked(_ buffer: borrowing DocumentBuffer) -> Document {
    let ranges =
      [buffer.id, buffer.title, buffer.text] + buffer.metadata.flatMap { [$0.key, $0.value] }
    for range in ranges {
      FuzzTarget.check(
        String(validating: buffer.bytes[range], as: UTF8.self) != nil, "a document is no UTF-8")
    }
    FuzzTarget.check(!buffer.id.isEmpty, "a document has no id")
    FuzzTarget.check(buffer.text.count <= 1 << 20, "a text is longer than its input allows")
    let document = buffer.document
    // The fault that is there on purpose: an index one too far, in a place that few inputs lead to.
    if FuzzTarget.isPlanted, (document.title + document.text).utf8.contains(UInt8(ascii: "!")) {
      _ = Array(document.text.utf8)[document.text.utf8.count]
    }
    return document
  }
}
