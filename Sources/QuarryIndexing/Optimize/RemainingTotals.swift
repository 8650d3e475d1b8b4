import QuarryFormat
import QuarryStorage

/// What the documents that are not dropped add up to, where the catalog's sums are of all.
///
/// A dropped document's words are those of the column that counts them, else those its length code
/// stands for, which is exact up to 40 words; the bytes of texts that are not stored are taken to be
/// spread evenly.
struct RemainingTotals {
  private(set) var fieldLengths: [Int]
  private(set) var textBytes = 0

  init(_ source: OptimizationSource) throws(OptimizationError) {
    let fieldCount = source.catalog.fields.count
    fieldLengths = Array(repeating: 0, count: fieldCount)
    for (number, segment) in source.segments.enumerated() {
      guard let deleted = source.deleted[number] else {
        for field in 0..<fieldCount { fieldLengths[field] += segment.facts.fieldLengths[field] }
        textBytes += segment.facts.textBytes
        continue
      }
      for (place, field) in segment.fields.enumerated() {
        fieldLengths[field] += try reading { () throws(FormatError) in
          try Self.words(in: place, of: segment, without: deleted)
        }
      }
      let kept = Double(segment.documentCount - deleted.count) / Double(segment.documentCount)
      textBytes += Int(Double(segment.facts.textBytes) * kept)
    }
  }

  /// The words of a field, by the segment's own number, in the documents that are left.
  private static func words(
    in field: Int, of segment: Segment, without deleted: DeletedDocuments
  ) throws(FormatError) -> Int {
    let lengths = try FieldLengths(segment, field: field)
    var total = segment.facts.fieldLengths[segment.fields[field]]
    var least = 0
    var most = 0
    for document in 0..<segment.documentCount {
      let (words, code) = try lengths.words(in: document)
      if deleted.contains(document) {
        total -= words
      } else {
        least += LengthCode.decode(code)
        most += code == 255 ? Int(Int32.max) : LengthCode.decode(code + 1) - 1
      }
    }
    return min(max(total, least), most)
  }
}
