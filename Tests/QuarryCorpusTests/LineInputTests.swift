import Foundation
import TestSupport
import Testing

@testable import QuarryCorpus

@Suite("Inputs of lines")
struct LineInputTests {
  private func lines(_ count: Int, seed: UInt64) -> [UInt8] {
    var writer = NaiveWriter(random: SplitMix64(seed: seed))
    return Array((0..<count).map { _ in writer.line(writer.document()) + "\n" }.joined().utf8)
  }

  private func limits(
    batch: Int = 1000, document: Int = 4000, read: Int = 4096
  ) -> SourceLimits {
    SourceLimits(batchBytes: batch, maxDocumentBytes: document, readBytes: read)
  }

  @Test("Batches do not depend on how the bytes arrive", arguments: 0..<6)
  func deterministic(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    var bytes = lines(60, seed: seed)
    bytes += [UInt8](repeating: 0x20, count: 5000) + [0x0A] + lines(3, seed: seed + 100)
    if seed % 2 == 0 { bytes.removeLast() }
    let plain = try folder.write("a", bytes)
    let packed = try folder.write("b.jsonl", gzipMember(bytes))
    let expected = try Reading([plain], limits: limits())
    #expect(expected.batches.count > 10)
    #expect(expected.skipped.map(\.reason) == [.tooLong(limit: 4000)])
    var offset = 0
    for batch in expected.batches {
      #expect(batch.byteOffset == offset || batch.byteOffset == offset + 5001)
      #expect(batch.bytes.count <= 1000 || batch.bytes.dropLast().firstIndex(of: 0x0A) == nil)
      let before = bytes[..<batch.byteOffset].count(where: { $0 == 0x0A })
      #expect(batch.firstLine == before + 1)
      #expect(batch.bytes == Array(bytes[batch.byteOffset...].prefix(batch.bytes.count)))
      offset = batch.byteOffset + batch.bytes.count
    }
    #expect(offset == bytes.count)
    for path in [plain, packed] {
      for size in [1, 7, 4096, 1 << 20] {
        let reading = try Reading([path], limits: limits(read: size))
        #expect(reading.batches.map(\.bytes) == expected.batches.map(\.bytes))
        #expect(reading.batches.map(\.firstLine) == expected.batches.map(\.firstLine))
        #expect(reading.batches.map(\.byteOffset) == expected.batches.map(\.byteOffset))
        #expect(reading.skipped == expected.skipped)
        #expect(reading.broken.isEmpty)
      }
    }
  }

  @Test("Batches are filled to the last byte", arguments: [19, 20, 21, 22, 39, 40, 41, 42, 43])
  func exactFit(batch: Int) throws {
    let folder = try TemporaryFolder()
    let line = Array("{\"id\":1,\"text\":\"abc\"}".utf8)
    let path = try folder.write("a", line + [0x0A] + line + [0x0A] + line)
    for size in [1, 21, 22, 100] {
      let counts = try Reading([path], limits: limits(batch: batch, read: size)).batches.map {
        $0.bytes.count
      }
      switch batch {
      case ..<43: #expect(counts == [22, 22, 21])
      default: #expect(counts == [22, 43])
      }
    }
  }

  @Test("A record over the limit is passed over without being held")
  func tooLong() throws {
    let folder = try TemporaryFolder()
    let long = [UInt8](repeating: 0x61, count: 3_000_000)
    let end = Array("\n{\"id\":\"2\",\"text\":\"b\"}\n".utf8)
    let path = try folder.write("a", Array("{\"id\":\"1\",\"text\":\"a\"}\n".utf8) + long + end)
    let few = limits(batch: 1000, document: 10_000, read: 512)
    let reading = try Reading([path], limits: few)
    #expect(reading.documents.map(\.id) == ["1", "2"])
    #expect(
      reading.skipped == [
        SkippedRecord(source: 0, line: 2, byte: nil, reason: .tooLong(limit: 10_000))
      ])
    #expect(reading.batches.last?.firstLine == 3)
    let input = try ByteSource(path: path, source: 0, readBytes: 512)
    let detection = try #require(
      Detection(
        input.lookAhead(), name: "a", packing: input.packing, options: ReadingOptions(),
        isInFolder: false))
    let batcher = RecordBatcher(
      input: input, detection: detection, limits: few, pool: BufferPool(usualBytes: 1000))
    while batcher.next(bytesBefore: 0, skipped: { _ in }) != nil {
      #expect(batcher.heldBytes <= 10_000 + 2)
    }
  }

  @Test("The limit counts a line without its end", arguments: ["\n", "\r\n", ""])
  func limitEdge(end: String) throws {
    let folder = try TemporaryFolder()
    let line = "{\"id\":\"1\",\"text\":\"aaaaaaaaaa\"}"
    let path = try folder.write("a", line + end)
    let count = line.utf8.count
    for batch in [5, count - 1, count, count + 1, 500] {
      for read in [1, 4096] {
        let fits = try Reading([path], limits: limits(batch: batch, document: count, read: read))
        #expect(fits.documents.count == 1)
        let over = try Reading(
          [path], limits: limits(batch: batch, document: count - 1, read: read))
        #expect(over.documents.isEmpty)
        #expect(over.skipped.map(\.reason) == [.tooLong(limit: count - 1)])
      }
    }
  }

  @Test("A pipe is read once, from its first byte")
  func pipe() throws {
    let bytes = [0x0A, 0x20] + lines(30, seed: 9)
    let pipe = Pipe()
    pipe.fileHandleForWriting.write(Data(gzipMember(bytes)))
    try pipe.fileHandleForWriting.close()
    let path = "/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"
    let reader = try DumpReader(inputs: [path], limits: limits())
    #expect(reader.totalBytes == nil)
    var read: [UInt8] = []
    while let batch = try reader.next() {
      read += batch.bytes
      #expect(batch.bytesRead <= reader.bytesRead)
      reader.recycle(batch.bytes)
    }
    #expect(read == bytes)
    #expect(reader.bytesRead == gzipMember(bytes).count)
  }

  @Test("Several threads may take batches, give buffers back and ask for progress")
  func threads() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a", gzipMember(lines(200, seed: 3)))
    let reader = try DumpReader(inputs: [path], limits: limits())
    let count = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask {
          var parser = RecordParser()
          var count = 0
          var before = 0
          while let batch = try reader.next() {
            parser.parse(batch, document: { _ in count += 1 }, skipped: { _ in })
            let now = reader.bytesRead
            #expect(now >= before)
            before = now
            reader.recycle(batch.bytes)
          }
          return count
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(count == 200)
    #expect(reader.bytesRead == reader.totalBytes)
    #expect(reader.brokenInputs.isEmpty && reader.skippedCount == 0)
  }

  @Test("Several inputs follow one another, and progress adds up")
  func several() throws {
    let folder = try TemporaryFolder()
    let first = try folder.write("a", lines(5, seed: 1))
    let second = try folder.write("b", gzipMember(lines(5, seed: 2)))
    let reader = try DumpReader(inputs: [first, second], limits: limits())
    var sources: [Int] = []
    while let batch = try reader.next() { sources.append(batch.source) }
    #expect(Set(sources) == [0, 1] && sources == sources.sorted())
    #expect(reader.bytesRead == reader.totalBytes)
    #expect(try reader.next() == nil)
  }
}
