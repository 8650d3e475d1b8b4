import Foundation
import QuarryStorage
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite("Output and spill files")
struct FileTests {
  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  @Test func committingGivesTheFileItsName() throws {
    try withFolder { folder in
      let file = try OutputFile(path: folder + "/a")
      try file.write([1, 2, 3])
      try file.pad(to: 8)
      #expect(file.count == 8)
      let large = [UInt8](repeating: 7, count: 1 << 19)
      try file.write(large)
      try file.overwrite([9], at: 1)
      #expect(throws: StorageError.self) { try file.overwrite([1, 1], at: file.count - 1) }
      #expect(!(try names(folder)).contains("a"))
      try file.commit(replacing: false)
      #expect(try names(folder) == ["a"])
      #expect(try contents(folder + "/a") == [1, 9, 3, 0, 0, 0, 0, 0] + large)
    }
  }

  @Test func anAbandonedFileLeavesNothing() throws {
    try withFolder { folder in
      try store([1], folder + "/a")
      do {
        let file = try OutputFile(path: folder + "/a")
        try file.write([UInt8](repeating: 0, count: 1 << 20))
      }
      #expect(try names(folder) == ["a"])
      #expect(try contents(folder + "/a") == [1])
    }
  }

  /// Files that a killed program has left are removed by the next writer, those of one at work and all
  /// others stay.
  @Test func whatAKilledProgramHasLeftIsRemoved() throws {
    try withFolder { folder in
      try store([1], folder + "/.quarry-partial-left")
      try store([1], folder + "/.quarry-partial-held")
      try store([1], folder + "/.quarry-other")
      try FileManager.default.createDirectory(
        atPath: folder + "/.quarry-partial-folder", withIntermediateDirectories: true)
      let held = try #require(FileHandle(forReadingAtPath: folder + "/.quarry-partial-held"))
      #expect(flock(held.fileDescriptor, LOCK_EX | LOCK_NB) == 0)
      let file = try OutputFile(path: folder + "/a")
      #expect(!(try names(folder)).contains(".quarry-partial-left"))
      try file.write([2])
      let other = try OutputFile(path: folder + "/b")
      try file.commit(replacing: true)
      try other.commit(replacing: false)
      let kept = [".quarry-other", ".quarry-partial-folder", ".quarry-partial-held", "a", "b"]
      #expect(try names(folder) == kept)
      // The file may be locked as soon as it is in its place.
      #expect(throws: Never.self) { try WriteLock(path: folder + "/a", waits: false) }
      withExtendedLifetime(file) {}
    }
  }

  @Test func replacingIsAsked() throws {
    try withFolder { folder in
      try store([1], folder + "/a")
      do {
        let file = try OutputFile(path: folder + "/a")
        try file.write([2])
        #expect(throws: StorageError.self) { try file.commit(replacing: false) }
      }
      #expect(try names(folder) == ["a"])
      #expect(try contents(folder + "/a") == [1])
      let file = try OutputFile(path: folder + "/a")
      try file.write([2])
      try file.commit(replacing: true)
      #expect(try names(folder) == ["a"])
      #expect(try contents(folder + "/a") == [2])
    }
  }

  @Test func aReplacedFileStaysReadableWhereItIsMapped() throws {
    try withFolder { folder in
      try store([1, 2, 3], folder + "/a")
      let old = try MappedFile(path: folder + "/a").bytes
      let file = try OutputFile(path: folder + "/a")
      try file.write([4])
      try file.commit(replacing: true)
      #expect(copy(old) == [1, 2, 3])
      #expect(copy(try MappedFile(path: folder + "/a").bytes) == [4])
    }
  }

  @Test func aFolderThatIsNotThereIsAnError() throws {
    try withFolder { folder in
      #expect(throws: StorageError.self) { try OutputFile(path: folder + "/no/a") }
      #expect(throws: StorageError.self) { try SpillFile(folder: folder + "/no") }
      #expect(throws: StorageError.self) { try MappedFile(path: folder + "/no") }
      #expect(throws: StorageError.self) { try MappedFile(path: folder) }
    }
  }

  @Test func mappedBytesAreSlicedInsideOnly() throws {
    let bytes = try mapped([1, 2, 3, 4])
    #expect(bytes.slice(offset: 1, length: 2).map(copy) == [2, 3])
    #expect(bytes.slice(offset: 4, length: 0).map(copy) == [])
    for (offset, length) in [(-1, 2), (3, 2), (5, 0), (1, -1), (1, Int.max), (Int.max, 1)] {
      #expect(bytes.slice(offset: offset, length: length) == nil)
    }
    #expect(try mapped([]).count == 0)
  }

  @Test func spillFilesHaveNoNameAndAreReadAnywhere() throws {
    try withFolder { folder in
      let file = try SpillFile(folder: folder)
      try file.write([UInt8](0...99).span.bytes)
      try file.write([UInt8](100...199).span.bytes)
      #expect(try names(folder).isEmpty)
      #expect(file.count == 200)
      var output: [UInt8] = [255]
      try file.read(at: 95, limit: 10, into: &output)
      #expect(output == [255] + [UInt8](95...104))
      output = []
      try file.read(at: 190, limit: 100, into: &output)
      #expect(output == [UInt8](190...199))
      try file.read(at: 200, limit: 1, into: &output)
      #expect(output.count == 10)
    }
  }

  @Test func tooLittleRoomIsToldBeforehand() throws {
    try withFolder { folder in
      try SpillFile.requireFree(1, in: folder)
      #expect(throws: StorageError.self) { try SpillFile.requireFree(Int.max, in: folder) }
    }
  }
}
