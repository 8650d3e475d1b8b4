package import QuarryAnalysis
package import QuarryFormat

/// The words of an index with stemming: the forms that its terms keep, folded.
///
/// It has buffers of its own, so one search at a time uses it.
package final class FormsAsWords: TermWords {
  private let analyzer: Analyzer
  private let languages: [Language]
  private var folded = FoldedForms()

  /// What the stemmers of the languages put in the place of an ending: happy, happi; dying, die.
  package let slack: Int

  /// - Parameters:
  ///   - languages: those of the index, as which a word is looked up.
  ///   - slack: see `TermWords`; nil for what the languages need. With 1 walks are faster, and miss
  ///     words whose stem puts two letters in the place of an ending.
  package init(_ analyzer: Analyzer, languages: [Language], slack: Int? = nil) {
    self.analyzer = analyzer
    self.languages = languages.isEmpty ? [.english, .und] : languages
    self.slack = max(slack ?? self.languages.reduce(1) { max($0, Self.slack(of: $1)) }, 1)
  }

  /// The languages whose stemmers put at most two bytes in the place of an ending.
  private static let careful: Set<String> = [
    "en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "ru", "ca",
  ]
  /// The languages whose stemmers change the beginning of a word, or the script it is in.
  private static let free: Set<String> = [
    "ar", "bs", "eu", "ga", "hr", "id", "ne", "sr", "ta", "yi",
  ]

  private static func slack(of language: Language) -> Int {
    guard language.hasStems || language == .und else { return 2 }
    if free.contains(language.code) { return .max }
    return language == .und || careful.contains(language.code) ? 2 : 6
  }

  package func forEach(
    of terms: borrowing TermIterator, _ body: (Span<UInt8>, Int) -> Void
  ) throws(FormatError) {
    let frequency = terms.info.documentFrequency
    try terms.readForms(into: &folded.forms)
    guard folded.forms.count > 0 else {
      body(terms.bytes, frequency)
      return
    }
    folded.fold(analyzer, isCompound: ScalarBytes.hasSigns(terms.bytes))
    folded.emit(frequency, body)
  }

  package func wantedForms(_ isMatch: (Span<UInt8>) -> Bool) -> [Bool]? {
    folded.wanted(isMatch)
  }

  package func frequency(
    of word: Span<UInt8>, in dictionary: TermDictionary
  ) throws(FormatError) -> Int {
    let isCompound = ScalarBytes.hasSigns(word)
    var seen: [[UInt8]] = []
    var sum = 0
    for language in languages {
      var term: [UInt8] = []
      analyzer.appendTerm(
        word, kind: isCompound ? .compound : .word, language: language, to: &term)
      guard !term.isEmpty, term.count <= TermDictionary.maxTermBytes, !seen.contains(term) else {
        continue
      }
      seen.append(term)
      guard let info = try dictionary.find(term.span) else { continue }
      try dictionary.readForms(of: info, term: term.span, into: &folded.forms)
      if folded.forms.count == 0, ScalarBytes.areEqual(term.span, word) {
        sum += info.documentFrequency
      }
      folded.fold(analyzer, isCompound: isCompound)
      folded.emit(info.documentFrequency) { form, frequency in
        if ScalarBytes.areEqual(form, word) { sum += frequency }
      }
    }
    return sum
  }
}

/// The forms of one term and their folded words; filled again and again, so that no term allocates.
private struct FoldedForms {
  var forms = TermForms()
  /// The folded words, side by side, where each ends, and its occurrences.
  private var words: [UInt8] = []
  private var ends: [Int] = []
  private var counts: [Int] = []
  /// By form, the number of its word; nil where it has none.
  private var wordOfForm: [Int?] = []

  /// Folds the forms; those that become equal are one word.
  mutating func fold(_ analyzer: Analyzer, isCompound: Bool) {
    words.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    counts.removeAll(keepingCapacity: true)
    wordOfForm.removeAll(keepingCapacity: true)
    for number in 0..<forms.count {
      let start = words.count
      let form = forms.form(number)
      // Letters and digits of ASCII, which most words are of, need no analysis.
      if !appendPlain(form) {
        words.removeLast(words.count - start)
        let raw = Array(form)
        analyzer.appendFolded(raw.span, kind: isCompound ? .compound : .word, to: &words)
      }
      if words.count == start {
        wordOfForm.append(nil)
        continue
      }
      if let equal = firstEqual(from: start) {
        words.removeLast(words.count - start)
        counts[equal] &+= forms.occurrences(number)
        wordOfForm.append(equal)
      } else {
        wordOfForm.append(ends.count)
        ends.append(words.count)
        counts.append(forms.occurrences(number))
      }
    }
  }

  /// By form, whether `isMatch` holds for its word; nil where it does for all occurrences.
  func wanted(_ isMatch: (Span<UInt8>) -> Bool) -> [Bool]? {
    guard forms.count > 0 else { return nil }
    let span = words.span
    var matches: [Bool] = []
    for (number, end) in ends.enumerated() {
      matches.append(isMatch(span.extracting((number == 0 ? 0 : ends[number - 1])..<end)))
    }
    if forms.otherOccurrences == 0, wordOfForm.allSatisfy({ $0.map { matches[$0] } ?? false }) {
      return nil
    }
    return wordOfForm.map { $0.map { matches[$0] } ?? false }
  }

  /// Gives `body` the folded forms, each with its share of the term's documents.
  func emit(_ frequency: Int, _ body: (Span<UInt8>, Int) -> Void) {
    let total = max(counts.reduce(forms.otherOccurrences) { $0 &+ $1 }, 1)
    let span = words.span
    var start = 0
    for number in ends.indices {
      let share = Double(counts[number]) / Double(total) * Double(frequency)
      body(span.extracting(start..<ends[number]), max(1, min(frequency, Int(share))))
      start = ends[number]
    }
  }

  private mutating func appendPlain(_ form: ArraySlice<UInt8>) -> Bool {
    for byte in form {
      guard ScalarBytes.isPlain(byte) else { return false }
      words.append(byte &- 0x41 < 26 ? byte | 0x20 : byte)
    }
    return true
  }

  /// The word before `start` that is equal to the one from there.
  private func firstEqual(from start: Int) -> Int? {
    var begin = 0
    for number in ends.indices {
      let end = ends[number]
      if end - begin == words.count - start {
        var place = 0
        while begin + place < end, words[begin + place] == words[start + place] { place += 1 }
        if begin + place == end { return number }
      }
      begin = end
    }
    return nil
  }
}
