/// Copies bytes of which there are mostly few, as of terms and short lists, without a call: that would
/// take longer than the copying.
@usableFromInline
package enum ShortCopy {
  /// Copies `count` bytes, which both sides have; they do not overlap.
  @inlinable
  @inline(__always)
  package static func copy(
    from source: UnsafePointer<UInt8>, to target: UnsafeMutablePointer<UInt8>, count: Int
  ) {
    // Safe: both words of a pair lie inside the bytes, and overlap where there are fewer.
    let (from, to) = (UnsafeRawPointer(source), UnsafeMutableRawPointer(target))
    if count > 16 {
      target.update(from: source, count: count)
    } else if count >= 8 {
      let last = from.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
      to.storeBytes(of: from.loadUnaligned(as: UInt64.self), as: UInt64.self)
      to.storeBytes(of: last, toByteOffset: count &- 8, as: UInt64.self)
    } else if count >= 4 {
      let last = from.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
      to.storeBytes(of: from.loadUnaligned(as: UInt32.self), as: UInt32.self)
      to.storeBytes(of: last, toByteOffset: count &- 4, as: UInt32.self)
    } else if count > 0 {
      target[0] = source[0]
      if count > 1 {
        target[count &- 1] = source[count &- 1]
        target[1] = source[1]
      }
    }
  }
}
