/// The blocks of text of a page, and which of them are its content rather than its furniture.
///
/// The rules are those of Kohlschütter, Fankhauser and Nejdl, "Boilerplate detection using shallow
/// text features", 2010: how many words a block and its neighbours have, and how much of them is
/// links.
struct HTMLBlocks {
  struct Block {
    /// Where the text stands in the arena.
    let text: Range<Int>
    let words: Int
    /// The part of the bytes that stands in links, 0 to 1.
    let linkDensity: Double
    /// The block element that it stands in, where that matters.
    let tag: HTMLTag?
    /// Whether the page says itself that it is content: it stands in `main` or `article`.
    let isMain: Bool
  }

  private(set) var blocks: [Block] = []

  mutating func removeAll() { blocks.removeAll(keepingCapacity: true) }

  mutating func append(_ block: Block) { blocks.append(block) }

  /// The blocks that are content, in order.
  func content() -> [Block] {
    let mainWords = blocks.reduce(0) { $0 + ($1.isMain ? $1.words : 0) }
    // An element `main` around a few words is not taken at its word.
    var chosen = mainWords >= 25 ? chooseMain() : chooseByDensity()
    if !chosen.contains(true) { chosen = blocks.map { $0.linkDensity <= 0.5 } }
    if !chosen.contains(true) { chosen = blocks.map { _ in true } }
    keepHeadings(&chosen)
    return zip(blocks, chosen).filter { $1 }.map { $0.0 }
  }

  private func chooseMain() -> [Bool] {
    blocks.map { block in
      guard block.isMain, !(block.tag?.isHeading ?? false) else { return false }
      return block.linkDensity <= 0.5 && (block.words >= 3 || block.tag == .p || block.tag == .li)
    }
  }

  /// The decision tree of the paper's figure 2.
  private func chooseByDensity() -> [Bool] {
    blocks.indices.map { index in
      let block = blocks[index]
      if block.tag?.isHeading ?? false { return false }
      let before = index > 0 ? blocks[index - 1] : nil
      let after = index + 1 < blocks.count ? blocks[index + 1] : nil
      guard block.linkDensity <= 0.333 else { return false }
      if (before?.linkDensity ?? 0) <= 0.556 {
        if block.words > 16 { return true }
        return (after?.words ?? 0) > 15 || (before?.words ?? 0) > 4
      }
      return block.words > 40 || (after?.words ?? 0) > 17
    }
  }

  /// Keeps the headings that content follows.
  private func keepHeadings(_ chosen: inout [Bool]) {
    for index in blocks.indices.reversed() where blocks[index].tag?.isHeading ?? false {
      let isFollowed =
        index + 1 < blocks.count
        && (chosen[index + 1] || (index + 2 < blocks.count && chosen[index + 2]))
      chosen[index] = isFollowed && blocks[index].linkDensity < 1
    }
  }

  /// The number of words of a text; two characters of Chinese or Japanese count as one.
  static func words(_ text: ArraySlice<UInt8>) -> Int {
    var words = 0
    var ideographs = 0
    var isInWord = false
    for byte in text {
      if (0xE3...0xE9).contains(byte) { ideographs += 1 }
      let isSpace = HTMLScanner.isSpace(byte)
      if !isSpace, !isInWord { words += 1 }
      isInWord = !isSpace
    }
    return words + ideographs / 2
  }
}
