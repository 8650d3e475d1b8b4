import QuarryFormat

/// The forms of a batch's terms: which words became each of them, the commonest first.
///
/// Made once a batch from the terms and counts of its words; the inner loop of inverting then takes
/// term and form of an occurrence by one look-up.
struct FormTable {
  /// For each word its term, and below it in 16 bits its form.
  private(set) var keys: [UInt64] = []
  /// The occurrences of each term.
  private(set) var occurrences: [UInt32] = []
  /// The words of all terms, term after term; each term's in the order of their forms.
  private var words: [UInt32] = []
  /// Where the words of each term begin, and behind the last one where they end.
  private var starts: [UInt32] = []
  /// Scratch for the words of one term.
  private var letters: [UInt8] = []
  private var list = FormList()
  /// The terms of which words share the number behind the last.
  private var crowded: [Int: Int] = [:]

  /// Makes the table of the words of a batch.
  ///
  /// - Parameters:
  ///   - wordTerms: the term of each word, negative where it has none.
  ///   - counts: the occurrences of each word.
  mutating func make(
    wordTerms: [Int32], counts: [UInt32], termCount: Int, words table: borrowing LexemeTable,
    terms: borrowing WordTable
  ) {
    crowded.removeAll()
    starts.removeAll(keepingCapacity: true)
    starts.append(contentsOf: repeatElement(0, count: termCount + 2))
    occurrences.removeAll(keepingCapacity: true)
    occurrences.append(contentsOf: repeatElement(0, count: termCount))
    var wordCount = 0
    for word in wordTerms.indices where wordTerms[word] >= 0 && counts[word] > 0 {
      starts[Int(wordTerms[word]) + 2] += 1
      occurrences[Int(wordTerms[word])] += counts[word]
      wordCount += 1
    }
    for term in 0..<termCount { starts[term + 2] += starts[term + 1] }
    words.removeAll(keepingCapacity: true)
    words.append(contentsOf: repeatElement(0, count: wordCount))
    keys.removeAll(keepingCapacity: true)
    keys.append(contentsOf: repeatElement(0, count: wordTerms.count))
    for word in wordTerms.indices where wordTerms[word] >= 0 && counts[word] > 0 {
      let term = Int(wordTerms[word])
      words[Int(starts[term + 1])] = UInt32(word)
      starts[term + 1] += 1
      keys[word] = UInt64(term) << 16
    }
    for term in 0..<termCount where starts[term + 1] - starts[term] > 1 || isLong(term, table) {
      order(term, counts, table, terms)
    }
  }

  /// The forms of `term`, valid until the next call.
  mutating func forms(
    of term: Int, counts: [UInt32], words table: borrowing LexemeTable,
    bytes: UnsafeBufferPointer<UInt8>, of termBytes: Span<UInt8>, _ body: (borrowing FormList) -> Void
  ) {
    list.removeAll()
    let range = range(term)
    let told = crowded.isEmpty ? range.count : crowded[term] ?? range.count
    for (number, place) in range.enumerated() {
      let word = Int(words[place])
      guard number < told else {
        list.otherCount += Int(counts[word])
        continue
      }
      let form = UnsafeBufferPointer(rebasing: bytes[table.range(word)])
      FormCode.append(form.span, of: termBytes, scratch: &letters, to: &list.codes)
      list.ends.append(list.codes.count)
      list.counts.append(Int(counts[word]))
    }
    body(list)
  }

  private func range(_ term: Int) -> Range<Int> { Int(starts[term])..<Int(starts[term + 1]) }

  private func isLong(_ term: Int, _ table: borrowing LexemeTable) -> Bool {
    let range = range(term)
    return !range.isEmpty && table.range(Int(words[range.lowerBound])).count > FormCode.maxBytes
  }

  /// Brings the words of a term into the order of their forms.
  private mutating func order(
    _ term: Int, _ counts: [UInt32], _ table: borrowing LexemeTable, _ terms: borrowing WordTable
  ) {
    let range = range(term)
    var told = range.count
    if range.count == 2 {
      let (first, second) = (words[range.lowerBound], words[range.lowerBound + 1])
      if counts[Int(second)] > counts[Int(first)] {
        words[range.lowerBound] = second
        words[range.lowerBound + 1] = first
      }
    } else {
      words[range].sort { (counts[Int($1)], $0) < (counts[Int($0)], $1) }
    }
    let hasLong = words[range].contains { table.range(Int($0)).count > FormCode.maxBytes }
    if hasLong || range.count > FormJoin.most {
      told = tellApart(range, term, table, terms)
      crowded[term] = told
    }
    for (number, place) in range.enumerated() {
      keys[Int(words[place])] = UInt64(term) << 16 | UInt64(min(number, told))
    }
  }

  /// Moves the words that are told apart before the others, where they are too many or too long.
  ///
  /// - Returns: their number.
  private mutating func tellApart(
    _ range: Range<Int>, _ term: Int, _ table: borrowing LexemeTable, _ terms: borrowing WordTable
  ) -> Int {
    var short: [UInt32] = []
    var others: [UInt32] = []
    for word in words[range] {
      if table.range(Int(word)).count > FormCode.maxBytes {
        others.append(word)
      } else {
        short.append(word)
      }
    }
    if short.count > FormJoin.most {
      let termBytes = Array(terms.keyBytes[terms.range(term)])
      var hashed: [(hash: UInt64, code: [UInt8], word: UInt32)] = []
      for word in short {
        let form = Array(table.keyBytes[table.range(Int(word))])
        var code: [UInt8] = []
        FormCode.append(form.span, of: termBytes.span, scratch: &letters, to: &code)
        hashed.append((code.withUnsafeBufferPointer { FormJoin.hash($0) }, code, word))
      }
      hashed.sort { a, b in
        a.hash != b.hash ? a.hash < b.hash : a.code.lexicographicallyPrecedes(b.code)
      }
      let kept = Set(hashed.prefix(FormJoin.most).map(\.word))
      others += short.filter { !kept.contains($0) }
      short.removeAll { !kept.contains($0) }
    }
    words.replaceSubrange(range, with: short + others)
    return short.count
  }
}
