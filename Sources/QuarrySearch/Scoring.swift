package import QuarryFormat

#if canImport(Glibc)
  private import Glibc
#elseif canImport(Darwin)
  private import Darwin
#endif

/// BM25F with one saturation over all fields (Robertson, Zaragoza and Taylor, 2004), as the
/// catalog's weights say; with one field of weight 1 it is Lucene's BM25 (8.0 and later).
///
/// For a document, x = Σ over fields of frequency × weight / norm, where norm = 1 − b + b × length /
/// average length; a term's share is its weight × idf × (x / (x + k1)). The ways to write a word
/// are one term to this: their x, each times its weight, are added up before the saturation, so that
/// a text gains nothing by mixing them. All in `Double`, in this order, so that equal input gives
/// equal bits.
///
/// Saturation is concave and 0 at 0: the sum of the members' own saturations bounds that of their
/// sum, and a member whose weight is at most 1 adds at most the saturation of its x.
package struct Scoring: Sendable {
  package let documentCount: Int
  package let fieldCount: Int
  let k1: Double
  /// Weight / norm by length code: 256 entries a field.
  private let factors: [Double]

  /// Whether postings have the same saturations by both.
  func hasSameSaturations(as other: Scoring) -> Bool {
    k1 == other.k1 && factors == other.factors
  }

  package init(_ catalog: Catalog) {
    self.init(catalog, statisticsOf: [catalog])
  }

  /// The ranking of `catalog` with the counts and lengths of the documents of all `catalogs`, which
  /// have the same fields.
  init(_ catalog: Catalog, statisticsOf catalogs: [Catalog]) {
    documentCount = catalogs.reduce(0) { $0 + $1.documentCount }
    fieldCount = catalog.fields.count
    k1 = catalog.k1
    var factors: [Double] = []
    for (number, field) in catalog.fields.enumerated() {
      // Sums of whole numbers are exact, so that the order does not matter.
      var total = 0.0
      for part in catalogs {
        for segment in part.segments { total += Double(segment.fieldLengths[number]) }
      }
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

  /// The same scores for a segment that has only these fields of the catalog, in this order.
  package init(_ all: Scoring, fields: [Int]) {
    documentCount = all.documentCount
    fieldCount = fields.count
    k1 = all.k1
    factors = fields.flatMap { field in
      field < all.fieldCount ? Array(all.factors[field << 8..<(field + 1) << 8]) : []
    }
  }

  /// How rare a term of `frequency` documents is.
  package func idf(_ frequency: Int) -> Double {
    let count = Double(documentCount)
    let frequency = Double(min(frequency, documentCount))
    return log(1 + (count - frequency + 0.5) / (frequency + 0.5))
  }

  /// What `frequency` occurrences in a field of length code `length` add to x.
  @inline(__always)
  func strength(_ frequency: UInt32, field: Int, length: UInt8) -> Double {
    Double(frequency) * factors[field << 8 | Int(length)]
  }

  /// Gives `body` the 256 factors of a field, by length code: what an occurrence adds to x.
  @inline(__always)
  func withFactors(field: Int, _ body: (UnsafePointer<Double>) -> Void) {
    factors.withUnsafeBufferPointer {
      // Every field has 256 of them.
      if field >= 0, field < fieldCount, let base = $0.baseAddress { body(base + field << 8) }
    }
  }

  /// The share of its weight that a clause with x gives to the score: from 0 to below 1.
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
