/// What the values of a column are.
package enum ColumnKind: UInt8, Sendable, CaseIterable {
  /// Texts, several a document allowed.
  case keyword = 0
  /// Whole numbers.
  case integer = 1
  /// Numbers with fractions.
  case real = 2
  /// Seconds since 1970, UTC.
  case date = 3
}

/// Metadata that a segment has but keeps no column of: it can be shown, not filtered.
package struct OmittedColumn: Sendable, Hashable {
  package enum Reason: UInt8, Sendable, CaseIterable {
    /// The values are nearly all different, as addresses are.
    case nearlyAllDifferent = 0
    /// There are more different values than a column keeps.
    case tooManyValues = 1
    /// Other names have more documents, and a segment keeps so many columns only.
    case tooManyColumns = 2
  }

  package let name: String
  package let reason: Reason

  package init(name: String, reason: Reason) {
    self.name = name
    self.reason = reason
  }
}

/// How a column's values are coded, from which follows where each of its parts lies.
///
/// A column is a row of *slots*, one for each document of the segment or, where few have a value
/// (`isSparse`), for each of those, whose numbers then stand before. A slot holds a code of `width`
/// bytes. Where a document has several texts a slot is a range of codes instead. Codes of numbers
/// count `unit`s from `minimum`; codes of texts are places in the sorted row of different texts. A
/// dense column in which documents lack a value shifts its codes by one, 0 being no value.
package struct ColumnLayout: Sendable, Hashable {
  /// The most columns of a segment.
  package static let maxColumns = 64
  /// The most names that a segment's columns are chosen from.
  package static let maxNames = 1024
  /// The longest name, and the longest text of a keyword column, in bytes.
  package static let maxTextBytes = 256
  /// The most different texts of a column, and their bytes.
  package static let maxValues = 1 << 17
  package static let maxValueBytes = 4 << 20

  package var name: String
  package var kind: ColumnKind
  /// The documents of the segment.
  package var segmentDocuments: Int
  /// The documents that have a value.
  package var documentCount: Int
  package var isSparse: Bool
  /// Whether a document has several texts.
  package var isSeveral = false
  /// The bytes of a code: 0, 1, 2, 4 or 8.
  package var width = 0
  /// Different texts, and their bytes.
  package var valueCount = 0
  package var valueBytes = 0
  /// Texts of all documents, and the bytes of a place among them, where `isSeveral`.
  package var entryCount = 0
  package var startWidth = 0
  /// The least and the greatest number; the bits of a `Double` in a column of reals.
  package var minimum: Int64 = 0
  package var maximum: Int64 = 0
  /// What all differences of numbers are multiples of, at least 1.
  package var unit: Int64 = 1

  package init(
    name: String, kind: ColumnKind, segmentDocuments: Int, documentCount: Int
  ) {
    self.name = name
    self.kind = kind
    self.segmentDocuments = segmentDocuments
    self.documentCount = documentCount
    isSparse = documentCount < segmentDocuments / 8
  }

  package var slotCount: Int { isSparse ? documentCount : segmentDocuments }

  /// What is taken from a code: 1 where 0 stands for no value.
  package var codeBase: UInt64 {
    kind != .real && !isSparse && !isSeveral && documentCount < segmentDocuments ? 1 : 0
  }

  /// The greatest code that means a value.
  package var maximalCode: UInt64 {
    switch kind {
    case .keyword: UInt64(max(0, valueCount - 1)) + codeBase
    case .integer, .date:
      UInt64(bitPattern: maximum &- minimum) / UInt64(max(1, unit)) + codeBase
    case .real: .max
    }
  }

  // Where the parts lie, counted from the column's first byte, at which the documents do.
  var startsOffset: Int { isSparse ? 4 * documentCount : 0 }
  var codesOffset: Int { startsOffset + (isSeveral ? startWidth * (slotCount + 1) : 0) }
  var valueStartsOffset: Int { codesOffset + width * (isSeveral ? entryCount : slotCount) }
  var valuesOffset: Int { valueStartsOffset + (kind == .keyword ? 4 * (valueCount + 1) : 0) }

  /// The bytes of the column.
  package var byteCount: Int { valuesOffset + valueBytes }

  /// The fewest bytes that hold numbers up to `largest`.
  package static func width(of largest: UInt64) -> Int {
    switch largest {
    case 0: 0
    case ...0xFF: 1
    case ...0xFFFF: 2
    case ...0xFFFF_FFFF: 4
    default: 8
    }
  }
}
