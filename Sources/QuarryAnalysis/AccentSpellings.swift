/// The terms of a word with the accents that were not typed, where its stem depends on them.
///
/// Stemmers of some languages know endings by their accents: Spanish -ción is one, -cion is not. So
/// a word typed without is tried with the accents its ending may have, one or two of them at a time
/// or all of a kind; most trials make the same stem.
extension StandardTerms {
  /// The letters from the end of a word that are tried.
  private static let triedLetters = 8
  private static let nearEnd = 3
  private static let mostTerms = 16

  /// The other terms of a word, whose folded form is `folded` and whose term is `term`.
  func accentSpellings(
    _ raw: Span<UInt8>, folded: [UInt8], _ language: Language
  ) -> [[UInt8]] {
    var terms: [[UInt8]] = [[]]
    appendWord(raw, language, to: &terms[0])
    func add(_ term: [UInt8]) {
      if terms.count <= Self.mostTerms, !term.isEmpty, !terms.contains(term) { terms.append(term) }
    }
    if language == .german {
      for word in Self.germanSpellings(raw, folded) {
        var term: [UInt8] = []
        appendWord(word.span, language, to: &term)
        add(term)
      }
    }
    let letters = Self.marks(of: language)
    guard !letters.isEmpty else { return Array(terms.dropFirst()) }
    add(stem(ofMarked: folded, language))
    let isPlain = (0..<raw.count).allSatisfy { raw[$0] < 0x80 }
    if isPlain {
      // An accent that belongs there lets the stemmer take more off; one that does not, less. But
      // near the end, it may keep an ending that belongs to the word: Italian novità.
      let longest = terms[0].count
      for (word, isNearEnd) in Self.marked(folded, letters) {
        let stem = stem(ofMarked: word, language)
        if isNearEnd || stem.count < longest { add(stem) }
      }
    }
    return Array(terms.dropFirst())
  }

  /// The words that `word` may be without its accents, and whether the only one is near the end.
  private static func marked(
    _ word: [UInt8], _ letters: [(mark: [UInt8], base: UInt8)]
  ) -> [(word: [UInt8], isNearEnd: Bool)] {
    let first = max(0, word.count - triedLetters)
    var places: [(place: Int, mark: [UInt8])] = []
    for place in first..<word.count {
      for letter in letters where letter.base == word[place] { places.append((place, letter.mark)) }
    }
    var words: [(word: [UInt8], isNearEnd: Bool)] = []
    for (index, one) in places.enumerated() {
      words.append((replacing(word, [one]), one.place >= word.count - nearEnd))
      for other in places[(index + 1)...] where other.place != one.place {
        words.append((replacing(word, [one, other]), false))
      }
    }
    for letter in letters where word.contains(letter.base) {
      words.append((word.flatMap { $0 == letter.base ? letter.mark : [$0] }, false))
    }
    return words
  }

  private static func replacing(_ word: [UInt8], _ marks: [(place: Int, mark: [UInt8])]) -> [UInt8]
  {
    word.indices.flatMap { place in
      marks.first { $0.place == place }?.mark ?? [word[place]]
    }
  }

  /// A word with ae for ä and the like, or the other way round.
  private static func germanSpellings(_ raw: Span<UInt8>, _ folded: [UInt8]) -> [[UInt8]] {
    var marked: [UInt8] = []
    MarkedForm.append(raw, .german, to: &marked, limit: Analyzer.maximalTermLength)
    let written = String(decoding: marked, as: UTF8.self)
    var apart = ""
    for character in written.unicodeScalars {
      switch character {
      case "ä": apart += "ae"
      case "ö": apart += "oe"
      case "ü": apart += "ue"
      default: apart.unicodeScalars.append(character)
      }
    }
    if apart != written { return [Array(apart.utf8)] }
    var joined: [UInt8] = []
    for byte in folded {
      let isUmlaut = joined.last.map { "aou".utf8.contains($0) } ?? false
      if byte == UInt8(ascii: "e"), isUmlaut { continue }
      joined.append(byte)
    }
    return joined == folded ? [] : [joined]
  }

  /// The letters with marks that a language's endings have, and what they are folded to.
  private static func marks(of language: Language) -> [(mark: [UInt8], base: UInt8)] {
    let pairs: String =
      switch language.code {
      case "fr": "àa âa çc èe ée êe îi ïi ôo ûu"
      case "es": "áa ée íi óo úu ñn"
      case "it": "àa èe ée ìi òo ùu"
      case "pt": "áa âa ãa àa çc ée êe íi óo ôo õo úu"
      case "ca": "àa èe ée íi ïi óo òo úu üu çc"
      case "ro": "ăa âa îi şs ţt"
      case "hu": "áa ée íi óo öo őo úu üu űu"
      case "tr": "çc ğg ıi öo şs üu"
      case "lt": "ąa čc ęe ėe įi šs ųu ūu žz"
      case "ga": "áa ée íi óo úu"
      case "sr", "hr", "bs": "čc ćc šs žz đd"
      default: ""
      }
    return pairs.utf8.split(separator: UInt8(ascii: " ")).compactMap { pair in
      pair.last.map { (Array(pair.dropLast()), $0) }
    }
  }
}
