#if Libdeflate
  import CDeflate

  /// Makes the same kind of streams as zlib in a third of the time, where the package is built with the
  /// trait Libdeflate. It is for whole pages only and takes no preset dictionary.
  final class LibdeflateCompressor {
    private let compressor: OpaquePointer

    /// - Parameter level: 1 (fast) to 12 (small).
    /// - Throws: when there is no memory.
    init(level: Int32) throws(StorageError) {
      guard let compressor = libdeflate_alloc_compressor(level) else {
        throw StorageError(
          operation: "start deflate", path: "libdeflate", errno: 0, detail: "out of memory")
      }
      self.compressor = compressor
    }

    deinit {
      libdeflate_free_compressor(compressor)
    }

    /// The most bytes that `count` become.
    func bound(_ count: Int) -> Int {
      libdeflate_deflate_compress_bound(compressor, count)
    }

    /// Deflates `page` into `target`, which has room for its bound; gives the bytes written.
    func deflate(_ page: UnsafeBufferPointer<UInt8>, into target: UnsafeMutableBufferPointer<UInt8>)
      -> Int
    {
      libdeflate_deflate_compress(
        compressor, page.baseAddress, page.count, target.baseAddress, target.count)
    }
  }
#endif
