import QuarryAnalysis

/// How the languages of documents are decided: one for all, or each document's own.
enum LanguageChoice {
  case fixed(Language)
  case automatic

  /// - Throws: where the name is neither `auto` nor a language.
  init(_ name: String) throws(IndexingError) {
    if name == "auto" {
      self = .automatic
    } else if let language = Language(name) {
      self = .fixed(language)
    } else {
      throw IndexingError(
        "\(name) is no language; give a code such as en or de, und for none, or auto")
    }
  }
}

/// Decides the languages of a batch's documents: what `lang` says, else what the text looks like.
///
/// A text that leaves doubt is taken to be in the language that most of the batch's documents in its
/// script are surely in, and where none is, in that of the index that is added to. A batch is the same however many threads there are, so the choice is too.
struct BatchLanguages: ~Copyable {
  private let choice: LanguageChoice
  /// What most documents of the index are in that is added to.
  private let usual: Language?
  private var detector = LanguageDetector()
  private var languages: [Language] = []
  /// The documents in doubt, with their script.
  private var doubtful: [(document: Int, script: Int)] = []
  /// By script, how many documents are surely in each language.
  private var counts: [[UInt8: Int]] = []

  /// Latin, Cyrillic, Arabic and all others: what several common languages are written in.
  private static let scripts = 4
  private static let lookedAt = 400

  init(_ choice: LanguageChoice, usual: Language? = nil) {
    self.choice = choice
    self.usual = usual
  }

  /// Begins a batch.
  mutating func begin() {
    languages.removeAll(keepingCapacity: true)
    doubtful.removeAll(keepingCapacity: true)
    counts = Array(repeating: [:], count: Self.scripts)
  }

  /// Adds the next document; `given` is what its metadata calls its language.
  mutating func add(given: Language?, text: UnsafeBufferPointer<UInt8>) {
    switch choice {
    case .fixed(let language): languages.append(language)
    case .automatic:
      var language = given ?? .und
      if given == nil {
        let found = detector.detect(text.span)
        language = found.language
        if !found.isSure {
          doubtful.append((languages.count, Self.script(of: text)))
          languages.append(language)
          return
        }
      }
      languages.append(language)
      if language != .und { counts[Self.script(of: text)][language.rawValue, default: 0] += 1 }
    }
  }

  /// The languages of the batch's documents.
  mutating func finish() -> [Language] {
    for (document, script) in doubtful {
      let best = counts[script].max { ($0.value, $1.key) < ($1.value, $0.key) }
      if let best, let language = Language(rawValue: best.key) {
        languages[document] = language
      } else if let usual, languages[document] == .und, Self.script(of: usual) == script {
        languages[document] = usual
      }
    }
    return languages
  }

  /// The script that a language is written in, as the other tells it.
  private static func script(of language: Language) -> Int {
    let cyrillic = ["ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg", "tt"]
    let arabic = ["ar", "fa", "ur", "ps", "ug", "sd", "ckb"]
    let others = [
      "el", "hy", "he", "yi", "hi", "ne", "mr", "bn", "ta", "te", "kn", "ml", "gu", "pa", "th",
      "ka", "am", "zh", "ja", "ko", "km", "lo", "my", "si",
    ]
    if cyrillic.contains(language.code) { return 1 }
    if arabic.contains(language.code) { return 2 }
    return others.contains(language.code) ? 3 : 0
  }

  /// The script that most letters at the beginning of a text are in, told by their first bytes.
  private static func script(of text: UnsafeBufferPointer<UInt8>) -> Int {
    var (latin, cyrillic, arabic, others) = (0, 0, 0, 0)
    for index in 0..<min(text.count, lookedAt) {
      let byte = text[index]
      if byte < 0x80 {
        latin += (byte | 0x20) &- 0x61 < 26 ? 1 : 0
        continue
      }
      switch byte {
      case 0xC3...0xC9: latin += 1
      case 0xD0...0xD4: cyrillic += 2
      case 0xD8...0xDB: arabic += 2
      case 0xE0...0xF4: others += 2
      default: break
      }
    }
    // Of equal ones the first.
    let most = max(latin, cyrillic, arabic, others)
    if latin == most { return 0 }
    if cyrillic == most { return 1 }
    return arabic == most ? 2 : 3
  }
}
