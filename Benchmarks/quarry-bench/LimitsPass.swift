import QuarryAnalysis
import QuarryStorage

/// The least that indexing a dump must do, timed: inflate it and find where its words begin and end.
///
/// No record is parsed and no term made, so what stands around the texts in the dump is scanned too.
struct LimitsPass {
  private(set) var inflatedBytes = 0
  private(set) var words = 0
  /// CPU seconds for reading and, where the dump is compressed, inflating.
  private(set) var readSeconds = 0.0
  /// CPU seconds for finding word boundaries.
  private(set) var scanSeconds = 0.0
  private var tokens: [RawToken] = []
  private let analyzer: Analyzer

  private static let inputBytes = 1 << 18
  private static let pieceBytes = 1 << 20

  /// Reads the dump at `path`, a file.
  init(path: String) throws {
    analyzer = try Analyzer(try AnalyzerSettings(named: "plain"))
    var file = try InputFile(path: path)
    var input = [UInt8](repeating: 0, count: Self.inputBytes)
    var last = threadCPUNanoseconds()
    func lap() -> Double {
      let now = threadCPUNanoseconds()
      defer { last = now }
      return Double(now - last) / 1e9
    }
    var stream: GzipStream?
    var isFirst = true
    var piece = [UInt8](repeating: 0, count: Self.pieceBytes)
    while true {
      let count = try input.withUnsafeMutableBytes { try file.read(into: $0) }
      if isFirst, count > 1, input[0] == 0x1F, input[1] == 0x8B { stream = GzipStream() }
      isFirst = false
      if stream == nil {
        readSeconds += lap()
        scan(input, count)
        scanSeconds += lap()
      } else {
        var start = 0
        while true {
          let progress = input.withUnsafeBytes { input in
            piece.withUnsafeMutableBytes {
              stream?.inflate(UnsafeRawBufferPointer(rebasing: input[start..<count]), into: $0)
            }
          }
          guard let progress else { break }
          if let problem = progress.problem { throw LimitsFailure(path: path, problem: problem) }
          start += progress.consumed
          readSeconds += lap()
          scan(piece, progress.produced)
          scanSeconds += lap()
          if progress.produced < piece.count { break }
        }
      }
      if count == 0 { return }
    }
  }

  private mutating func scan(_ bytes: [UInt8], _ count: Int) {
    tokens.removeAll(keepingCapacity: true)
    let span = bytes.span.extracting(0..<count)
    analyzer.tokenize(span, into: &tokens)
    words += tokens.count
    inflatedBytes += count
  }
}

/// A dump that cannot be inflated.
struct LimitsFailure: Error, CustomStringConvertible {
  let path: String
  let problem: String

  var description: String { "\(path): cannot be inflated: \(problem)" }
}
