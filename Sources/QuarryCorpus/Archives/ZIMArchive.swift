internal import QuarryStorage

/// Reads the pages of a ZIM archive, as Kiwix has them, cluster by cluster, with the titles that
/// redirect to each.
///
/// Read here rather than through `zimdump`, which either writes all of an archive, pictures too, to
/// disk, or unpacks a whole cluster for every page that it is asked for; this way 80 GB are one pass,
/// each cluster with pages unpacked once. Memory is bounded: the directory is gone through once for
/// every 131,072 pages, of which the places are kept in the order of the clusters. Source: openZIM,
/// "ZIM file format", versions 5 and 6.
final class ZIMArchive: Archive {
  static let mark: [UInt8] = [0x5A, 0x49, 0x4D, 0x04]

  private let directory: ZIMDirectory
  private let source: SourceID
  private let pagesAtOnce: Int
  /// The pages that come next, the very next one last, and behind which place the others stand.
  private var pages: [ZIMPages.Page] = []
  private var lastPlace: ZIMPages.Place?
  private var isLast = false
  private var cluster: ZIMCluster?
  /// The cluster that could not be read on.
  private var brokenCluster: Int?
  private var general: [MetadataField] = []
  private(set) var facts: MemberFacts?
  private(set) var memberProblem: InputProblem.Reason?
  private(set) var problem: InputProblem?
  private(set) var bytesRead = 0

  /// Opens the archive at `path`; throws where it is none that could be read.
  init(path: String, source: SourceID, pagesAtOnce: Int = 1 << 17) throws(CorpusError) {
    self.source = source
    self.pagesAtOnce = max(1, pagesAtOnce)
    do throws(StorageError) {
      directory = ZIMDirectory(file: try RandomAccessFile(path: path))
    } catch {
      throw CorpusError(input: path, reason: .unreadable(error.reason))
    }
    if let fault = directory.fault { throw CorpusError(input: path, reason: .broken(fault)) }
    for (name, field) in [("Title", MetadataName.source), ("Language", MetadataName.language)] {
      guard let value = metadata(name) else { continue }
      general.append(MetadataField(name: field, value: value))
    }
  }

  func next() -> FolderWalk.Step? {
    memberProblem = nil
    facts = nil
    while problem == nil {
      guard let page = pages.popLast() else {
        guard !isLast else { return nil }
        findPages()
        continue
      }
      guard let entry = directory.entry(page.index) else { continue }
      let path = String(decoding: entry.path, as: UTF8.self)
      bytesRead = max(bytesRead, directory.clusterOffset(page.place.cluster) ?? 0)
      if brokenCluster == page.place.cluster {
        return .skipped(path: path, reason: .unreadable("stands in a part that is damaged"))
      }
      guard let size = open(page.place) else {
        return .skipped(path: path, reason: .unreadable("is not where the archive says"))
      }
      var facts = MemberFacts(title: String(decoding: entry.title, as: UTF8.self))
      facts.metadata = general
      facts.metadata += page.redirects.compactMap { directory.entry($0) }.map {
        MetadataField(
          name: MetadataName.aliases,
          value: String(decoding: $0.title.isEmpty ? $0.path : $0.title, as: UTF8.self))
      }
      self.facts = facts
      return .file(path: path, size: size)
    }
    return nil
  }

  func read(into target: UnsafeMutableRawBufferPointer) -> Int {
    guard memberProblem == nil else { return 0 }
    let count = cluster?.read(into: target) ?? 0
    if let reason = cluster?.problem {
      memberProblem = reason
      brokenCluster = cluster?.number
    }
    return count
  }

  // MARK: Pages

  private func findPages() {
    let found = ZIMPages(directory, behind: lastPlace, most: pagesAtOnce)
    lastPlace = found.pages.last?.place
    isLast = found.isLast
    pages = found.pages.reversed()
  }

  /// Goes to a page; its length, or nil where it is not there.
  private func open(_ place: ZIMPages.Place) -> Int? {
    if cluster?.number != place.cluster {
      cluster = ZIMCluster(directory, number: place.cluster)
    }
    let size = cluster?.open(blob: place.blob)
    if let reason = cluster?.problem {
      brokenCluster = place.cluster
      // The whole archive cannot be read without the program, and each part of it tells the same.
      if case .toolFailed(let detail) = reason, cluster?.lacksProgram ?? false {
        problem = InputProblem(
          source: source, path: directory.path, byteOffset: 0, reason: .toolFailed(detail))
      }
    }
    return size
  }

  /// What the archive says of itself under a name, or nil.
  private func metadata(_ name: String) -> String? {
    guard let index = directory.find(namespace: UInt8(ascii: "M"), Array(name.utf8)),
      let entry = directory.entry(index), let place = entry.place, let size = open(place),
      (1...1000).contains(size)
    else { return nil }
    var value = [UInt8](repeating: 0, count: size)
    var filled = 0
    while filled < size {
      let count = value.withUnsafeMutableBytes {
        cluster?.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...])) ?? 0
      }
      if count == 0 { break }
      filled += count
    }
    cluster = nil
    brokenCluster = nil
    return filled == size ? String(decoding: value, as: UTF8.self) : nil
  }
}
