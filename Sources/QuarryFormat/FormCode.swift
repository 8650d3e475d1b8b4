/// The bytes of a form, an original word, beside the term it became: what is cut off the term's end,
/// what is put there instead, and whether the word is capitalised or in capitals.
///
/// A head of one byte holds the case in bits 6 and 7, the bytes cut off in bits 3 to 5 and the bytes
/// put there in bits 0 to 2; 7 stands for 7 and more, and the rest follows in a byte, the cut's first.
/// Then come the bytes put there. Two forms of a term are equal where their codes are.
package enum FormCode {
  /// The longest form that is kept, in bytes.
  package static let maxBytes = 255

  /// In bits 6 and 7 of a byte where a code could begin: several forms follow.
  static let listHead: UInt8 = 0xC0

  private static let most = 7
  private static let capitalised: UInt8 = 1
  private static let capitals: UInt8 = 2

  /// Appends the code of `form`, at most `maxBytes` long; `scratch` is overwritten.
  package static func append(
    _ form: Span<UInt8>, of term: Span<UInt8>, scratch: inout [UInt8], to code: inout [UInt8]
  ) {
    let letterCase = letterCase(of: form)
    if letterCase == 0 {
      append(form, 0, of: term, to: &code)
    } else {
      lower(form, into: &scratch)
      append(scratch.span, letterCase, of: term, to: &code)
    }
  }

  @inline(__always)
  private static func append(
    _ word: Span<UInt8>, _ letterCase: UInt8, of term: Span<UInt8>, to code: inout [UInt8]
  ) {
    var shared = 0
    let common = min(word.count, term.count)
    while shared < common, word[shared] == term[shared] { shared += 1 }
    let cut = term.count - shared
    let added = word.count - shared
    code.append(letterCase << 6 | UInt8(min(cut, most) << 3 | min(added, most)))
    if cut >= most { code.append(UInt8(truncatingIfNeeded: cut - most)) }
    if added >= most { code.append(UInt8(truncatingIfNeeded: added - most)) }
    for index in shared..<word.count { code.append(word[index]) }
  }

  /// Passes over the code at `offset`; false where it is cut off.
  @inline(__always)
  package static func skip(_ bytes: Span<UInt8>, at offset: inout Int) -> Bool {
    read(bytes, at: &offset) != nil
  }

  /// Replaces `form` by the form whose code is at `offset`, which ends up behind it; false where it is
  /// cut off, or no form of the term.
  package static func decode(
    _ bytes: Span<UInt8>, at offset: inout Int, of term: Span<UInt8>, into form: inout [UInt8]
  ) -> Bool {
    form.removeAll(keepingCapacity: true)
    return appendForm(bytes, at: &offset, of: term, to: &form)
  }

  /// Appends the form whose code is at `offset` to `forms`.
  static func appendForm(
    _ bytes: Span<UInt8>, at offset: inout Int, of term: Span<UInt8>, to forms: inout [UInt8]
  ) -> Bool {
    guard let code = read(bytes, at: &offset), code.cut <= term.count else { return false }
    let start = forms.count
    for index in 0..<term.count - code.cut { forms.append(term[index]) }
    for index in code.added { forms.append(bytes[index]) }
    guard (1...maxBytes).contains(forms.count - start) else { return false }
    if code.letterCase != 0 { raise(&forms, from: start, all: code.letterCase == capitals) }
    return true
  }

  @inline(__always)
  private static func read(
    _ bytes: Span<UInt8>, at offset: inout Int
  ) -> (letterCase: UInt8, cut: Int, added: Range<Int>)? {
    guard offset < bytes.count else { return nil }
    let head = bytes[offset]
    offset += 1
    guard head < listHead else { return nil }
    var cut = Int(head >> 3) & most
    var added = Int(head) & most
    if cut == most {
      guard offset < bytes.count else { return nil }
      cut += Int(bytes[offset])
      offset += 1
    }
    if added == most {
      guard offset < bytes.count else { return nil }
      added += Int(bytes[offset])
      offset += 1
    }
    guard added <= bytes.count - offset else { return nil }
    let start = offset
    offset += added
    return (head >> 6, cut, start..<offset)
  }

  /// The case of a form as far as two bits can tell it; 0 for any other.
  private static func letterCase(of form: Span<UInt8>) -> UInt8 {
    var capitalCount = 0
    var hasSmall = false
    var isFirstCapital = false
    var index = 0
    while index < form.count {
      let letter = letter(form, at: index)
      switch letter.kind {
      case .capital:
        capitalCount += 1
        if index == 0 { isFirstCapital = true }
      case .small:
        hasSmall = true
        // Neither capitalised nor in capitals, whatever comes.
        if capitalCount > 1 || !isFirstCapital && capitalCount > 0 { return 0 }
      case .other: break
      }
      index += letter.code < 0x80 ? 1 : 2
    }
    if capitalCount == 0 { return 0 }
    if isFirstCapital && capitalCount == 1 { return capitalised }
    return hasSmall ? 0 : capitals
  }

  /// Replaces `word` by `form` in small letters.
  private static func lower(_ form: Span<UInt8>, into word: inout [UInt8]) {
    word.removeAll(keepingCapacity: true)
    var index = 0
    while index < form.count {
      let letter = letter(form, at: index)
      switch letter.kind {
      case .capital: append(letter.code + letter.shift, to: &word)
      case .small: append(letter.code, to: &word)
      case .other: word.append(form[index])
      }
      index += letter.code < 0x80 ? 1 : 2
    }
  }

  /// Puts the first letter of `word[start...]`, or all of them, in capitals.
  private static func raise(_ word: inout [UInt8], from start: Int, all: Bool) {
    var index = start
    repeat {
      let letter = letter(word.span, at: index)
      let size = letter.kind == .other || letter.code < 0x80 ? 1 : 2
      if letter.kind == .small {
        let code = letter.code - letter.shift
        if size == 1 {
          word[index] = UInt8(truncatingIfNeeded: code)
        } else {
          word[index] = UInt8(truncatingIfNeeded: 0xC0 | code >> 6)
          word[index + 1] = UInt8(truncatingIfNeeded: 0x80 | code & 0x3F)
        }
      }
      index += size
    } while all && index < word.count
  }

  private enum Kind {
    case capital
    case small
    case other
  }

  /// The letter at `index` if it is one of two that differ in case by a fixed distance: Basic Latin,
  /// Latin-1, Greek and Cyrillic, which take one or two bytes in both cases.
  @inline(__always)
  private static func letter(
    _ bytes: Span<UInt8>, at index: Int
  ) -> (kind: Kind, code: UInt32, shift: UInt32) {
    let first = bytes[index]
    if first < 0x80 {
      let folded = first | 0x20
      guard folded >= 0x61, folded <= 0x7A else { return (.other, 0, 0) }
      return (first == folded ? .small : .capital, UInt32(first), 0x20)
    }
    guard first >= 0xC3, first <= 0xD1, index + 1 < bytes.count, bytes[index + 1] & 0xC0 == 0x80
    else { return (.other, 0, 0) }
    let code = UInt32(first & 0x1F) << 6 | UInt32(bytes[index + 1] & 0x3F)
    switch code {
    case 0xD7, 0xDF, 0xF7, 0xFF, 0x3A2, 0x3C2: return (.other, 0, 0)
    case 0xC0...0xDE, 0x391...0x3A9, 0x410...0x42F: return (.capital, code, 0x20)
    case 0xE0...0xFE, 0x3B1...0x3C9, 0x430...0x44F: return (.small, code, 0x20)
    case 0x400...0x40F: return (.capital, code, 0x50)
    case 0x450...0x45F: return (.small, code, 0x50)
    default: return (.other, 0, 0)
    }
  }

  @inline(__always)
  private static func append(_ code: UInt32, to word: inout [UInt8]) {
    if code < 0x80 {
      word.append(UInt8(truncatingIfNeeded: code))
    } else {
      word.append(UInt8(truncatingIfNeeded: 0xC0 | code >> 6))
      word.append(UInt8(truncatingIfNeeded: 0x80 | code & 0x3F))
    }
  }
}
