#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// In how many documents of either half each term of a part is, and what a document gains for each
/// of its terms by moving over.
struct TermSides: Sendable {
  private let left: SharedBuffer<UInt32>
  private let right: SharedBuffer<UInt32>
  private let leftGains: SharedBuffer<Int32>
  private let rightGains: SharedBuffer<Int32>
  private static let chunkTerms = 1 << 14

  /// The bytes that a term takes.
  static let termBytes = 16

  init(count: Int) {
    left = SharedBuffer(repeating: 0, count: count)
    right = SharedBuffer(repeating: 0, count: count)
    leftGains = SharedBuffer(repeating: 0, count: count)
    rightGains = SharedBuffer(repeating: 0, count: count)
  }

  /// The documents of each term in the left half, 0, or the right one, 1.
  func counts(_ side: Int) -> UnsafeMutableBufferPointer<UInt32> {
    side == 0 ? left.elements : right.elements
  }

  /// What a document of a half gains for each of its terms.
  func gains(_ side: Int) -> UnsafeMutableBufferPointer<Int32> {
    side == 0 ? leftGains.elements : rightGains.elements
  }

  /// Sets all counts to 0.
  func clear() {
    left.elements.update(repeating: 0)
    right.elements.update(repeating: 0)
  }

  /// Works out the gains from the counts.
  func fillGains(_ costs: GapCosts, threads: Int) {
    let count = left.count
    let chunk = Self.chunkTerms
    Parallel.forEach((count + chunk - 1) / chunk, threads: threads) { number in
      for term in number * chunk..<min(count, (number + 1) * chunk) {
        let (here, there) = (left[term], right[term])
        leftGains[term] = here > 0 ? costs.gain(from: here, to: there) : 0
        rightGains[term] = there > 0 ? costs.gain(from: there, to: here) : 0
      }
    }
  }
}

/// What the gaps of a list cost: a term in d of n documents of a half costs about
/// d · log2(n / (d + 1)) bits there.
struct GapCosts: Sendable {
  /// By d, the growth of d · log2(d + 1) when one is added, in fixed point.
  private let growth: [Int32]
  private static let scale = 65_536.0
  private static let tableCount = 1 << 14

  init() {
    growth = (0..<Self.tableCount).map { Self.growth(Double($0)) }
  }

  private static func growth(_ count: Double) -> Int32 {
    let more = (count + 1) * log2(count + 2)
    return Int32((scale * (more - count * log2(count + 1))).rounded())
  }

  @inline(__always)
  private func growth(_ count: UInt32) -> Int32 {
    Int(count) < growth.count ? growth[Int(count)] : Self.growth(Double(count))
  }

  /// What is gained when one of `here`, at least 1, documents of a half moves to the other, where
  /// `there` of them are; the halves are of the same size.
  @inline(__always)
  func gain(from here: UInt32, to there: UInt32) -> Int32 {
    growth(there) - growth(here - 1)
  }
}
