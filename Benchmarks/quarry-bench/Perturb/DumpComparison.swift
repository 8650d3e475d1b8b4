#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How like its source a dump made from it is.
struct DumpComparison {
  private let source: SourceText
  private let law: HeapsLaw
  /// The bytes that are wanted.
  private let bytes: Int
  /// Words and distinct words of the new dump at each share of its bytes.
  private var marks: [(words: Int, distinct: Int)] = []

  private static let percents = [10, 50, 100]

  init(_ source: SourceText, law: HeapsLaw, bytes: Int) {
    self.source = source
    self.law = law
    self.bytes = bytes
  }

  /// Takes note of the new dump when it has `count` bytes.
  mutating func note(_ perturbation: Perturbation, bytes count: Int) {
    while marks.count < Self.percents.count,
      count >= bytes / 100 * Self.percents[marks.count] || count >= bytes
    {
      marks.append((perturbation.wordCount, perturbation.distinctCount))
    }
  }

  func lines(_ perturbation: Perturbation) -> [String] {
    func row(_ name: String, _ a: String, _ b: String, _ c: String = "") -> String {
      name.padded(to: -32) + a.padded(to: 14) + b.padded(to: 14) + c.padded(to: 14)
    }
    func ratio(_ a: Int, _ b: Int, places: Int = 1) -> String {
      "\(Double(a) / Double(max(1, b)), places: places)"
    }
    var lines = [
      row("", "source", "perturbed"),
      row("documents", "\(source.documentCount)", "\(perturbation.documentCount)"),
      row(
        "words a document", ratio(source.wordCount, source.documentCount),
        ratio(perturbation.wordCount, perturbation.documentCount)),
      row(
        "postings a document", ratio(source.postingCount, source.documentCount),
        ratio(perturbation.postingCount, perturbation.documentCount)),
      row(
        "words a posting", ratio(source.wordCount, source.postingCount, places: 3),
        ratio(perturbation.wordCount, perturbation.postingCount, places: 3)),
      row(
        "slope of rank and frequency", "\(Self.slope(sourceCounts), places: 3)",
        "\(Self.slope(perturbation.counts), places: 3)"),
      "",
      "distinct words; Heaps' law with the exponent \(law.exponent, places: 3) of the source",
      row("", "words", "distinct", "by the law"),
    ]
    for percent in Self.percents {
      let words = source.wordCount / 100 * percent
      let point = source.growth.first { $0.words >= words } ?? (0, 0)
      lines.append(
        row(
          "source, \(percent) %", "\(point.words)", "\(point.distinct)",
          "\(law.distinct(at: point.words), places: 0)"))
    }
    for (percent, point) in zip(Self.percents, marks) {
      lines.append(
        row(
          "perturbed, \(percent) %", "\(point.words)", "\(point.distinct)",
          "\(law.distinct(at: point.words), places: 0)"))
    }
    return lines
  }

  private var sourceCounts: [UInt32] {
    var counts = [UInt32](repeating: 0, count: source.distinctCount)
    for number in source.words { counts[Int(number)] += 1 }
    return counts
  }

  /// The slope of Zipf's law: least squares of the logarithms of frequencies over those of ranks, from
  /// the 10th word to the 10,000th, ranks taken at even distances of their logarithms.
  private static func slope(_ counts: [UInt32]) -> Double {
    let sorted = counts.filter { $0 > 0 }.sorted(by: >)
    var points: [(Double, Double)] = []
    var rank = 10.0
    while Int(rank) <= min(10_000, sorted.count) {
      points.append((log(rank), log(Double(sorted[Int(rank) - 1]))))
      rank *= 1.1
    }
    guard points.count > 1 else { return 0 }
    let meanX = points.reduce(0) { $0 + $1.0 } / Double(points.count)
    let meanY = points.reduce(0) { $0 + $1.1 } / Double(points.count)
    let covariance = points.reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanY) }
    return covariance / points.reduce(0) { $0 + ($1.0 - meanX) * ($1.0 - meanX) }
  }
}
