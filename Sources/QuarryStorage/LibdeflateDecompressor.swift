#if Libdeflate
  import CDeflate

  /// Inflates whole pages in half of zlib's time, where the package is built with the trait Libdeflate. It
  /// takes no preset dictionary and cannot stop half-way.
  final class LibdeflateDecompressor {
    private let decompressor: OpaquePointer

    /// Nothing when there is no memory.
    init?() {
      guard let decompressor = libdeflate_alloc_decompressor() else { return nil }
      self.decompressor = decompressor
    }

    deinit {
      libdeflate_free_decompressor(decompressor)
    }

    /// Whether `page` is a deflate stream of exactly `target.count` bytes, which are written there.
    func inflate(_ page: UnsafeRawBufferPointer, into target: UnsafeMutableBufferPointer<UInt8>)
      -> Bool
    {
      // Safe: the library reads and writes only the counts it is given. Without a place for the length, a
      // shorter page is an error as a longer one is.
      libdeflate_deflate_decompress(
        decompressor, page.baseAddress, page.count, target.baseAddress, target.count, nil)
        == LIBDEFLATE_SUCCESS
    }
  }
#endif
