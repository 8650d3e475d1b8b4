import QuarryFormat

/// What is left of a text by which near copies of it are known: for each of 64 parts of the space of
/// hashes, eight bits of the least hash of three neighbouring words that falls into it.
///
/// The share of equal bytes of two fingerprints is about that of three-word sequences that two texts
/// share. Sources: Broder, "On the resemblance and containment of documents", 1997; one permutation
/// with empty parts filled from the next: Li, Owen and Zhang, 2012, and Shrivastava and Li, 2014; few
/// bits of each: Li and König, 2010.
enum Fingerprint {
  static let count = 64
  /// So many equal bytes make two texts near copies: seven eighths.
  static let least = 56
  /// Texts with fewer words are told by too few sequences, as stubs that differ in a name are.
  static let leastWords = 40
  /// Texts with fewer words are near copies only where their titles are the same: stubs and lists that
  /// were made from one template differ in little else.
  static let longWords = 150
  /// The fingerprint, whether the text is long, and four bytes of a hash of the title.
  static let recordBytes = count + 5
  /// Near copies agree in at least one of so many groups of eight bytes, with a probability of 97 % at
  /// nine tenths of equal bytes.
  static let bands = 8

  /// Whether two records are those of near copies.
  static func areCopies(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    guard a.count >= recordBytes, b.count >= recordBytes else { return false }
    var equal = 0
    for place in 0..<count where a[place] == b[place] { equal += 1 }
    guard equal >= least else { return false }
    return a[count] == 1 && b[count] == 1
      || a[count + 1..<recordBytes] == b[count + 1..<recordBytes]
  }
}

/// Makes the fingerprint of a text from the hashes of its words.
struct Fingerprinter {
  private var least = [UInt64](repeating: .max, count: Fingerprint.count)
  private var before: UInt64 = 0
  private var last: UInt64 = 0
  private var words = 0

  /// Begins another text.
  mutating func begin() {
    guard words > 0 else { return }
    for index in least.indices { least[index] = .max }
    words = 0
  }

  /// Adds the next words: those of `table` that `numbers` name, `count` of them.
  mutating func add(_ numbers: [UInt32], _ count: Int, of table: borrowing LexemeTable) {
    var (before, last) = (before, last)
    let numbers = numbers.span
    var least = least.mutableSpan
    for index in 0..<min(count, numbers.count) {
      let hash = table.key(Int(numbers[index])).hash
      var mixed = (before &* 0x9E37_79B9_7F4A_7C15) ^ (last &* 0xC2B2_AE3D_27D4_EB4F) ^ hash
      mixed = (mixed ^ mixed >> 29) &* 0xBF58_476D_1CE4_E5B9
      before = last
      last = hash
      let place = Int(mixed >> 58)
      if mixed < least[place] { least[place] = mixed }
    }
    (self.before, self.last) = (before, last)
    words += count
  }

  /// Appends the record of the text, zeros where it is too short.
  func append(title: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
    guard words >= Fingerprint.leastWords else {
      bytes += [UInt8](repeating: 0, count: Fingerprint.recordBytes)
      return
    }
    for place in 0..<Fingerprint.count {
      var distance = 0
      while distance < Fingerprint.count, least[(place + distance) & 63] == .max { distance += 1 }
      let hash = least[(place + distance) & 63] &+ UInt64(distance) &* 0x9E37_79B9_7F4A_7C15
      // Never 0, which stands for no text.
      bytes.append(UInt8(truncatingIfNeeded: (hash ^ hash >> 32) & 0xFF) | (place == 0 ? 1 : 0))
    }
    bytes.append(words >= Fingerprint.longWords ? 1 : 0)
    bytes.appendBigEndian(IdentifierTable.hash(title.span), 4)
  }
}
