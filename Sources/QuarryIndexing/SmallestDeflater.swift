import QuarryStorage

/// Deflates each page in several ways and keeps the smallest form, the first of equal ones.
final class SmallestDeflater {
  private let deflaters: [Deflater]
  private var trial: [UInt8] = []

  init(_ strategies: [DeflateStrategy]) throws(StorageError) {
    deflaters = try strategies.map { strategy throws(StorageError) in try Deflater(strategy) }
  }

  /// Appends the deflated form of `page` to `output`.
  func deflate(_ page: Span<UInt8>, into output: inout [UInt8]) throws(StorageError) {
    let start = output.count
    for (number, deflater) in deflaters.enumerated() {
      if number == 0 {
        try deflater.deflate(page, into: &output)
        continue
      }
      trial.removeAll(keepingCapacity: true)
      try deflater.deflate(page, into: &trial)
      if trial.count < output.count - start {
        output.removeLast(output.count - start)
        output += trial
      }
    }
  }
}
