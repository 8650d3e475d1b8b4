import QuarryFormat
import QuarryStorage

/// Keeps what every document adds to sections that are written last: the lengths of its fields and of
/// its record. They wait in spill files, so that memory does not grow with the number of documents.
final class DocumentSpool {
  private let folder: String
  /// The length codes of each field; nil while all of them are 0.
  private var norms: [SectionSpool?]
  /// The lengths of the records as varints.
  private let lengths: SectionSpool
  private let fingerprints: SectionSpool
  private var documentCount = 0

  private static let partBytes = 1 << 16

  init(fieldCount: Int, folder: String) throws(StorageError) {
    self.folder = folder
    norms = Array(repeating: nil, count: fieldCount)
    lengths = try SectionSpool(kind: .documentIndex, folder: folder)
    fingerprints = try SectionSpool(kind: .fingerprints, folder: folder)
  }

  /// Adds the documents of the next batch.
  func append(_ result: BatchResult) throws(StorageError) {
    for (field, codes) in result.norms.enumerated() {
      if norms[field] == nil, codes.contains(where: { $0 != 0 }) {
        let spool = try SectionSpool(kind: .norms, folder: folder)
        try Self.forEachZeros(documentCount) { zeros throws(StorageError) in
          try spool.append(zeros)
        }
        norms[field] = spool
      }
      try norms[field]?.append(codes)
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(2 * result.recordLengths.count)
    for length in result.recordLengths { Varint.append(length, to: &bytes) }
    try lengths.append(bytes)
    bytes.removeAll(keepingCapacity: true)
    for fingerprint in result.fingerprints { FingerprintTable.append(fingerprint, to: &bytes) }
    try fingerprints.append(bytes)
    documentCount += result.documentCount
  }

  /// Gives the field `field` the length codes of `added` where they are not 0.
  func overlay(_ added: SectionSpool, field: Int) throws(StorageError) {
    var row: [UInt8] = []
    row.reserveCapacity(documentCount)
    try added.forEachPart { part throws(StorageError) in row += part }
    let joined = try SectionSpool(kind: .norms, folder: folder)
    var document = 0
    try forEachPart(of: field) { part throws(StorageError) in
      var codes = part
      for index in codes.indices where document + index < row.count {
        if row[document + index] != 0 { codes[index] = row[document + index] }
      }
      document += codes.count
      try joined.append(codes)
    }
    norms[field] = joined
  }

  /// Writes the document index.
  func writeIndex(to output: SectionOutput) throws(StorageError) {
    var groups = DocumentGroups(documentCount: documentCount)
    try output.begin(.documentIndex)
    try lengths.forEachPart { part throws(StorageError) in
      var bytes: [UInt8] = []
      groups.append(part, to: &bytes)
      try output.append(bytes)
    }
    try lengths.forEachPart { part throws(StorageError) in try output.append(part) }
    try output.end()
  }

  /// Writes the documents' fingerprints.
  func writeFingerprints(to output: SectionOutput) throws(StorageError) {
    try output.begin(.fingerprints)
    try fingerprints.forEachPart { part throws(StorageError) in try output.append(part) }
    try output.end()
  }

  /// Writes the length codes of these fields.
  func writeNorms(of fields: [Int], to output: SectionOutput) throws(StorageError) {
    try output.begin(.norms)
    for field in fields {
      try forEachPart(of: field) { part throws(StorageError) in try output.append(part) }
    }
    try output.end()
  }

  /// The length codes of these fields in memory, a byte for each document and field.
  func norms(of fields: [Int]) throws(StorageError) -> [[UInt8]] {
    var rows: [[UInt8]] = []
    for field in fields {
      var row: [UInt8] = []
      row.reserveCapacity(documentCount)
      try forEachPart(of: field) { part throws(StorageError) in row += part }
      rows.append(row)
    }
    return rows
  }

  private func forEachPart(
    of field: Int, _ body: ([UInt8]) throws(StorageError) -> Void
  ) throws(StorageError) {
    if let spool = norms[field] {
      try spool.forEachPart(body)
    } else {
      try Self.forEachZeros(documentCount, body)
    }
  }

  /// Gives `count` zeros in parts.
  private static func forEachZeros(
    _ count: Int, _ body: ([UInt8]) throws(StorageError) -> Void
  ) throws(StorageError) {
    var left = count
    while left > 0 {
      let part = [UInt8](repeating: 0, count: min(left, partBytes))
      try body(part)
      left -= part.count
    }
  }
}
