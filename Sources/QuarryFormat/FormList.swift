import QuarryStorage

/// The forms of a term as they are written: codes and counts, the commonest first.
package struct FormList: Sendable {
  /// The most forms of a term that are told apart; what goes beyond shares one number.
  package static let most = 255

  /// Terms that begin with a lesser byte are no words and have no forms.
  package static let firstWithForms: UInt8 = 0x20

  /// The `FormCode` of each form, side by side.
  package var codes: [UInt8] = []
  /// Where each code ends, and how often the form occurs.
  private var forms: [(end: Int, occurrences: Int)] = []
  /// The occurrences of words that are none of these forms.
  package var otherCount = 0

  package init() {}

  /// The numbers that occurrences have: one a form, and the last for all other words.
  package var numberCount: Int { forms.count + (otherCount > 0 ? 1 : 0) }

  /// The number of forms.
  package var count: Int { forms.count }

  /// The occurrences of form `number`.
  package func occurrences(_ number: Int) -> Int { forms[number].occurrences }

  /// The occurrences of all words of the term.
  package var occurrences: Int { forms.reduce(otherCount) { $0 + $1.occurrences } }

  /// Adds occurrences to the last form, or where there is none to the other words.
  package mutating func add(_ occurrences: Int) {
    if forms.isEmpty {
      otherCount += occurrences
    } else {
      forms[forms.count - 1].occurrences += occurrences
    }
  }

  /// Ends a form, whose code was appended to `codes`.
  package mutating func endForm(count: Int) {
    forms.append((codes.count, count))
  }

  package mutating func removeAll() {
    otherCount = 0
    if forms.isEmpty { return }
    codes.removeAll(keepingCapacity: true)
    forms.removeAll(keepingCapacity: true)
  }

  /// The code of form `number`.
  package func code(_ number: Int) -> Range<Int> {
    (number == 0 ? 0 : forms[number - 1].end)..<forms[number].end
  }
}
