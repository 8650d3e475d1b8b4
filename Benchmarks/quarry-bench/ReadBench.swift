import ArgumentParser
import QuarryCorpus
import QuarryStorage

/// Measures how fast dumps are read and parsed, without indexing.
struct ReadBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "read",
    abstract: "Reads dumps without indexing them, and prints bytes a CPU second.",
    discussion: """
      One thread reads, cuts and parses. Bytes are those of the unpacked input; the work of the \
      programs that unpack bzip2, xz, zstd and lz4 is not counted, since they are processes of \
      their own.
      """)

  @Argument(help: "Dumps, folders of files, or -.") var inputs: [String]

  @Option(help: "So often all is read; the fastest time of each stage counts.") var rounds = 3

  func run() throws {
    var best: ReadTimes?
    for _ in 0..<max(rounds, 1) {
      let times = try ReadTimes(inputs: inputs)
      best = best.map { $0.fastest(times) } ?? times
    }
    if let best { try QuarryBench.printLine(best) }
  }
}

/// What reading cost, in CPU seconds of the thread that did it.
struct ReadTimes: Encodable {
  var documents = 0
  var skipped = 0
  var inputBytes = 0
  var textBytes = 0
  var readSeconds = 0.0
  var parseSeconds = 0.0
  var megabytesPerCpuSecond = 0.0

  init(inputs: [String]) throws {
    let limits = SourceLimits(batchBytes: 1 << 20, maxDocumentBytes: 16 << 20)
    let reader = try DumpReader(inputs: inputs, limits: limits)
    var parser = RecordParser(limits: limits)
    while true {
      let start = threadCPUNanoseconds()
      guard let batch = try reader.next() else { break }
      let middle = threadCPUNanoseconds()
      parser.parse(batch) { document in
        documents += 1
        textBytes += document.title.count + document.text.count
      } skipped: { _ in
        skipped += 1
      }
      inputBytes += batch.bytes.count
      readSeconds += Double(middle - start) / 1e9
      parseSeconds += Double(threadCPUNanoseconds() - middle) / 1e9
      reader.recycle(batch.bytes)
    }
    skipped += reader.skippedCount
    rate()
  }

  /// The same reading with the shorter of each time.
  func fastest(_ other: ReadTimes) -> ReadTimes {
    var result = self
    result.readSeconds = min(readSeconds, other.readSeconds)
    result.parseSeconds = min(parseSeconds, other.parseSeconds)
    result.rate()
    return result
  }

  private mutating func rate() {
    megabytesPerCpuSecond = Double(inputBytes) / 1e6 / max(readSeconds + parseSeconds, 1e-9)
  }
}
