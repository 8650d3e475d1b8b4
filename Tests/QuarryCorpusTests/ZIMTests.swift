import QuarryStorage
import TestSupport
import Testing

@testable import QuarryCorpus

@Suite("ZIM archives")
struct ZIMTests {
  private static func number(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  /// What an entry of a made archive is.
  private enum Content {
    case blob(type: Int, cluster: Int, blob: Int)
    case redirect(to: Int)
  }

  /// An archive whose clusters are not packed.
  private static func zim(
    _ entries: [(namespace: Character, path: String, title: String, content: Content)],
    clusters: [[[UInt8]]], isWide: Bool
  ) -> [UInt8] {
    let types = Array("text/html\0image/png\0text/plain\0\0".utf8)
    var body: [UInt8] = types
    var entryPlaces: [Int] = []
    for entry in entries {
      entryPlaces.append(80 + body.count)
      let space = [entry.namespace.asciiValue ?? 0]
      switch entry.content {
      case .blob(let type, let cluster, let blob):
        body += number(type, 2) + [0] + space + number(0, 4) + number(cluster, 4) + number(blob, 4)
      case .redirect(let target):
        body += number(0xFFFF, 2) + [0] + space + number(0, 4) + number(target, 4)
      }
      body += Array(entry.path.utf8) + [0] + Array(entry.title.utf8) + [0]
    }
    var clusterPlaces: [Int] = []
    let width = isWide ? 8 : 4
    for blobs in clusters {
      clusterPlaces.append(80 + body.count)
      body.append(isWide ? 0x11 : 1)
      var at = width * (blobs.count + 1)
      for blob in blobs {
        body += number(at, width)
        at += blob.count
      }
      body += number(at, width)
      for blob in blobs { body += blob }
    }
    let pathPointers = 80 + body.count
    for place in entryPlaces { body += number(place, 8) }
    let clusterPointers = 80 + body.count
    for place in clusterPlaces { body += number(place, 8) }
    var header: [UInt8] = ZIMArchive.mark + number(6, 2) + number(1, 2) + number(0, 16)
    header += number(entries.count, 4) + number(clusters.count, 4) + number(pathPointers, 8)
    header += number(0, 8) + number(clusterPointers, 8) + number(80, 8) + number(0, 8)
    header += number(80 + body.count, 8)
    return header + body
  }

  private static func page(_ title: String, _ text: String) -> [UInt8] {
    BookTests.chapter(title, text)
  }

  private static func sample(isWide: Bool = false) -> [UInt8] {
    zim(
      [
        ("C", "Apple", "", .blob(type: 0, cluster: 1, blob: 1)),
        ("C", "Fruit", "The fruit", .redirect(to: 0)),
        ("C", "Malus", "", .redirect(to: 0)),
        ("C", "Pear", "Pear (fruit)", .blob(type: 0, cluster: 1, blob: 0)),
        ("C", "Pear_tree", "Pear tree", .blob(type: 0, cluster: 1, blob: 0)),
        ("C", "Quince", "Quince", .blob(type: 0, cluster: 0, blob: 0)),
        ("C", "a.png", "", .blob(type: 1, cluster: 2, blob: 0)),
        ("M", "Language", "", .blob(type: 2, cluster: 2, blob: 1)),
        ("M", "Title", "", .blob(type: 2, cluster: 2, blob: 2)),
        ("X", "index", "", .blob(type: 0, cluster: 2, blob: 0)),
      ],
      clusters: [
        [page("Quince", "Quinces are hard.")],
        [page("Pear", "Pears are soft."), page("Apple", "Apples are red.")],
        [[1, 2, 3], Array("eng".utf8), Array("Orchard".utf8)],
      ], isWide: isWide)
  }

  @Test("Pages come in the order of their places, with their redirects", arguments: [true, false])
  func pages(isWide: Bool) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("in/a.zim", Self.sample(isWide: isWide))
    let reading = try Reading([path])
    #expect(reading.documents.map(\.id) == ["Quince", "Pear", "Apple"])
    #expect(reading.documents.map(\.title) == ["Quince", "Pear (fruit)", "Apple"])
    #expect(
      reading.documents.map(\.text) == ["Quinces are hard.", "Pears are soft.", "Apples are red."])
    #expect(reading.documents.map(\.aliases) == [[], ["Pear tree"], ["The fruit", "Malus"]])
    #expect(reading.documents.allSatisfy { $0.source == "Orchard" && $0.language == "eng" })
    #expect(reading.skipped.isEmpty && reading.broken.isEmpty)
    let inFolder = try Reading([folder.path + "/in"])
    #expect(inFolder.documents.map(\.id) == ["a.zim/Quince", "a.zim/Pear", "a.zim/Apple"])
  }

  @Test("The pages are the same however many are held at once", arguments: 1...4)
  func windows(most: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a.zim", Self.sample())
    let archive = try ZIMArchive(path: path, source: 0, pagesAtOnce: most)
    var paths: [String] = []
    var aliases: [Int] = []
    while let step = archive.next() {
      guard case .file(let path, _) = step else { continue }
      paths.append(path)
      aliases.append(archive.facts?.metadata.count { $0.name == "aliases" } ?? 0)
    }
    #expect(paths == ["Quince", "Pear", "Apple"])
    #expect(aliases == [0, 1, 2])
  }

  @Test("An archive that ends too early is refused; damage never traps")
  func damage() throws {
    let folder = try TemporaryFolder()
    let whole = Self.sample()
    for count in [10, 79, 200, whole.count - 1] {
      #expect(throws: CorpusError.self) {
        try Reading([folder.write("a.zim", Array(whole.prefix(count)))])
      }
    }
    var random = SplitMix64(seed: 7)
    for _ in 0..<300 {
      var bytes = whole
      for _ in 0..<4 {
        bytes[Int(random.next() % UInt64(bytes.count))] = UInt8(truncatingIfNeeded: random.next())
      }
      do { _ = try Reading([folder.write("a.zim", bytes)]) } catch is CorpusError {}
    }
  }

  @Test(
    "An archive made by zimwriterfs",
    .enabled(
      if: ChildProcess.find(["zimwriterfs"]) != nil && PackingTool.zstd.program != nil,
      "zimwriterfs or zstd is not installed"))
  func real() throws {
    let folder = try TemporaryFolder()
    for index in 1...40 {
      try folder.write(
        "site/a\(index).html", Self.page("Article \(index)", "Pears of row \(index) are soft."))
    }
    try folder.write("site/i.png", Self.picture)
    let program = try #require(ChildProcess.find(["zimwriterfs"]))
    let output = folder.path + "/a.zim"
    var child = try ChildProcess(
      program: program.path,
      arguments: [
        "--welcome=a1.html", "--illustration=i.png", "--language=eng", "--title=Pears",
        "--description=d", "--creator=c", "--publisher=p", "--name=pears", folder.path + "/site",
        output,
      ])
    var piece = [UInt8](repeating: 0, count: 4096)
    while piece.withUnsafeMutableBytes({ child.read(into: $0) { _ in 0 } }) > 0 {}
    try #require(child.failure == nil)
    let reading = try Reading([output])
    #expect(reading.documents.count == 40)
    #expect(Set(reading.documents.map(\.title)).count == 40)
    #expect(reading.documents.allSatisfy { $0.text.hasPrefix("Pears of row ") })
    #expect(reading.documents.allSatisfy { $0.source == "Pears" })
    #expect(reading.skipped.isEmpty && reading.broken.isEmpty)
  }

  /// A picture of 48 by 48 points, as every archive has to have one.
  private static var picture: [UInt8] {
    func big(_ value: Int) -> [UInt8] { number(value, 4).reversed() }
    func chunk(_ kind: String, _ bytes: [UInt8]) -> [UInt8] {
      let content = Array(kind.utf8) + bytes
      return big(bytes.count) + content + big(Int(Checksum.crc32(content.span.bytes)))
    }
    let rows = [UInt8](repeating: 0, count: 48 * (1 + 48 * 3))
    let stored = gzipMember(rows).dropFirst(10).dropLast(8)
    // The sum of zeros by Adler-32: 1, and as often 1 as there are bytes.
    let sum = big((rows.count % 65521) << 16 | 1)
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", big(48) + big(48) + [8, 2, 0, 0, 0])
      + chunk("IDAT", [0x78, 0x01] + stored + sum) + chunk("IEND", [])
  }
}
