import QuarryFormat
import QuarryStorage

/// What must be known of all documents before they are ordered: who shares an identifier, and by
/// what they are sorted.
struct DocumentSurvey {
  /// The hash of each document's identifier.
  private(set) var hashes: [UInt64] = []
  /// The identifiers side by side, where they give the order.
  private(set) var identifiers: [UInt8] = []
  private(set) var identifierEnds: [Int] = []
  /// The dates in seconds since 1970, where they give the order; `Int64.max` for none.
  private(set) var dates: [Int64] = []

  private static let dateName = Array("date".utf8)

  init(
    _ source: OptimizationSource, order: DocumentOrder, progress: (Double) -> Void
  ) throws(OptimizationError) {
    // The present order keeps documents that share an identifier in theirs.
    guard order != .none else { return }
    hashes.reserveCapacity(source.documentCount)
    let most = source.plan.identifierBytes
    try RecordStream(source).forEachRecord(progress: progress) {
      (document, bytes) throws(OptimizationError) in
      let record = try reading { () throws(FormatError) in
        try DocumentRecord(decoding: Array(bytes), at: 0)
      }
      let span = record.bytes.span
      hashes.append(IdentifierTable.hash(span.extracting(record.identifier)))
      switch order {
      case .bisection, .none: break
      case .id:
        identifiers += record.bytes[record.identifier]
        identifierEnds.append(identifiers.count)
        guard identifiers.count + 16 * source.documentCount <= most else {
          throw .refused(
            "--order id needs more memory than --memory gives; give more, or another order")
        }
      case .date:
        let value = record.metadata.first { record.bytes[$0.name].elementsEqual(Self.dateName) }
        let date = value.flatMap { DateText.parse(span.extracting($0.value), allowsEpoch: true) }
        dates.append(date?.start ?? .max)
      }
    }
  }

  /// The documents by identifier, equal ones in their present order.
  func orderByIdentifier() -> [UInt32] {
    identifiers.withUnsafeBufferPointer { bytes in
      func identifier(_ document: UInt32) -> UnsafeBufferPointer<UInt8> {
        let start = document == 0 ? 0 : identifierEnds[Int(document) - 1]
        return UnsafeBufferPointer(rebasing: bytes[start..<identifierEnds[Int(document)]])
      }
      return (0..<UInt32(identifierEnds.count)).sorted { a, b in
        let order = NaturalOrder.compare(identifier(a), identifier(b))
        return order != 0 ? order < 0 : a < b
      }
    }
  }

  /// The documents from the oldest to the newest, equal dates in their present order.
  func orderByDate() -> [UInt32] {
    (0..<UInt32(dates.count)).sorted { a, b in
      let (first, second) = (dates[Int(a)], dates[Int(b)])
      return first != second ? first < second : a < b
    }
  }
}

/// The order that people expect of names with numbers in them: `a9` before `a10`.
enum NaturalOrder {
  /// Less than 0, 0, or more as `a` comes before, with, or after `b`.
  static func compare(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int {
    var (i, j) = (0, 0)
    while i < a.count, j < b.count {
      if isDigit(a[i]), isDigit(b[j]) {
        let (first, second) = (digits(a, from: i), digits(b, from: j))
        if first.count != second.count { return first.count - second.count }
        for place in 0..<first.count {
          let (one, other) = (a[first.lowerBound + place], b[second.lowerBound + place])
          if one != other { return Int(one) - Int(other) }
        }
        (i, j) = (first.upperBound, second.upperBound)
      } else if a[i] != b[j] {
        return Int(a[i]) - Int(b[j])
      } else {
        (i, j) = (i + 1, j + 1)
      }
    }
    if a.count - i != b.count - j { return (a.count - i) - (b.count - j) }
    // Equal but for zeros before numbers.
    for place in 0..<min(a.count, b.count) where a[place] != b[place] {
      return Int(a[place]) - Int(b[place])
    }
    return a.count - b.count
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  /// The digits at `start`, zeros before the number left out.
  private static func digits(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Range<Int> {
    var first = start
    while first < bytes.count, bytes[first] == 0x30 { first += 1 }
    var end = first
    while end < bytes.count, isDigit(bytes[end]) { end += 1 }
    return first..<end
  }
}
