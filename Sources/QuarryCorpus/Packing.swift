internal import QuarryStorage

/// How the bytes of a file are packed, by its first ones; names and extensions do not count.
package enum Packing: Sendable, Hashable {
  case plain
  /// gzip and zlib, which are inflated by the program itself.
  case gzip
  /// A compression that a program of the system undoes.
  case tool(PackingTool)
  /// A form that is not read, and the command that undoes it.
  case other(format: String, command: String)

  /// As many first bytes as are needed to tell.
  static let magicBytes = 8

  init(ofFirst bytes: some Collection<UInt8>) {
    let first = Array(bytes.prefix(Self.magicBytes))
    if first.starts(with: [0x1F, 0x8B]) {
      self = .gzip
    } else if first.count > 2, first[0] == 0x78, [0x01, 0x9C, 0xDA].contains(first[1]) {
      self = .gzip
    } else if let tool = PackingTool.allCases.first(where: { $0.isMagic(first) }) {
      self = .tool(tool)
    } else if first.starts(with: [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]) {
      self = .other(format: "7z", command: "7z x -so")
    } else {
      self = .plain
    }
  }

  /// What the form is called in messages.
  package var name: String {
    switch self {
    case .plain: "not compressed"
    case .gzip: "gzip"
    case .tool(let tool): tool.rawValue
    case .other(let format, _): format
    }
  }
}

/// A form that a program of the system undoes, of which the best one found is run.
package enum PackingTool: String, Sendable, Hashable, CaseIterable {
  case bzip2, xz, zstd, lz4
  /// Made into a page of HTML that holds the text and what the document says of itself.
  case pdf = "PDF"

  /// Whether the first bytes of a file, at most `Packing.magicBytes`, are of this form.
  func isMagic(_ first: [UInt8]) -> Bool {
    switch self {
    case .bzip2: Self.isBzip2(first)
    case .xz: first.starts(with: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00])
    case .zstd: first.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
    case .lz4: first.starts(with: [0x04, 0x22, 0x4D, 0x18])
    case .pdf: first.starts(with: "%PDF-".utf8)
    }
  }

  /// Text may begin with bzip2's letters: the size of blocks and the mark of a block, or of the end
  /// where there is none, have to follow.
  private static func isBzip2(_ first: [UInt8]) -> Bool {
    guard first.count >= 8, first.starts(with: "BZh".utf8), (0x31...0x39).contains(first[3]) else {
      return false
    }
    return first[4..<8].elementsEqual([0x31, 0x41, 0x59, 0x26])
      || first[4..<8].elementsEqual([0x17, 0x72, 0x45, 0x38])
  }

  /// The programs that can do it, best first, with their arguments; those of bzip2 that come first
  /// use all processors.
  private var programs: [(name: String, arguments: [String])] {
    switch self {
    case .bzip2: [("lbzip2", ["-dc"]), ("pbzip2", ["-dc"]), ("bzip2", ["-dc"])]
    case .xz: [("xz", ["-dc", "-T0"])]
    case .zstd: [("zstd", ["-dcq"])]
    case .lz4: [("lz4", ["-dcq"])]
    case .pdf: [("pdftotext", ["-htmlmeta", "-enc", "UTF-8", "-nopgbrk", "-", "-"])]
    }
  }

  /// The package that has the program, as Debian calls it.
  package var package: String {
    switch self {
    case .xz: "xz-utils"
    case .pdf: "poppler-utils"
    case .bzip2, .zstd, .lz4: rawValue
    }
  }

  /// The program that is there, or nil.
  var program: (path: String, arguments: [String])? {
    guard let found = ChildProcess.find(programs.map(\.name)) else { return nil }
    let arguments = programs[found.index].arguments
    // A PDF is a program that a stranger wrote: what it may use is bounded, where the system has a
    // program for that.
    guard self == .pdf, let limiter = ChildProcess.find(["prlimit"]) else {
      return (found.path, arguments)
    }
    return (limiter.path, ["--cpu=600", "--as=\(4 << 30)", found.path] + arguments)
  }
}
