import TestSupport

@testable import QuarryFormat

/// Columns of a model, encoded in the plainest way: a value a document, or none.
struct ModelColumns {
  var bytes: [UInt8] = []
  var index = ColumnIndex()
  var integers: [Int64?] = []
  var texts: [[String]] = []

  /// Adds a column of whole numbers and one of texts, of which some documents have several.
  mutating func addSome(documentCount: Int, _ random: inout SplitMix64) {
    guard documentCount > 8 else { return }
    for document in 0..<documentCount {
      integers.append(
        document % 3 == 1 ? nil : Int64.random(in: -5...4000, using: &random) * 86_400)
      let count = document % 4 == 3 ? 0 : Int.random(in: 1...3, using: &random)
      texts.append(
        (0..<count).map { _ in "tag \(Int.random(in: 0..<7, using: &random))" }.sorted())
    }
    addTexts(named: "a")
    addIntegers(named: "n")
  }

  private mutating func addIntegers(named name: String) {
    let present = integers.compactMap { $0 }
    var layout = ColumnLayout(
      name: name, kind: .integer, segmentDocuments: integers.count, documentCount: present.count)
    layout.minimum = present.min() ?? 0
    layout.maximum = present.max() ?? 0
    layout.unit = 86_400
    layout.width = ColumnLayout.width(of: layout.maximalCode)
    for value in integers {
      let code = value.map { UInt64(($0 - layout.minimum) / layout.unit) + layout.codeBase }
      bytes.append(code ?? 0, size: layout.width)
    }
    index.columns.append(layout)
  }

  private mutating func addTexts(named name: String) {
    texts = texts.map { Set($0).sorted() }
    let different = Set(texts.joined()).sorted()
    var layout = ColumnLayout(
      name: name, kind: .keyword, segmentDocuments: texts.count,
      documentCount: texts.filter { !$0.isEmpty }.count)
    layout.isSeveral = true
    layout.entryCount = texts.reduce(0) { $0 + $1.count }
    layout.startWidth = ColumnLayout.width(of: UInt64(layout.entryCount))
    layout.valueCount = different.count
    layout.valueBytes = different.reduce(0) { $0 + $1.utf8.count }
    layout.width = ColumnLayout.width(of: layout.maximalCode)
    var start = 0
    for row in [[]] + texts {
      start += row.count
      bytes.append(UInt64(start), size: layout.startWidth)
    }
    for text in texts.joined() {
      bytes.append(UInt64(different.firstIndex(of: text) ?? 0), size: layout.width)
    }
    start = 0
    for text in [""] + different {
      start += text.utf8.count
      bytes.append(UInt64(start), size: 4)
    }
    for text in different { bytes += Array(text.utf8) }
    index.columns.append(layout)
  }
}
