import CZlib

/// How zlib looks for a smaller form of a page.
package enum DeflateStrategy: Sendable {
  /// Matches and Huffman codes, at an effort of 1 to 9.
  ///
  /// Levels 3 and 4 are zlib's level 4 with shorter searches: with a preset dictionary, level 4 is
  /// faster than zlib's levels 2 and 3 and about as small as its level 2.
  case level(Int)
  /// Huffman codes only: smaller and faster than any level for delta-varints.
  case huffmanOnly
  /// No compression: stored blocks.
  case stored
}

/// Writes raw deflate streams (RFC 1951), one a page, with one zlib state used again and again.
package final class Deflater {
  private let stream: UnsafeMutablePointer<z_stream>
  private let dictionary: [UInt8]
  /// zlib's search parameters (good, lazy, nice, chain), where they differ from its level's.
  private let tuning: (Int32, Int32, Int32, Int32)?

  /// A deflater whose pages may refer to `dictionary`, which its inflater needs too.
  ///
  /// - Throws: when zlib cannot get its memory.
  package init(_ strategy: DeflateStrategy, dictionary: [UInt8] = []) throws(StorageError) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    self.dictionary = dictionary
    tuning =
      switch strategy {
      case .level(3): (4, 4, 8, 4)
      case .level(4): (4, 4, 16, 4)
      default: nil
      }
    let (level, zStrategy): (Int32, Int32) =
      switch strategy {
      case .level(3): (4, Z_DEFAULT_STRATEGY)
      case .level(let level): (Int32(max(0, min(9, level))), Z_DEFAULT_STRATEGY)
      case .huffmanOnly: (1, Z_HUFFMAN_ONLY)
      case .stored: (0, Z_DEFAULT_STRATEGY)
      }
    let result = deflateInit2_(
      stream, level, Z_DEFLATED, -15, 8, zStrategy, ZLIB_VERSION,
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
    var result = deflateReset(stream)
    if result == Z_OK, let (good, lazy, nice, chain) = tuning {
      result = deflateTune(stream, good, lazy, nice, chain)
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
    let start = output.count
    output.reserveCapacity(start + bound)
    // Safe: zlib reads and writes only the counts it is given, both inside their buffers.
    output.append(addingCapacity: bound) { target in
      page.withUnsafeBufferPointer { source in
        stream.pointee.next_in = UnsafeMutablePointer(mutating: source.baseAddress)
        stream.pointee.avail_in = UInt32(source.count)
        stream.pointee.next_out = target.baseAddress
        stream.pointee.avail_out = UInt32(target.count)
        result = CZlib.deflate(stream, Z_FINISH)
      }
      return target.count - Int(stream.pointee.avail_out)
    }
    guard result == Z_STREAM_END else {
      throw StorageError(operation: "deflate", path: "zlib", errno: 0, detail: "code \(result)")
    }
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
