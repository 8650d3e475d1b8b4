import CZlib

/// A page that zlib cannot inflate to the length it should have.
package struct InflateError: Error, Sendable, Hashable {
  /// What zlib found.
  package let reason: String
}

/// Reads raw deflate streams (RFC 1951), one a page, with one zlib state used again and again.
///
/// Built with the trait Libdeflate, that library reads the pages that are wanted whole and have no preset
/// dictionary.
package final class Inflater {
  private let stream: UnsafeMutablePointer<z_stream>
  private var isReady = false
  #if Libdeflate
    private let libdeflate = LibdeflateDecompressor()
  #endif

  package init() {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
  }

  deinit {
    if isReady { inflateEnd(stream) }
    stream.deallocate()
  }

  /// Replaces `output` by the first `count` bytes that `page` inflates to, but for those before
  /// `first`.
  ///
  /// - Parameters:
  ///   - count: the bytes wanted; the caller has bounded it.
  ///   - whole: whether the page must end exactly there.
  ///   - dictionary: the preset dictionary the page was deflated with, empty where none was.
  /// - Throws: when the page is no deflate stream, or is shorter or (if `whole`) longer.
  package func inflate(
    _ page: RawSpan, into output: inout [UInt8], from first: Int = 0, count: Int,
    whole: Bool = true, dictionary: Span<UInt8>? = nil
  ) throws(InflateError) {
    if count == 0 && !whole {
      output.removeAll(keepingCapacity: true)
      return
    }
    #if Libdeflate
      if whole, dictionary?.isEmpty ?? true, let libdeflate {
        Self.resize(&output, to: count)
        let isRead = output.withUnsafeMutableBufferPointer { target in
          page.withUnsafeBytes { libdeflate.inflate($0, into: target) }
        }
        guard isRead else {
          output.removeAll(keepingCapacity: true)
          throw InflateError(reason: "no deflate stream of \(count) bytes")
        }
        if first > 0 { output.removeFirst(min(first, count)) }
        return
      }
    #endif
    var result: Int32
    if isReady {
      result = inflateReset(stream)
    } else {
      result = inflateInit2_(stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      isReady = result == Z_OK
    }
    if result == Z_OK, let dictionary, !dictionary.isEmpty {
      result = dictionary.withUnsafeBufferPointer {
        inflateSetDictionary(stream, $0.baseAddress, UInt32($0.count))
      }
    }
    guard result == Z_OK else { throw InflateError(reason: "zlib code \(result)") }
    // One byte more than wanted shows a page that goes on past its end.
    let room = whole ? count + 1 : count
    Self.resize(&output, to: room)
    var produced = 0
    // Safe: zlib reads and writes only the counts it is given, both inside their buffers.
    output.withUnsafeMutableBufferPointer { target in
      page.withUnsafeBytes { source in
        stream.pointee.next_in = UnsafeMutablePointer(
          mutating: source.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(source.count)
        stream.pointee.next_out = target.baseAddress
        stream.pointee.avail_out = UInt32(room)
        result = CZlib.inflate(stream, whole ? Z_FINISH : Z_SYNC_FLUSH)
        produced = room - Int(stream.pointee.avail_out)
      }
    }
    let isComplete = whole ? result == Z_STREAM_END : result == Z_STREAM_END || result == Z_OK
    guard isComplete, produced == count else {
      output.removeAll(keepingCapacity: true)
      throw InflateError(
        reason: result == Z_DATA_ERROR
          ? "no deflate stream" : "inflates to another length than \(count)")
    }
    if whole { output.removeLast() }
    if first > 0 { output.removeFirst(min(first, count)) }
  }

  private static func resize(_ output: inout [UInt8], to count: Int) {
    if output.count < count {
      output.append(contentsOf: repeatElement(0, count: count - output.count))
    } else if output.count > count {
      output.removeLast(output.count - count)
    }
  }
}
