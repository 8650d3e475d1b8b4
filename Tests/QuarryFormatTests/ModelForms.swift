import TestSupport

@testable import QuarryFormat

/// The forms of one term of a model: which word stands at each of its occurrences.
struct ModelForms {
  /// By number, the commonest first; a number beyond them stands for all other words.
  var forms: [[UInt8]] = []
  /// For each posting the numbers of its occurrences, in the order of their positions.
  var numbers: [[UInt16]] = []
  var list = FormList()

  /// At most `count` forms of `term`, in runs of chance lengths; the last of more than 255 is "other".
  init(of term: [UInt8], _ postings: [ModelPosting], count: Int, seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var present = 0
    let raw = postings.map { posting in
      posting.places.flatMap { $0 }.map { _ -> Int in
        if Int.random(in: 0..<3, using: &random) == 0 {
          present = Int.random(in: 0..<count, using: &random)
          present = Bool.random(using: &random) ? 0 : present
        }
        return present
      }
    }
    var counts: [Int: Int] = [:]
    for number in raw.joined() { counts[number, default: 0] += 1 }
    let order = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    var ranks: [Int: UInt16] = [:]
    var letters: [UInt8] = []
    for (rank, entry) in order.enumerated() {
      guard rank < FormList.most else {
        ranks[entry.key] = UInt16(FormList.most)
        list.otherCount += entry.value
        continue
      }
      ranks[entry.key] = UInt16(rank)
      let form = Self.form(entry.key, of: term)
      forms.append(form)
      FormCode.append(form.span, of: term.span, scratch: &letters, to: &list.codes)
      list.endForm(count: entry.value)
    }
    numbers = raw.map { $0.map { ranks[$0] ?? 0 } }
  }

  private static func form(_ number: Int, of term: [UInt8]) -> [UInt8] {
    let word = String(decoding: term, as: UTF8.self)
    let form =
      switch number % 4 {
      case 0: word + (number == 0 ? "" : "\(number)")
      case 1: "X" + String(repeating: "é", count: number / 4) + word
      case 2: word.uppercased() + (number == 2 ? "" : "\(number)")
      default: String(word.dropLast(2)) + "ies" + String(repeating: "S", count: number / 4)
      }
    return Array(form.utf8.prefix(FormCode.maxBytes))
  }
}
