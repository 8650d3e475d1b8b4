/// An inflated page of positions; searches share it as it never changes.
package final class PositionsPage: Sendable {
  package let index: Int
  /// Where its first byte is in the section.
  let rawOffset: Int
  // Safe: allocated in init, which fills it, and freed in deinit; who keeps the pointer keeps the
  // page.
  nonisolated(unsafe) let bytes: UnsafeBufferPointer<UInt8>

  /// Copies `bytes`.
  init(index: Int, rawOffset: Int, bytes: [UInt8]) {
    self.index = index
    self.rawOffset = rawOffset
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    _ = copy.initialize(from: bytes)
    self.bytes = UnsafeBufferPointer(copy)
  }

  deinit {
    bytes.deallocate()
  }

  /// The bytes the page takes in memory.
  package var byteCount: Int { bytes.count + 64 }
}

/// Where a reader looks for pages of positions before it inflates them.
package protocol PositionsPages: AnyObject {
  /// Page `index` of the segment's positions, where it is kept.
  func page(_ index: Int) -> PositionsPage?
  /// Keeps a page that was inflated.
  func keep(_ page: PositionsPage)
}
