/// Which languages a common word or a telling letter belongs to, as sets of bits.
///
/// Words are found by a hash of 32 bits over their scalars in small letters. Nothing is compared
/// after that: among 2,000 words a false hit is too rare to matter. Immutable, so that all
/// detectors share one.
struct DetectorTable: Sendable {
  private struct Slot {
    var hash: UInt32
    var languages: UInt64
  }

  /// The languages by their bits, at most 64.
  let languages: [Language]
  /// The bits of the languages that words tell apart, by script, and the likeliest of each script.
  let scripts: [(bits: UInt64, first: Language)]
  private let slots: [Slot]
  private let hints: [UInt64]

  private static let slotCount = 1 << 13
  /// The scalars that hints are kept for; beyond them, only Vietnamese letters tell.
  private static let hintCount = 0x980
  static let seed: UInt32 = 0x811C_9DC5

  static let shared = DetectorTable()

  /// Takes one more scalar of a word, in small letters, into its hash.
  @inline(__always)
  static func hash(_ hash: UInt32, _ scalar: UInt32) -> UInt32 {
    (hash ^ scalar) &* 0x0100_0193
  }

  private init() {
    var languages: [Language] = []
    var slots = [Slot](repeating: Slot(hash: 0, languages: 0), count: Self.slotCount)
    var bits: [String: UInt64] = [:]
    let latinCount = LatinWords.all.count
    var latin: UInt64 = 0
    for (number, (code, words)) in (LatinWords.all + OtherWords.all).enumerated() {
      let bit: UInt64 = 1 << UInt64(number)
      languages.append(Language(code) ?? .und)
      bits[code] = bit
      if number < latinCount { latin |= bit }
      for word in words.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
        var hash = Self.seed
        for scalar in word.unicodeScalars { hash = Self.hash(hash, scalar.value) }
        var slot = Self.slot(hash)
        while slots[slot].languages != 0, slots[slot].hash != hash {
          slot = (slot + 1) & (Self.slotCount - 1)
        }
        slots[slot].hash = hash
        slots[slot].languages |= bit
      }
    }
    func set(_ codes: String) -> UInt64 {
      codes.split(separator: " ").reduce(0) { $0 | (bits[String($1)] ?? 0) }
    }
    var hints = [UInt64](repeating: 0, count: Self.hintCount)
    for (letters, codes) in LetterHints.all {
      for scalar in letters.unicodeScalars where scalar.value < Self.hintCount {
        hints[Int(scalar.value)] |= set(codes)
      }
    }
    scripts = ScriptClass.allCases.map { script in
      let first = script.codes.split(separator: " ").first.flatMap { Language($0) }
      return (script == .latin ? latin : set(script.codes), first ?? .und)
    }
    vietnamese = set("vi")
    self.languages = languages
    self.slots = slots
    self.hints = hints
  }

  private let vietnamese: UInt64

  @inline(__always)
  private static func slot(_ hash: UInt32) -> Int {
    Int((hash ^ hash >> 15) & UInt32(slotCount - 1))
  }

  /// The languages of the word with this hash.
  @inline(__always)
  func languages(ofWord hash: UInt32) -> UInt64 {
    var slot = Self.slot(hash)
    while true {
      let found = slots[slot]
      if found.languages == 0 || found.hash == hash { return found.languages }
      slot = (slot + 1) & (Self.slotCount - 1)
    }
  }

  /// The languages that a letter tells, none for most.
  @inline(__always)
  func languages(ofLetter scalar: UInt32) -> UInt64 {
    if scalar < UInt32(Self.hintCount) { return hints[Int(scalar)] }
    return (0x1EA0...0x1EF9).contains(scalar) ? vietnamese : 0
  }
}
