import Foundation
import QuarryStorage
import TestSupport
import Testing

@testable import QuarryCorpus

@Suite("Archives of files")
struct ArchiveTests {
  private static let members: [(name: String, bytes: [UInt8])] = [
    ("b.txt", Array("Second\ntext b".utf8)),
    ("dir/a.txt", Array("First\ntext a".utf8)),
    ("dump", Array("{\"id\":\"1\",\"text\":\"x\"}\n{\"id\":\"2\",\"text\":\"y\"}\n".utf8)),
    (".hidden", Array("no".utf8)),
    ("long/" + String(repeating: "x", count: 120) + ".txt", Array("Long\nname".utf8)),
    ("packed.gz", gzipMember(Array("{\"id\":\"3\",\"text\":\"z\"}\n".utf8))),
  ]

  private static let ids = [
    "b.txt", "dir/a.txt", "1", "2", "long/" + String(repeating: "x", count: 120) + ".txt", "3",
  ]

  // MARK: Makers

  private static func octal(_ value: Int, _ digits: Int) -> [UInt8] {
    let text = String(value, radix: 8)
    return Array((String(repeating: "0", count: digits - text.count) + text).utf8) + [0]
  }

  private static func tarMember(
    _ name: [UInt8], _ bytes: [UInt8], kind: Character = "0"
  ) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ text: [UInt8], _ at: Int) {
      for (index, byte) in text.enumerated() { block[at + index] = byte }
    }
    put(Array(name.prefix(100)), 0)
    put(octal(0o644, 7), 100)
    put(octal(bytes.count, 11), 124)
    put(octal(0, 11), 136)
    block[156] = kind.asciiValue ?? 0
    put(Array("ustar\0".utf8) + Array("00".utf8), 257)
    let sum = block.reduce(0) { $0 + Int($1) } + 8 * 32
    put(octal(sum, 6) + [0x20], 148)
    let padding = (512 - bytes.count % 512) % 512
    return block + bytes + [UInt8](repeating: 0, count: padding)
  }

  static func tar(_ members: [(name: String, bytes: [UInt8])], isPax: Bool) -> [UInt8] {
    var archive: [UInt8] = []
    for (name, bytes) in members {
      let name = Array(name.utf8)
      if name.count > 100, isPax {
        let record = " path=" + String(decoding: name, as: UTF8.self) + "\n"
        let length = record.utf8.count + 3
        archive += tarMember(Array("pax".utf8), Array("\(length)\(record)".utf8), kind: "x")
      } else if name.count > 100 {
        archive += tarMember(Array("././@LongLink".utf8), name + [0], kind: "L")
      }
      archive += tarMember(name, bytes)
    }
    return archive + [UInt8](repeating: 0, count: 1024)
  }

  private static func number(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  private static func checksum(_ bytes: [UInt8]) -> Int {
    Int(Checksum.crc32(bytes.span.bytes))
  }

  /// A zip archive, its members stored, or deflated in stored blocks.
  static func zip(_ members: [(name: String, bytes: [UInt8])], isDeflated: Bool) -> [UInt8] {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for (name, bytes) in members {
      let packed = isDeflated ? Array(gzipMember(bytes).dropFirst(10).dropLast(8)) : bytes
      let common =
        number(20, 2) + number(0, 2) + number(isDeflated ? 8 : 0, 2) + number(0, 4)
        + number(checksum(bytes), 4) + number(packed.count, 4) + number(bytes.count, 4)
        + number(name.utf8.count, 2) + number(0, 2)
      directory += [0x50, 0x4B, 1, 2] + number(20, 2) + common
      directory += number(0, 10) + number(archive.count, 4) + Array(name.utf8)
      archive += [0x50, 0x4B, 3, 4] + common + Array(name.utf8) + packed
    }
    let end =
      [0x50, 0x4B, 5, 6] + number(0, 4) + number(members.count, 2) + number(members.count, 2)
      + number(directory.count, 4) + number(archive.count, 4) + number(0, 2)
    return archive + directory + end
  }

  private static func archives() -> [[UInt8]] {
    [
      tar(members, isPax: false), tar(members, isPax: true), zip(members, isDeflated: false),
      zip(members, isDeflated: true), gzipMember(tar(members, isPax: false)),
    ]
  }

  // MARK: Tests

  @Test("Members are files of a folder", arguments: 0..<5)
  func members(index: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("archive", Self.archives()[index])
    for batch in [1, 50, 100_000] {
      let limits = SourceLimits(batchBytes: batch, maxDocumentBytes: 10_000, readBytes: 100)
      let reading = try Reading([path], limits: limits)
      #expect(reading.documents.map(\.id) == Self.ids)
      #expect(reading.documents.first?.text == "text b")
      #expect(reading.skipped.isEmpty && reading.broken.isEmpty)
    }
    try folder.write("in/0.txt", "Zero\ntext")
    try folder.write("in/1", Self.archives()[index])
    try folder.write("in/2.txt", "Two\ntext")
    let reading = try Reading([folder.path + "/in"])
    #expect(reading.documents.first?.id == "0.txt")
    #expect(reading.documents.dropFirst().first?.id == "1/b.txt")
    #expect(reading.documents.last?.id == "2.txt")
    #expect(reading.documents.count == Self.ids.count + 2)
  }

  @Test("Members that leave the archive are refused", arguments: [true, false])
  func escape(isTar: Bool) throws {
    let folder = try TemporaryFolder()
    let members = [
      ("../up.txt", Array("a".utf8)), ("/etc/x", Array("a".utf8)), ("a/../../b", Array("a".utf8)),
      ("fine.txt", Array("Fine\ntext".utf8)),
    ]
    let bytes = isTar ? Self.tar(members, isPax: false) : Self.zip(members, isDeflated: false)
    let reading = try Reading([folder.write("a", bytes)])
    #expect(reading.documents.map(\.id) == ["fine.txt"])
    #expect(reading.skipped.count == 3)
    #expect(reading.skipped.allSatisfy { $0.description.contains("leaves the archive") })
  }

  @Test("A damaged member of a zip archive is told by its name, and what it gave is kept")
  func damagedMember() throws {
    let folder = try TemporaryFolder()
    for isDeflated in [false, true] {
      var bytes = Self.zip(Self.members, isDeflated: isDeflated)
      let text = Array("Second\ntext b".utf8)
      let at = try #require(bytes.indices.first { bytes[$0...].starts(with: text) })
      bytes[at] ^= 0x20
      let reading = try Reading([folder.write("a.zip", bytes)])
      #expect(reading.broken.count == 1)
      #expect(reading.broken.first?.description.contains("a.zip/b.txt") == true)
      #expect(reading.broken.first?.description.contains("checksum") == true)
      #expect(reading.documents.count == Self.ids.count)
    }
  }

  @Test("Members of a zip archive that share their bytes are refused")
  func overlap() throws {
    let folder = try TemporaryFolder()
    let text = Array(String(repeating: "All the same text.\n", count: 200).utf8)
    let one = Self.zip([("a.txt", text)], isDeflated: false)
    let start = one.count - 22 - 51
    let entry = Array(one[start..<start + 51])
    let directory = Array(repeating: entry, count: 50).flatMap(\.self)
    let end =
      [0x50, 0x4B, 5, 6] + Self.number(0, 4) + Self.number(50, 2) + Self.number(50, 2)
      + Self.number(directory.count, 4) + Self.number(start, 4) + Self.number(0, 2)
    let reading = try Reading([folder.write("bomb.zip", one[..<start] + directory + end)])
    #expect(reading.documents.count < 5)
    #expect(reading.broken.first?.description.contains("overlap") == true)
  }

  @Test("A tar archive that breaks off gives what came before, and a report")
  func cut() throws {
    let folder = try TemporaryFolder()
    let whole = Self.tar(Self.members, isPax: false)
    for count in [600, 1100, 2700, 5000] {
      let reading = try Reading([folder.write("a", Array(whole.prefix(count)))])
      #expect(!reading.broken.isEmpty)
      #expect(reading.documents.count < Self.ids.count)
    }
    let zip = Array(Self.zip(Self.members, isDeflated: true).dropLast(30))
    #expect(throws: CorpusError.self) { try Reading([folder.write("z", zip)]) }
  }

  @Test("Damage anywhere never traps", arguments: 0..<60 as Range<UInt64>)
  func damage(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    var random = SplitMix64(seed: seed)
    for bytes in Self.archives() {
      var bytes = bytes
      for _ in 0..<6 {
        let at = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 3 {
        case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
        case 1: bytes[at] = 0xFF
        default: bytes.removeSubrange(at..<min(bytes.count, at + Int(random.next() % 20)))
        }
      }
      do {
        let limits = SourceLimits(batchBytes: 500, maxDocumentBytes: 5000, readBytes: 100)
        _ = try Reading([folder.write("a", bytes)], limits: limits)
      } catch is CorpusError {}
    }
  }

  @Test(
    "A real zip archive",
    .enabled(if: dataPath("formats/csv/scifact.zip") != nil, "no test data here"))
  func real() throws {
    let path = try #require(dataPath("formats/csv/scifact.zip"))
    let reader = try DumpReader(inputs: [path])
    var bytes = 0
    while let batch = try reader.next() { bytes += batch.bytes.count }
    #expect(bytes > 1_000_000)
    #expect(reader.brokenInputs.isEmpty)
  }
}
