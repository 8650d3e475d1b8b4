/// Which keys lie side by side: QWERTY, which most Latin keyboards follow but for a few letters.
package enum Keyboard {
  private static let rows = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"]

  /// By the ASCII code of a letter or digit, its neighbours as a mask: letters from bit 0, digits
  /// from bit 26.
  private static let masks: [UInt64] = {
    var masks = [UInt64](repeating: 0, count: 128)
    // A key touches those beside it and two in the row above, as rows are shifted by half a key.
    let keys = rows.map { Array($0.utf8) }
    for (number, row) in keys.enumerated() {
      for (place, key) in row.enumerated() {
        var near: [UInt8] = []
        if place + 1 < row.count { near.append(row[place + 1]) }
        if number > 0 {
          for above in place...place + 1 where above < keys[number - 1].count {
            near.append(keys[number - 1][above])
          }
        }
        for other in near {
          masks[Int(key)] |= bit(UInt32(other))
          masks[Int(other)] |= bit(UInt32(key))
        }
      }
    }
    return masks
  }()

  private static func bit(_ scalar: UInt32) -> UInt64 {
    switch scalar {
    case 0x61...0x7A: 1 << UInt64(scalar - 0x61)
    case 0x30...0x39: 1 << UInt64(scalar - 0x30 + 26)
    default: 0
    }
  }

  /// Whether two lower-case letters or digits are on keys that touch.
  static func areNeighbours(_ one: UInt32, _ other: UInt32) -> Bool {
    one < 128 && masks[Int(one)] & bit(other) != 0
  }

  /// The letters and digits on keys that touch that of `scalar`.
  package static func neighbours(of scalar: UInt32) -> [UInt32] {
    (0x30...0x7A).filter { areNeighbours(scalar, $0) }
  }

  static func isVowel(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0x61, 0x65, 0x69, 0x6F, 0x75, 0x79: true
    default: false
    }
  }
}
