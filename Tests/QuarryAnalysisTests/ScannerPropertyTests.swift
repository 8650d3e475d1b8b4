import TestSupport
import Testing

@testable import QuarryAnalysis

/// The fast scanners against slow and simple models of them.
@Suite struct ScannerPropertyTests {
  /// The words by the full segmenter: segments that hold a letter, digit, pictograph or flag.
  private func modelWords(_ text: [UInt8]) -> [Range<Int>] {
    let ends = boundaries(text)
    return zip(ends, ends.dropFirst()).flatMap { start, end -> [Range<Int>] in
      var first: Int?
      var isToken = false
      var i = start
      while i < end {
        let (scalar, length) = UTF8Decoding.scalar(text.span, at: i)
        let c = WordBreakProperty.ofScalar(scalar)
        let counts = c.isIn(WordBreakClass.tokenly)
        if counts || c == .extendNumLet { first = first ?? i }
        isToken = isToken || counts
        i += length
      }
      guard isToken, let first else { return [] }
      if let parts = Compound.nameParts(text.span, first, end) {
        return [first..<parts.prefixEnd, parts.restStart..<end]
      }
      return [first..<end]
    }
  }

  /// The runs of letters and decimal digits by the standard library's categories.
  private func modelRuns(_ text: [UInt8]) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var i = 0
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      let end = i + UTF8.width(scalar)
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
        .decimalNumber:
        if let last = runs.last, last.upperBound == i {
          runs[runs.count - 1] = last.lowerBound..<end
        } else {
          runs.append(i..<end)
        }
      default: break
      }
      i = end
    }
    return runs
  }

  @Test(arguments: 0..<40)
  func wordsAreTheSegmentsOfTheFullSegmenter(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    for _ in 0..<250 {
      let count = Int.random(in: 0...24, using: &random)
      let text = mixedText(&random, pieces: count, hasClusters: false)
      let words = try rawTokens(text, .standard).filter { $0.kind == .word }
      #expect(
        words.map { Int($0.start)..<Int($0.end) } == modelWords(text),
        "\(String(decoding: text, as: UTF8.self).debugDescription)")
    }
  }

  @Test(arguments: 0..<20)
  func wordsAcrossPiecesAreWhole(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed) + 4000)
    for settings in [AnalyzerSettings.standard, .plain] {
      for _ in 0..<5 {
        var text: [UInt8] = []
        while text.count < 3 * RunFinder.pieceLength {
          text += mixedText(&random, pieces: 200, hasClusters: false)
          let length = Int.random(in: 0...1500, using: &random)
          text += [UInt8](repeating: UInt8(ascii: "w"), count: length)
        }
        let words = try rawTokens(text, settings).filter { $0.kind == .word }
        let model = settings == .standard ? modelWords(text) : modelRuns(text)
        #expect(words.map { Int($0.start)..<Int($0.end) } == model)
      }
    }
  }

  @Test(arguments: 0..<20)
  func compoundsComeBeforeTheirFirstPart(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed) + 1000)
    for _ in 0..<250 {
      let text = mixedText(&random, pieces: 30)
      let all = try rawTokens(text, .standard)
      for (token, next) in zip(all, all.dropFirst()) {
        #expect(token.start < token.end && Int(token.end) <= text.count)
        switch token.kind {
        case .compound:
          #expect(next.start == token.start && next.end < token.end)
          #expect(Int(token.end - token.start) <= Compound.maximalLength)
        case .bigram:
          #expect(next.kind == .word && next.start == token.start && next.end < token.end)
        case .word:
          #expect(token.end <= next.start)
        }
      }
      #expect(all.last?.kind ?? .word == .word)
    }
  }

  @Test(arguments: 0..<20)
  func plainIsRunsOfLettersAndDigits(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed) + 2000)
    for _ in 0..<250 {
      let text = mixedText(&random, pieces: 24)
      let found = try rawTokens(text, .plain)
      #expect(found.map { Int($0.start)..<Int($0.end) } == modelRuns(text))
    }
  }

  @Test(arguments: 0..<20)
  func randomBytesNeverTrap(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed) + 3000)
    for settings in [AnalyzerSettings.standard, .plain] {
      let analyzer = try Analyzer(settings)
      for _ in 0..<100 {
        var text = mixedText(&random, pieces: Int.random(in: 0...40, using: &random))
        for _ in 0..<(text.count / 8) {
          let place = Int.random(in: 0..<text.count, using: &random)
          text[place] = UInt8.random(in: 0...255, using: &random)
        }
        var found: [RawToken] = []
        analyzer.tokenize(text.span, into: &found)
        for token in found {
          try #require(token.start < token.end && Int(token.end) <= text.count)
          let raw = text.span.extracting(Int(token.start)..<Int(token.end))
          for kind in [TokenKind.word, .compound, .bigram] {
            var term: [UInt8] = []
            analyzer.appendTerm(raw, kind: kind, language: .english, to: &term)
            #expect(term.count <= Analyzer.maximalTermLength)
          }
        }
        #expect(analyzer.spellings(text.span, language: .english).count <= 64)
        _ = analyzer.joined(text.span, language: .english)
      }
    }
  }
}
