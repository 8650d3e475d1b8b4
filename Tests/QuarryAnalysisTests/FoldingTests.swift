import Foundation
import Testing

@testable import QuarryAnalysis

/// The generated tables against the properties of the standard library, over all scalars.
@Suite struct FoldingTests {
  /// All scalars of Unicode 14 or older, the version of the tables.
  private static let scalars = (0...0x10FFFF).compactMap { (value: UInt32) -> Unicode.Scalar? in
    guard let scalar = Unicode.Scalar(value), let age = scalar.properties.age, age.major <= 14
    else { return nil }
    return scalar
  }

  private func folded(_ text: String) -> String {
    var word: [UInt8] = []
    Folding.append(Array(text.utf8).span, to: &word, limit: 255)
    return String(decoding: word, as: UTF8.self)
  }

  @Test func foldingTwiceIsFoldingOnce() {
    for scalar in Self.scalars {
      let once = folded(String(scalar))
      #expect(folded(once).utf8.elementsEqual(once.utf8), "U+\(String(scalar.value, radix: 16))")
    }
  }

  @Test func compositionMakesNoDifference() {
    for scalar in Self.scalars where scalar.properties.isAlphabetic {
      let decomposed = String(scalar).decomposedStringWithCanonicalMapping
      #expect(
        folded(decomposed).utf8.elementsEqual(folded(String(scalar)).utf8),
        "U+\(String(scalar.value, radix: 16))")
    }
  }

  @Test func caseMakesNoDifference() {
    for scalar in Self.scalars where scalar.properties.isLowercase {
      let upper = scalar.properties.uppercaseMapping
      // The iota below a Greek letter is dropped, while as a capital it is a letter of its own.
      let parts = String(scalar).decomposedStringWithCanonicalMapping.unicodeScalars
      if parts.contains("\u{345}") { continue }
      let isKnown = upper.unicodeScalars.allSatisfy { ($0.properties.age?.major ?? 99) <= 14 }
      if !isKnown { continue }
      #expect(
        folded(upper).utf8.elementsEqual(folded(String(scalar)).utf8),
        "U+\(String(scalar.value, radix: 16)) and \(upper)")
    }
  }

  @Test func lowerCaseIsTheSimpleMapping() {
    for scalar in Self.scalars {
      var term: [UInt8] = []
      LowerCase.append(Array(String(scalar).utf8).span, to: &term, limit: 255)
      let expected = scalar.value == 0x130 ? "i" : scalar.properties.lowercaseMapping
      #expect(term == Array(expected.utf8), "U+\(String(scalar.value, radix: 16))")
    }
  }

  @Test func plainLettersAreThoseOfTheStandardLibrary() {
    for scalar in Self.scalars {
      let expected: Bool =
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
          .decimalNumber:
          true
        default: false
        }
      #expect(
        WordBreakProperty.isPlain(scalar.value) == expected, "U+\(String(scalar.value, radix: 16))")
    }
  }
}
