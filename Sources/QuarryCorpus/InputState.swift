internal import QuarryStorage

/// Tells without reading them whether inputs are as they were: by each file's place, size and time of
/// change, and by how they are to be read.
package enum InputState {
  /// A text of 32 digits that another state of the inputs does not have; nil where one of them is no file
  /// or folder, cannot be listed, or can change without showing it.
  ///
  /// - Parameters:
  ///   - settings: what else decides what is read.
  ///   - index: a file among them that does not count, as it changes with every commit.
  package static func digest(
    of inputs: [String], options: ReadingOptions, settings: String, besides index: String
  ) -> String? {
    var digest = Digest(besides: FileIdentity(path: index))
    digest.add(settings)
    digest.add(options.format?.rawValue ?? "")
    digest.add(options.encoding?.description ?? "")
    digest.add(options.namespaces.sorted().map { "\($0)" }.joined(separator: " "))
    digest.add(options.columns.joined(separator: "\n"))
    digest.add("\(options.prefixesIdentifiers) \(options.mapping.digest)")
    for input in inputs {
      guard add(input, AbsolutePath.of(input), to: &digest) else { return nil }
    }
    return digest.text
  }

  private static func add(_ input: String, _ path: String, to digest: inout Digest) -> Bool {
    digest.add(path)
    switch try? InputFile.kind(ofPath: input) {
    case .file: return digest.add(identity: input)
    case .folder:
      guard var walk = try? FolderWalk(root: input) else { return false }
      while let step = walk.next() {
        switch step {
        case .skipped(_, .unreadable): return false
        case .skipped(let path, _): digest.add(path)
        case .file(let path, _):
          digest.add(path)
          guard digest.add(identity: walk.fullPath(path)) else { return false }
        }
      }
      return true
    default: return false
    }
  }

  /// Two hashes of all that was added so far.
  private struct Digest {
    private let left: FileIdentity?
    private var first: UInt64 = 1
    private var second: UInt64 = 2

    init(besides left: FileIdentity?) { self.left = left }

    mutating func add(_ text: String) { add(Array(text.utf8)) }

    /// Adds the file at `path`; false where there is none.
    mutating func add(identity path: String) -> Bool {
      guard let identity = FileIdentity(path: path) else { return false }
      if let left, identity.isSameFile(as: left) { return true }
      var bytes: [UInt8] = []
      for number in identity.numbers { withUnsafeBytes(of: number.littleEndian) { bytes += $0 } }
      add(bytes)
      return true
    }

    private mutating func add(_ bytes: [UInt8]) {
      bytes.withUnsafeBytes {
        first = ContentHash.hash($0, seed: first)
        second = ContentHash.hash($0, seed: second)
      }
    }

    var text: String {
      [first, second].map { number in
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
      }.joined()
    }
  }
}
