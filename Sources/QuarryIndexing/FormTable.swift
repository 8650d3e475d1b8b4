import QuarryFormat

/// The forms of a batch's terms: which words became each of them, the commonest first.
///
/// Made once a batch from the terms and counts of its words; the inner loop of inverting then takes
/// term and form of an occurrence by one look-up. Terms go by their rank in byte order, so that
/// writing them out passes through memory once.
struct FormTable {
  /// A word that became a term.
  private struct Form {
    /// Where its `FormCode` is; empty where the word is too long to be told apart.
    var codeStart: UInt32
    var codeLength: UInt16
    var count: UInt32
    var word: UInt32
  }

  /// For each word the rank of its term, and below it in 16 bits its form.
  private(set) var keys: [UInt64] = []
  /// The occurrences of each term, by rank.
  private(set) var occurrences: [UInt32] = []
  /// The words of all terms, term after term, each term's in the order of their forms.
  private var forms: [Form] = []
  /// Where the words of each term begin, and behind the last one where they end.
  private var starts: [UInt32] = []
  /// Of the terms that have too many or too long words, how many are told apart.
  private var crowded: [Int: Int] = [:]

  /// Makes the table of the words of a batch.
  ///
  /// - Parameters:
  ///   - wordTerms: the term of each word, negative where it has none.
  ///   - counts: the occurrences of each word.
  ///   - codeEnds: where each word's code ends.
  ///   - ranks: the rank of each term.
  ///   - codes: the codes of all words, side by side.
  mutating func make(
    wordTerms: [Int32], counts: [UInt32], codeEnds: [UInt32], ranks: [UInt32],
    codes: borrowing ByteBuffer
  ) {
    let termCount = ranks.count
    crowded.removeAll()
    starts.removeAll(keepingCapacity: true)
    starts.append(contentsOf: repeatElement(0, count: termCount + 2))
    occurrences.removeAll(keepingCapacity: true)
    occurrences.append(contentsOf: repeatElement(0, count: termCount))
    keys.removeAll(keepingCapacity: true)
    keys.append(contentsOf: repeatElement(0, count: wordTerms.count))
    var wordCount = 0
    for word in wordTerms.indices where wordTerms[word] >= 0 && counts[word] > 0 {
      let rank = Int(ranks[Int(wordTerms[word])])
      keys[word] = UInt64(rank) << 16
      starts[rank + 2] += 1
      occurrences[rank] += counts[word]
      wordCount += 1
    }
    for rank in 0..<termCount { starts[rank + 2] += starts[rank + 1] }
    forms.removeAll(keepingCapacity: true)
    let none = Form(codeStart: 0, codeLength: 0, count: 0, word: 0)
    forms.append(contentsOf: repeatElement(none, count: wordCount))
    var codeStart: UInt32 = 0
    for word in wordTerms.indices {
      let codeEnd = codeEnds[word]
      if wordTerms[word] >= 0 && counts[word] > 0 {
        let rank = Int(keys[word] >> 16)
        let length = UInt16(truncatingIfNeeded: codeEnd - codeStart)
        forms[Int(starts[rank + 1])] = Form(
          codeStart: codeStart, codeLength: length, count: counts[word],
          word: UInt32(truncatingIfNeeded: word))
        starts[rank + 1] += 1
      }
      codeStart = codeEnd
    }
    for rank in 0..<termCount {
      let range = range(rank)
      if range.count > 1 || range.count == 1 && forms[range.lowerBound].codeLength == 0 {
        order(range, rank, codes)
      }
    }
  }

  /// Writes the forms of the term of `rank`.
  ///
  /// - Returns: the numbers its occurrences have.
  func write(
    _ rank: Int, codes: borrowing ByteBuffer, to writer: inout FormRunWriter
  ) -> Int {
    let range = range(rank)
    let told = crowded.isEmpty ? range.count : crowded[rank] ?? range.count
    let hasOthers = told < range.count
    writer.begin(forms: told, hasOthers: hasOthers)
    for form in forms[range.prefix(told)] {
      let start = Int(form.codeStart)
      writer.append(
        code: UnsafeBufferPointer(rebasing: codes.buffer[start..<start + Int(form.codeLength)]),
        count: Int(form.count))
    }
    if hasOthers {
      writer.append(others: forms[range.dropFirst(told)].reduce(0) { $0 + Int($1.count) })
    }
    return told + (hasOthers ? 1 : 0)
  }

  private func range(_ rank: Int) -> Range<Int> { Int(starts[rank])..<Int(starts[rank + 1]) }

  /// Brings the words of a term into the order of their forms.
  private mutating func order(_ range: Range<Int>, _ rank: Int, _ codes: borrowing ByteBuffer) {
    if range.count <= 12 {
      for place in range.dropFirst() {
        let form = forms[place]
        var free = place
        while free > range.lowerBound, forms[free - 1].count < form.count {
          forms[free] = forms[free - 1]
          free -= 1
        }
        forms[free] = form
      }
    } else {
      forms[range].sort { ($1.count, $0.word) < ($0.count, $1.word) }
    }
    var told = range.count
    if told > FormJoin.most || forms[range].contains(where: { $0.codeLength == 0 }) {
      told = tellApart(range, codes)
      crowded[rank] = told
    }
    for (number, place) in range.enumerated() {
      keys[Int(forms[place].word)] = UInt64(rank) << 16 | UInt64(min(number, told))
    }
  }

  /// Moves the words that are told apart before the others, where they are too many or too long.
  ///
  /// - Returns: their number.
  private mutating func tellApart(_ range: Range<Int>, _ codes: borrowing ByteBuffer) -> Int {
    let codes = codes.buffer
    var told = forms[range].filter { $0.codeLength > 0 }
    var others = forms[range].filter { $0.codeLength == 0 }
    if told.count > FormJoin.most {
      func code(_ form: Form) -> UnsafeBufferPointer<UInt8> {
        let start = Int(form.codeStart)
        return UnsafeBufferPointer(rebasing: codes[start..<start + Int(form.codeLength)])
      }
      var hashed = told.map { (hash: FormJoin.hash(code($0)), form: $0) }
      hashed.sort { a, b in
        a.hash != b.hash
          ? a.hash < b.hash : code(a.form).lexicographicallyPrecedes(code(b.form))
      }
      let kept = Set(hashed.prefix(FormJoin.most).map(\.form.word))
      others += told.filter { !kept.contains($0.word) }
      told.removeAll { !kept.contains($0.word) }
    }
    forms.replaceSubrange(range, with: told + others)
    return told.count
  }
}
