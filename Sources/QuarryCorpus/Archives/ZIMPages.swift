/// The next pages of a ZIM archive in the order of their places, and the redirects that lead to each:
/// found by going through the directory, which is in another order, keeping only the first ones.
struct ZIMPages {
  /// Where a page stands: in which cluster, and which of its contents it is.
  struct Place: Hashable, Comparable {
    let cluster: Int
    let blob: Int

    static func < (first: Place, second: Place) -> Bool {
      (first.cluster, first.blob) < (second.cluster, second.blob)
    }
  }

  struct Page {
    let place: Place
    /// The number of its entry.
    let index: Int
    /// The numbers of the entries that redirect to it, and of those that are the same page.
    var redirects: [Int] = []
  }

  /// So many redirects a page may have.
  private static let mostRedirects = 1000

  private(set) var pages: [Page] = []
  /// Whether no page stands behind them.
  private(set) var isLast = true

  /// Finds the first `most` pages behind `place`, or the first ones of all.
  init(_ directory: ZIMDirectory, behind place: Place?, most: Int) {
    // The greatest place that may still be among them.
    var limit: Place?
    for index in 0..<directory.entryCount {
      guard let entry = directory.entry(index), directory.isPage(entry), let found = entry.place,
        place.map({ $0 < found }) ?? true
      else { continue }
      if let limit, limit < found {
        isLast = false
        continue
      }
      pages.append(Page(place: found, index: index))
      if pages.count >= 2 * most { limit = keepFirst(most) }
    }
    _ = keepFirst(most)
    joinEqual()
    addRedirects(directory)
  }

  /// Keeps the first pages by their places; the place of the last.
  private mutating func keepFirst(_ most: Int) -> Place? {
    pages.sort { ($0.place, $0.index) < ($1.place, $1.index) }
    guard pages.count > most else { return pages.last?.place }
    // Entries of one place stay together.
    let last = pages[most - 1].place
    let end = pages[most...].firstIndex { last < $0.place } ?? pages.count
    if end < pages.count { isLast = false }
    pages.removeSubrange(end...)
    return last
  }

  /// Makes one page of the entries that have one place.
  private mutating func joinEqual() {
    var joined: [Page] = []
    for page in pages {
      guard let last = joined.last, last.place == page.place else {
        joined.append(page)
        continue
      }
      if last.redirects.count < Self.mostRedirects {
        joined[joined.count - 1].redirects.append(page.index)
      }
    }
    pages = joined
  }

  private mutating func addRedirects(_ directory: ZIMDirectory) {
    guard !pages.isEmpty else { return }
    let order = pages.indices.sorted { pages[$0].index < pages[$1].index }
    for index in 0..<directory.entryCount {
      guard let entry = directory.entry(index), let target = entry.target,
        directory.isContent(entry)
      else { continue }
      var (low, high) = (0, order.count)
      while low < high {
        let middle = (low + high) / 2
        if pages[order[middle]].index < target { low = middle + 1 } else { high = middle }
      }
      guard low < order.count, pages[order[low]].index == target,
        pages[order[low]].redirects.count < Self.mostRedirects
      else { continue }
      pages[order[low]].redirects.append(index)
    }
  }
}
