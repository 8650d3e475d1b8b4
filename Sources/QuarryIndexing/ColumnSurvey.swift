import QuarryFormat

/// Goes through all values of a name to find what kind of column they make, and how it is coded.
///
/// Under a name of dates, values are dates where at least half of them are. Under names that are not
/// of texts they are numbers where at least nine of ten are, whole ones where all the numbers are.
/// The other values count as none; of several numbers or dates a document keeps the first. Anything
/// else is text.
struct ColumnSurvey: ~Copyable {
  /// Metadata whose values are texts even where they look like numbers.
  private static let textNames: Set<String> = ["source", "author", "lang", "tags", "url"]
  /// A text column with more different texts than this needs fewer than half as many as documents.
  private static let fewValues = 256

  /// The different texts, by the number they were met with.
  private(set) var texts = WordTable(capacity: 256)
  private(set) var hasTooManyTexts = false
  private let readsDates: Bool
  private let readsEpoch: Bool
  private let readsNumbers: Bool

  private var values = 0
  private var dates = NumberRange()
  private var dateValues = 0
  private var integers = NumberRange()
  private var integerValues = 0
  private var reals = RealRange()
  private var realValues = 0
  private var documents = 0
  private var entries = 0
  private var isSeveral = false
  private var lastDocument = -1
  /// The numbers of the present document's texts.
  private var present: [Int] = []

  init(name: String) {
    readsDates = DateText.isDateName(name)
    readsEpoch = DateText.allowsEpoch(name)
    readsNumbers = !Self.textNames.contains(name)
  }

  /// Looks at a value; false where no more need be looked at.
  mutating func add(_ value: UnsafeBufferPointer<UInt8>, document: Int) -> Bool {
    if document != lastDocument {
      endDocument()
      lastDocument = document
      documents += 1
    }
    values += 1
    if readsDates, let date = DateText.parse(value.span, allowsEpoch: readsEpoch) {
      dateValues += 1
      dates.add(date.start, document: document)
    }
    if readsNumbers {
      if let number = NumberValue.integer(value.span) {
        integerValues += 1
        realValues += 1
        integers.add(number, document: document)
        reals.add(Double(number), document: document)
      } else if let number = NumberValue.real(value.span) {
        realValues += 1
        reals.add(number, document: document)
      }
    }
    if !hasTooManyTexts {
      present.append(texts.number(of: value, 0..<value.count, kind: 0).number)
      hasTooManyTexts =
        texts.count > ColumnLayout.maxValues
        || texts.keyBytes.count > ColumnLayout.maxValueBytes
      if hasTooManyTexts {
        texts = WordTable(capacity: 16)
        present = []
      }
    }
    return readsDates || readsNumbers || !hasTooManyTexts
  }

  private mutating func endDocument() {
    guard present.count > 1 else {
      entries += present.count
      present.removeAll(keepingCapacity: true)
      return
    }
    present.sort()
    var different = 1
    for index in 1..<present.count where present[index] != present[index - 1] { different += 1 }
    if different > 1 { isSeveral = true }
    entries += different
    present.removeAll(keepingCapacity: true)
  }

  /// The column's layout, or why there is none.
  mutating func finish(
    name: String, segmentDocuments: Int
  ) -> Result<ColumnLayout, Omission> {
    endDocument()
    func layout(_ kind: ColumnKind, documents: Int) -> ColumnLayout {
      ColumnLayout(
        name: name, kind: kind, segmentDocuments: segmentDocuments, documentCount: documents)
    }
    if dateValues > 0, dateValues * 2 >= values {
      return .success(dates.layout(layout(.date, documents: dates.documents)))
    }
    if realValues > 0, realValues * 10 >= values * 9 {
      return .success(
        integerValues == realValues
          ? integers.layout(layout(.integer, documents: integers.documents))
          : reals.layout(layout(.real, documents: reals.documents)))
    }
    if hasTooManyTexts { return .failure(Omission(reason: .tooManyValues)) }
    guard texts.count <= Self.fewValues || texts.count <= documents / 2 else {
      return .failure(Omission(reason: .nearlyAllDifferent))
    }
    var column = layout(.keyword, documents: documents)
    column.valueCount = texts.count
    column.valueBytes = texts.keyBytes.count
    column.isSeveral = isSeveral
    if isSeveral {
      column.entryCount = entries
      column.startWidth = ColumnLayout.width(of: UInt64(entries))
    }
    column.width = ColumnLayout.width(of: column.maximalCode)
    return .success(column)
  }

  /// Why a name has no column.
  struct Omission: Error {
    let reason: OmittedColumn.Reason
  }
}

/// The least, the greatest, and what the differences of whole numbers have in common.
private struct NumberRange {
  private(set) var documents = 0
  private var lastDocument = -1
  private var first: Int64 = 0
  private var least = Int64.max
  private var most = Int64.min
  private var unit: UInt64 = 0

  /// Takes the number of a document, whose further ones are left out.
  mutating func add(_ number: Int64, document: Int) {
    guard document != lastDocument else { return }
    lastDocument = document
    if documents == 0 { first = number }
    documents += 1
    least = min(least, number)
    most = max(most, number)
    // Once the differences have nothing in common, that stays so.
    if unit != 1 {
      var (a, b) = (unit, (number &- first).magnitude)
      while b != 0 { (a, b) = (b, a % b) }
      unit = a
    }
  }

  func layout(_ column: ColumnLayout) -> ColumnLayout {
    var column = column
    column.minimum = least
    column.maximum = most
    column.unit = Int64(max(1, unit))
    column.width = ColumnLayout.width(of: column.maximalCode)
    return column
  }
}

/// The least and the greatest of numbers, and whether four bytes are enough for each.
private struct RealRange {
  private(set) var documents = 0
  private var lastDocument = -1
  private var least = Double.infinity
  private var most = -Double.infinity
  private var areShort = true

  /// Takes the number of a document, whose further ones are left out.
  mutating func add(_ number: Double, document: Int) {
    guard document != lastDocument else { return }
    lastDocument = document
    documents += 1
    least = min(least, number)
    most = max(most, number)
    if areShort { areShort = Double(Float(number)) == number }
  }

  func layout(_ column: ColumnLayout) -> ColumnLayout {
    var column = column
    column.minimum = Int64(bitPattern: least.bitPattern)
    column.maximum = Int64(bitPattern: most.bitPattern)
    let isFull = column.slotCount == column.documentCount
    column.width = isFull && least == most ? 0 : areShort ? 4 : 8
    return column
  }
}
