package import QuarryFormat

/// BM25F with one saturation over all fields (Robertson, Zaragoza and Taylor, 2004), as the
/// catalog's weights say; with one field of weight 1 it is Lucene's BM25 (8.0 and later).
///
/// For a document, x = Σ over fields of frequency × weight / norm, where norm = 1 − b + b × length /
/// average length; a term's share is its weight × idf × (x / (x + k1)). All in `Double`, in this
/// order, so that equal input gives equal bits.
package struct Scoring: Sendable {
  package let documentCount: Int
  package let fieldCount: Int
  let k1: Double
  /// Weight / norm by length code: 256 entries a field.
  private let factors: [Double]

  package init(_ catalog: Catalog) {
    documentCount = catalog.documentCount
    fieldCount = catalog.fields.count
    k1 = catalog.k1
    var factors: [Double] = []
    for (number, field) in catalog.fields.enumerated() {
      let total = catalog.segments.reduce(0.0) { $0 + Double($1.fieldLengths[number]) }
      let mean = total / Double(max(1, documentCount))
      let average = mean > 0 ? mean : 1
      let b = min(field.b, 1)
      for code in 0...255 {
        let length = Double(LengthCode.decode(UInt8(code)))
        // A norm of 0 is only found with b = 1 and a length that cannot be: no infinity then.
        let norm = max(1 - b + b * length / average, 1e-6)
        factors.append(field.weight / norm)
      }
    }
    self.factors = factors
  }

  /// How rare a term of `frequency` documents is.
  package func idf(_ frequency: Int) -> Double {
    let count = Double(documentCount)
    let frequency = Double(min(frequency, documentCount))
    return naturalLogarithm(1 + (count - frequency + 0.5) / (frequency + 0.5))
  }

  /// What `frequency` occurrences in a field of length code `length` add to x.
  @inline(__always)
  func strength(_ frequency: UInt32, field: Int, length: UInt8) -> Double {
    Double(frequency) * factors[field << 8 | Int(length)]
  }

  /// The share of its weight that a term with x gives to the score: from 0 to below 1.
  @inline(__always)
  package func saturation(_ x: Double) -> Double {
    x > 0 ? x / (x + k1) : 0
  }

  /// An upper bound of `saturation(x)` as a `Float`.
  @inline(__always)
  func roundedUp(_ x: Double) -> Float {
    Float(saturation(x)).nextUp
  }

  /// The factor that makes a bound safe against the rounding of its sums.
  static let margin = 1 + 1e-5
}
