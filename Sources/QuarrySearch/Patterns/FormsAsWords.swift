package import QuarryAnalysis
package import QuarryFormat

/// The words of an index with stemming: the forms that its terms keep, folded.
///
/// It has buffers of its own, so one search at a time uses it.
package final class FormsAsWords: TermWords {
  private let analyzer: Analyzer
  private let languages: [Language]
  private var forms = TermForms()
  /// The folded words of a term, side by side, where each ends, and its occurrences.
  private var words: [UInt8] = []
  private var ends: [Int] = []
  private var counts: [Int] = []

  /// Stemmers put at most this much in the place of an ending: happy, happi; dying, die.
  package let slack: Int

  /// - Parameters:
  ///   - languages: those of the index, as which a word is looked up.
  ///   - slack: see `TermWords`; with 1 walks are faster, and miss words whose stem puts two letters in
  ///     the place of an ending.
  package init(_ analyzer: Analyzer, languages: [Language], slack: Int = 2) {
    self.analyzer = analyzer
    self.slack = max(slack, 1)
    self.languages = languages.isEmpty ? [.english, .und] : languages
  }

  package func forEach(
    of terms: borrowing TermIterator, _ body: (Span<UInt8>, Int) -> Void
  ) throws(FormatError) {
    let frequency = terms.info.documentFrequency
    try terms.readForms(into: &forms)
    guard forms.count > 0 else {
      body(terms.bytes, frequency)
      return
    }
    fold(isCompound: Self.isCompound(terms.bytes))
    emit(frequency, body)
  }

  package func frequency(
    of word: Span<UInt8>, in dictionary: TermDictionary
  ) throws(FormatError) -> Int {
    let isCompound = Self.isCompound(word)
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
      try dictionary.readForms(of: info, term: term.span, into: &forms)
      if forms.count == 0, Self.areEqual(term.span, word) { sum += info.documentFrequency }
      fold(isCompound: isCompound)
      emit(info.documentFrequency) { form, frequency in
        if Self.areEqual(form, word) { sum += frequency }
      }
    }
    return sum
  }

  /// Gives `body` the folded forms, each with its share of the term's documents.
  private func emit(_ frequency: Int, _ body: (Span<UInt8>, Int) -> Void) {
    let (words, ends, counts) = (words, ends, counts)
    let total = max(counts.reduce(forms.otherOccurrences) { $0 &+ $1 }, 1)
    let span = words.span
    var start = 0
    for (number, end) in ends.enumerated() {
      let share = Double(counts[number]) / Double(total) * Double(frequency)
      body(span.extracting(start..<end), max(1, min(frequency, Int(share))))
      start = end
    }
  }

  /// Folds the forms; those that become equal are one word.
  private func fold(isCompound: Bool) {
    words.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    counts.removeAll(keepingCapacity: true)
    for number in 0..<forms.count {
      let start = words.count
      let form = forms.form(number)
      if form.allSatisfy(Self.isPlain) {
        for byte in form { words.append(byte &- 0x41 < 26 ? byte | 0x20 : byte) }
      } else {
        let raw = Array(form)
        analyzer.appendFolded(raw.span, kind: isCompound ? .compound : .word, to: &words)
      }
      if words.count == start { continue }
      if let equal = firstEqual(from: start) {
        words.removeLast(words.count - start)
        counts[equal] &+= forms.occurrences(number)
      } else {
        ends.append(words.count)
        counts.append(forms.occurrences(number))
      }
    }
  }

  /// The word before `start` that is equal to the one from there.
  private func firstEqual(from start: Int) -> Int? {
    var begin = 0
    for (number, end) in ends.enumerated() {
      if words[begin..<end] == words[start...] { return number }
      begin = end
    }
    return nil
  }

  @inline(__always)
  private static func isPlain(_ byte: UInt8) -> Bool {
    (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10
  }

  /// Whether a term was made of a compound: those keep signs between their parts.
  private static func isCompound(_ term: Span<UInt8>) -> Bool {
    for index in 0..<term.count where term[index] < 0x80 && !isPlain(term[index]) { return true }
    return false
  }

  private static func areEqual(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
    guard one.count == other.count else { return false }
    for index in 0..<one.count where one[index] != other[index] { return false }
    return true
  }
}
