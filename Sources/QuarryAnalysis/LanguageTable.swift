/// What is known of each language: its names, its stemmer, and how its words meet the stemmer.
enum LanguageTable {
  /// What a word is given to its stemmer as.
  enum Stemming {
    /// Folded, because the stemmer does as well without diacritics.
    case folded
    /// With its diacritics, which the endings need; the stem is folded.
    case marked
  }

  struct Entry: Sendable {
    /// ISO 639-1, or `und`.
    let code: String
    /// The English name.
    let name: String
    /// Other codes and names, in lower case and parted by spaces: ISO 639-2 and 639-3, own names.
    let others: String
    /// The algorithm of libstemmer.
    let stemmer: String?
    let stemming: Stemming

    init(
      _ code: String, _ name: String, _ others: String, _ stemmer: String? = nil,
      _ stemming: Stemming = .folded
    ) {
      self.code = code
      self.name = name
      self.others = others
      self.stemmer = stemmer
      self.stemming = stemming
    }
  }

  static func entry(_ language: Language) -> Entry {
    let number = Int(language.rawValue)
    return number < entries.count ? entries[number] : entries[0]
  }

  /// The languages by their numbers: new ones go to the end.
  static let entries: [Entry] = [
    Entry("und", "Unknown", "mul zxx mis unk none"),
    Entry("en", "English", "eng", "english"),
    Entry("de", "German", "deu ger deutsch", "german"),
    Entry("fr", "French", "fra fre français francais", "french", .marked),
    Entry("es", "Spanish", "spa español espanol castellano castilian", "spanish", .marked),
    Entry("it", "Italian", "ita italiano", "italian", .marked),
    Entry("pt", "Portuguese", "por português portugues", "portuguese", .marked),
    Entry("nl", "Dutch", "nld dut nederlands flemish", "dutch"),
    Entry("sv", "Swedish", "swe svenska", "swedish"),
    Entry("da", "Danish", "dan dansk", "danish"),
    Entry("no", "Norwegian", "nor nb nob nn nno norsk bokmål bokmal nynorsk", "norwegian"),
    Entry("fi", "Finnish", "fin suomi", "finnish"),
    Entry("ru", "Russian", "rus русский", "russian"),
    Entry("uk", "Ukrainian", "ukr українська"),
    Entry("be", "Belarusian", "bel беларуская"),
    Entry("bg", "Bulgarian", "bul български"),
    Entry("mk", "Macedonian", "mkd mac македонски"),
    Entry("sr", "Serbian", "srp scc српски srpski", "serbian", .marked),
    Entry("hr", "Croatian", "hrv scr sh hbs hrvatski", "serbian", .marked),
    Entry("bs", "Bosnian", "bos bosanski", "serbian", .marked),
    Entry("sl", "Slovenian", "slv slovene slovenščina"),
    Entry("cs", "Czech", "ces cze čeština"),
    Entry("sk", "Slovak", "slk slo slovenčina"),
    Entry("pl", "Polish", "pol polski"),
    Entry("hu", "Hungarian", "hun magyar", "hungarian", .marked),
    Entry("ro", "Romanian", "ron rum mo mol română romana moldovan", "romanian", .marked),
    Entry("ca", "Catalan", "cat català catala valencian", "catalan", .marked),
    Entry("gl", "Galician", "glg galego"),
    Entry("eu", "Basque", "eus baq euskara", "basque"),
    Entry("tr", "Turkish", "tur türkçe turkce", "turkish", .marked),
    Entry("az", "Azerbaijani", "aze azeri azərbaycan"),
    Entry("el", "Greek", "ell gre ελληνικά ελληνικα", "greek"),
    Entry("hy", "Armenian", "hye arm հայերեն", "armenian"),
    Entry("ka", "Georgian", "kat geo ქართული"),
    Entry("he", "Hebrew", "heb iw עברית"),
    Entry("yi", "Yiddish", "yid ji ייִדיש", "yiddish"),
    Entry("ar", "Arabic", "ara العربية", "arabic", .marked),
    Entry("fa", "Persian", "fas per farsi prs فارسی"),
    Entry("ur", "Urdu", "urd اردو"),
    Entry("ps", "Pashto", "pus pushto پښتو"),
    Entry("hi", "Hindi", "hin हिन्दी", "hindi"),
    Entry("ne", "Nepali", "nep नेपाली", "nepali"),
    Entry("mr", "Marathi", "mar मराठी"),
    Entry("bn", "Bengali", "ben bangla বাংলা"),
    Entry("pa", "Punjabi", "pan panjabi ਪੰਜਾਬੀ"),
    Entry("gu", "Gujarati", "guj ગુજરાતી"),
    Entry("or", "Odia", "ori oriya ଓଡ଼ିଆ"),
    Entry("ta", "Tamil", "tam தமிழ்", "tamil"),
    Entry("te", "Telugu", "tel తెలుగు"),
    Entry("kn", "Kannada", "kan ಕನ್ನಡ"),
    Entry("ml", "Malayalam", "mal മലയാളം"),
    Entry("si", "Sinhala", "sin sinhalese සිංහල"),
    Entry("th", "Thai", "tha ไทย"),
    Entry("lo", "Lao", "lao ລາວ"),
    Entry("km", "Khmer", "khm ខ្មែរ"),
    Entry("my", "Burmese", "mya bur myanmar မြန်မာ"),
    Entry("bo", "Tibetan", "bod tib བོད་ཡིག"),
    Entry("am", "Amharic", "amh አማርኛ"),
    Entry("zh", "Chinese", "zho chi cmn yue wuu lzh cn 中文 汉语 漢語"),
    Entry("ja", "Japanese", "jpn jp 日本語"),
    Entry("ko", "Korean", "kor kr 한국어"),
    Entry("vi", "Vietnamese", "vie tiếng"),
    Entry("id", "Indonesian", "ind in bahasa", "indonesian"),
    Entry("ms", "Malay", "msa may zsm melayu"),
    Entry("tl", "Tagalog", "tgl fil filipino"),
    Entry("sw", "Swahili", "swa swh kiswahili"),
    Entry("lt", "Lithuanian", "lit lietuvių", "lithuanian", .marked),
    Entry("lv", "Latvian", "lav lvs latviešu"),
    Entry("et", "Estonian", "est ekk eesti"),
    Entry("is", "Icelandic", "isl ice íslenska"),
    Entry("ga", "Irish", "gle gaeilge", "irish", .marked),
    Entry("cy", "Welsh", "cym wel cymraeg"),
    Entry("sq", "Albanian", "sqi alb shqip"),
    Entry("la", "Latin", "lat latina"),
    Entry("eo", "Esperanto", "epo"),
    Entry("af", "Afrikaans", "afr"),
    Entry("kk", "Kazakh", "kaz қазақ"),
    Entry("uz", "Uzbek", "uzb"),
    Entry("mn", "Mongolian", "mon khk монгол"),
  ]

  /// The languages, by their codes, whose own words are not written in Latin letters.
  private static let otherScripts = [
    "ru", "uk", "be", "bg", "mk", "el", "hy", "ka", "he", "yi", "ar", "fa", "ur", "ps", "hi", "ne",
    "mr", "bn", "pa", "gu", "or", "ta", "te", "kn", "ml", "si", "th", "lo", "km", "my", "bo", "am",
    "zh", "ja", "ko", "kk", "mn",
  ]

  /// How the words of each language meet its stemmer, by its number.
  static let stemming: [Stemming] = entries.map(\.stemming)

  /// Whether each language is written in Latin letters, by its number.
  static let isLatin: [Bool] = entries.map { !otherScripts.contains($0.code) }

  /// The number of the language that a code, tag or name stands for.
  static func number(of text: some StringProtocol) -> UInt8? {
    let limit = 64
    guard text.utf8.count <= limit else { return nil }
    let trimmed = text.lowercased().split { $0.isWhitespace }
    guard let first = trimmed.first else { return nil }
    // A tag's first part is the language; a name may be followed by others: "English (US)".
    let word = first.prefix { $0 != "-" && $0 != "_" && $0 != "." && $0 != "," && $0 != ";" }
    guard !word.isEmpty else { return nil }
    for (number, entry) in entries.enumerated() {
      if word == entry.code || word == entry.name.lowercased()
        || entry.others.split(separator: " ").contains(word)
      {
        return UInt8(number)
      }
    }
    return nil
  }
}
