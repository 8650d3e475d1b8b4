import CZlib

/// Inflates a gzip file piece by piece, whatever the sizes of the pieces.
///
/// Concatenated members are read as one stream, as gzip does, and zero bytes after a member are
/// padding. zlib checks each member's CRC-32 and length.
package struct GzipStream: ~Copyable, Sendable {
  /// What one call did.
  package struct Progress: Sendable {
    /// Bytes taken from the input.
    package var consumed = 0
    /// Bytes written to the output.
    package var produced = 0
    /// Why the data cannot be inflated any further; what was produced before still counts.
    package var problem: String?
  }

  /// Whether a member has begun and not yet ended: input that ends here is truncated.
  package private(set) var isInsideMember = true
  // Safe: owned by this value alone, freed in deinit. On the heap because zlib remembers the
  // address of its stream.
  nonisolated(unsafe) private let stream: UnsafeMutablePointer<z_stream>

  /// Whether the data is a single deflate stream without headers.
  private let isRaw: Bool

  /// Makes a stream that expects the first member's header, or, where `raw`, a single deflate stream
  /// without any; nil where there is no memory for it.
  package init?(raw: Bool = false) {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // 15: the largest window; 32: find out by the header whether it is gzip or zlib.
    let status = inflateInit2_(
      stream, raw ? -15 : 15 + 32, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      stream.deallocate()
      return nil
    }
    self.stream = stream
    isRaw = raw
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Inflates from `input` into `output` until one of them is used up or the data is found corrupt.
  ///
  /// Call again with the rest of the input; with empty input at the end of the file, until nothing
  /// is produced any more.
  package mutating func inflate(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> Progress {
    var progress = Progress()
    while progress.produced < output.count {
      if !isInsideMember {
        if isRaw { break }
        while progress.consumed < input.count, input[progress.consumed] == 0 {
          progress.consumed += 1
        }
        guard progress.consumed < input.count else { break }
        inflateReset(stream)
        isInsideMember = true
      }
      let status = step(input, output, &progress)
      switch status {
      case Z_OK: continue
      case Z_STREAM_END: isInsideMember = false
      case Z_BUF_ERROR: return progress
      default:
        progress.problem = stream.pointee.msg.map { String(cString: $0) } ?? "invalid data"
        return progress
      }
    }
    return progress
  }

  /// Runs zlib once over what is left of both buffers.
  private func step(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer,
    _ progress: inout Progress
  ) -> Int32 {
    let available = min(input.count - progress.consumed, Int(Int32.max))
    let room = min(output.count - progress.produced, Int(Int32.max))
    // zlib takes a mutable pointer but never writes through next_in.
    stream.pointee.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress.map {
        ($0 + progress.consumed).assumingMemoryBound(to: UInt8.self)
      })
    stream.pointee.avail_in = UInt32(available)
    stream.pointee.next_out = output.baseAddress.map {
      ($0 + progress.produced).assumingMemoryBound(to: UInt8.self)
    }
    stream.pointee.avail_out = UInt32(room)
    let status = CZlib.inflate(stream, Z_NO_FLUSH)
    progress.consumed += available - Int(stream.pointee.avail_in)
    progress.produced += room - Int(stream.pointee.avail_out)
    stream.pointee.next_in = nil
    stream.pointee.next_out = nil
    return status
  }
}
