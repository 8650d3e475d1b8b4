import CZlib

/// How a page is made smaller.
package enum DeflateStrategy: Sendable {
  /// Matches and Huffman codes, at an effort of 1 to 9 (`DeflateEffort`).
  case level(Int)
  /// Huffman codes only: smaller and faster than any level for delta-varints.
  case huffmanOnly
  /// Runs of equal bytes and Huffman codes: for delta-varints of neighbouring documents.
  case runs
  /// No compression: stored blocks.
  case stored
}

/// Writes raw deflate streams (RFC 1951), one a page, with one zlib state used again and again.
///
/// Built with the trait Libdeflate, pages that have no preset dictionary are made by that library.
package final class Deflater {
  private let stream: UnsafeMutablePointer<z_stream>
  private let dictionary: [UInt8]
  private let search: (good: Int32, lazy: Int32, nice: Int32, chain: Int32)?
  /// Where zlib writes to, so that pages are appended with their true size.
  private var scratch: [UInt8] = []
  #if Libdeflate
    private let libdeflate: LibdeflateCompressor?
  #endif

  /// A deflater whose pages may refer to `dictionary`, which its inflater needs too.
  ///
  /// - Throws: when zlib cannot get its memory.
  package init(_ strategy: DeflateStrategy, dictionary: [UInt8] = []) throws(StorageError) {
    self.dictionary = dictionary
    let (level, zStrategy): (Int32, Int32)
    var search: (good: Int32, lazy: Int32, nice: Int32, chain: Int32)?
    switch strategy {
    case .level(let wanted):
      let effort = DeflateEffort(level: wanted)
      (level, zStrategy) = (effort.zlibLevel, Z_DEFAULT_STRATEGY)
      search = effort.search
    case .huffmanOnly: (level, zStrategy) = (1, Z_HUFFMAN_ONLY)
    case .runs: (level, zStrategy) = (9, Z_RLE)
    case .stored: (level, zStrategy) = (0, Z_DEFAULT_STRATEGY)
    }
    self.search = search
    #if Libdeflate
      libdeflate =
        switch strategy {
        case .level(let wanted) where dictionary.isEmpty:
          try LibdeflateCompressor(level: DeflateEffort.libdeflateLevel(wanted))
        // Its quickest level finds no matches in delta-varints, and codes them in half the time.
        case .huffmanOnly: try LibdeflateCompressor(level: 1)
        default: nil
        }
    #endif
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    let result = deflateInit2_(
      stream, level, Z_DEFLATED, -MAX_WBITS, 8, zStrategy, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard result == Z_OK else {
      throw StorageError(
        operation: "start deflate", path: "zlib", errno: 0, detail: "code \(result)")
    }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Appends the deflated form of `page` to `output`.
  package func deflate(_ page: Span<UInt8>, into output: inout [UInt8]) throws(StorageError) {
    #if Libdeflate
      if let libdeflate {
        let bound = libdeflate.bound(page.count)
        if scratch.count < bound { scratch = [UInt8](repeating: 0, count: bound) }
        let written = page.withUnsafeBufferPointer { source in
          scratch.withUnsafeMutableBufferPointer { libdeflate.deflate(source, into: $0) }
        }
        guard written > 0 else {
          throw StorageError(
            operation: "deflate", path: "libdeflate", errno: 0, detail: "no room")
        }
        output.append(contentsOf: scratch[..<written])
        return
      }
    #endif
    var result = deflateReset(stream)
    if result == Z_OK, let search {
      result = deflateTune(stream, search.good, search.lazy, search.nice, search.chain)
    }
    if result == Z_OK, !dictionary.isEmpty {
      result = dictionary.withUnsafeBufferPointer {
        deflateSetDictionary(stream, $0.baseAddress, UInt32($0.count))
      }
    }
    guard result == Z_OK, page.count <= Int(UInt32.max) else {
      throw StorageError(operation: "deflate", path: "zlib", errno: 0, detail: "code \(result)")
    }
    let bound = Int(deflateBound(stream, uLong(page.count)))
    if scratch.count < bound { scratch = [UInt8](repeating: 0, count: bound) }
    // Safe: zlib reads and writes only the counts it is given, both inside their buffers.
    let written = scratch.withUnsafeMutableBufferPointer { target in
      page.withUnsafeBufferPointer { source in
        stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        stream.pointee.avail_in = UInt32(source.count)
        stream.pointee.next_out = target.baseAddress
        stream.pointee.avail_out = UInt32(clamping: target.count)
        result = CZlib.deflate(stream, Z_FINISH)
      }
      return min(target.count, Int(stream.pointee.total_out))
    }
    guard result == Z_STREAM_END else {
      throw StorageError(operation: "deflate", path: "zlib", errno: 0, detail: "code \(result)")
    }
    output.append(contentsOf: scratch[..<written])
  }
}

extension [UInt8] {
  /// Appends up to `capacity` bytes that `write` stores; it returns how many it stored.
  @inline(__always)
  mutating func append(
    addingCapacity capacity: Int, _ write: (UnsafeMutableBufferPointer<UInt8>) -> Int
  ) {
    let start = count
    append(contentsOf: repeatElement(0, count: capacity))
    let written = withUnsafeMutableBufferPointer {
      write(UnsafeMutableBufferPointer(rebasing: $0[start...]))
    }
    removeLast(capacity - Swift.min(capacity, Swift.max(0, written)))
  }
}
