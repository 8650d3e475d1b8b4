import ArgumentParser

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Makes a dump of any size from a smaller one.
struct PerturbCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "perturb",
    abstract: "Makes a dump of any size that has the statistics of a smaller one.",
    discussion: """
      JSON lines with new ids and resampled sentences go to standard output; the same dump, size \
      and seed give the same bytes. Only id, title and text are kept.
      """)

  @Argument(help: "The dump to be like.") var dump: String
  @Option(help: "How much to make, such as 800M or 4G (powers of 1,000).") var bytes: String
  @Option(help: "What the sentences are drawn with.") var seed: UInt64 = 1
  @Flag(help: "Tell on standard error how close the two dumps are.") var check = false

  func run() throws {
    let wanted = try Self.byteCount(bytes)
    let source = try SourceText(path: dump)
    guard source.documentCount > 0 else { throw ValidationError("\(dump): has no document") }
    var perturbation = Perturbation(source, seed: seed)
    var comparison = DumpComparison(source, law: perturbation.law, bytes: wanted)
    var written = 0
    var buffer: [UInt8] = []
    while written + buffer.count < wanted {
      perturbation.appendDocument(to: &buffer)
      comparison.note(perturbation, bytes: written + buffer.count)
      if buffer.count >= 1 << 20 {
        try Self.write(buffer)
        written += buffer.count
        buffer.removeAll(keepingCapacity: true)
      }
    }
    try Self.write(buffer)
    guard check else { return }
    for line in comparison.lines(perturbation) { try Self.write(Array((line + "\n").utf8), to: 2) }
  }

  /// A size as typed, in bytes.
  static func byteCount(_ text: String) throws -> Int {
    let units: [Character: Double] = ["K": 1e3, "M": 1e6, "G": 1e9]
    let unit = text.last.flatMap { units[Character($0.uppercased())] }
    guard let number = Double(unit == nil ? text[...] : text.dropLast()),
      let count = Int(exactly: (number * (unit ?? 1)).rounded()), count > 0, count <= 1 << 50
    else { throw ValidationError("--bytes \(text): give a size such as 800M or 4G") }
    return count
  }

  static func write(_ bytes: [UInt8], to descriptor: Int32 = 1) throws {
    var done = 0
    while done < bytes.count {
      #if canImport(Glibc)
        let count = bytes.withUnsafeBytes {
          Glibc.write(
            descriptor, UnsafeRawBufferPointer(rebasing: $0[done...]).baseAddress, $0.count - done)
        }
      #else
        let count = bytes.withUnsafeBytes {
          Darwin.write(
            descriptor, UnsafeRawBufferPointer(rebasing: $0[done...]).baseAddress, $0.count - done)
        }
      #endif
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw ValidationError("standard output: cannot write: \(String(cString: strerror(errno)))")
      }
      done += count
    }
  }
}
