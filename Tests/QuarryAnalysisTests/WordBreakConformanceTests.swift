import Foundation
import QuarryAnalysis
import TestSupport
import Testing

/// Unicode's own test of the default word boundaries, all 1,823 lines of it.
@Suite struct WordBreakConformanceTests {
  static let path = dataPath("conformance/WordBreakTest.txt")

  @Test(.enabled(if: path != nil, "the Unicode test file is absent"))
  func everyLineOfTheUnicodeTest() throws {
    let content = try String(contentsOfFile: #require(Self.path), encoding: .utf8)
    var lines = 0
    for line in content.split(separator: "\n") {
      let fields = line.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
      if fields.isEmpty { continue }
      var text: [UInt8] = []
      var expected: [Int] = []
      for field in fields {
        switch field {
        case "÷": expected.append(text.count)
        case "×": break
        default:
          let value = try #require(UInt32(field, radix: 16))
          let scalar = try #require(Unicode.Scalar(value))
          text += Array(String(Character(scalar)).utf8)
        }
      }
      #expect(boundaries(text) == expected, "\(line)")
      lines += 1
    }
    #expect(lines == 1823)
  }
}

/// All boundaries of a text, its two ends included.
func boundaries(_ text: [UInt8]) -> [Int] {
  var result = [0]
  var i = 0
  while i < text.count {
    i = WordBoundaries.next(in: text.span, after: i)
    result.append(i)
  }
  return result
}
