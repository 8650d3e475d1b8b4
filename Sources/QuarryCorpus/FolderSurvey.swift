internal import QuarryStorage

/// Looks through the plain text files of a folder before they are read, for the lines that recur.
struct FolderSurvey {
  let limits: SourceLimits
  let options: ReadingOptions

  /// The lines that recur in the files of `walk`; nil where none does.
  ///
  /// Files that cannot be read, are no plain text or are over the limit are passed over: what is to be
  /// said of them is said when they are read.
  func recurringLines(_ walk: FolderWalk) -> RecurringLines? {
    var walk = FileWalk.folder(walk)
    var counter = LineCounter()
    var buffer: [UInt8] = []
    while let step = walk.next() {
      guard case .file(let path, let size) = step, size <= limits.maxDocumentBytes else { continue }
      let name = FileName.last(of: path)
      let look = FirstLook(bytes: [], isWhole: true, name: name)
      guard options.format == .text || look.isNamed(".txt", ".text") else { continue }
      guard let input = try? walk.open(path, source: 0, readBytes: limits.readBytes),
        case .plain = input.packing,
        let detection = Detection(
          input.lookAhead(), name: name, packing: input.packing, options: options,
          isInFolder: true),
        detection.format == .text
      else { continue }
      input.decode(from: detection.encoding)
      var end = 0
      while end <= limits.maxDocumentBytes {
        if end == buffer.count { BufferPool.resize(&buffer, to: max(size + 1, 2 * end, 4096)) }
        let count = input.read(into: &buffer, end..<buffer.count)
        end += count
        if count == 0 { break }
      }
      guard end <= limits.maxDocumentBytes else { continue }
      buffer.withUnsafeBytes { counter.add(UnsafeRawBufferPointer(rebasing: $0[..<end])) }
    }
    return counter.recurring()
  }
}
