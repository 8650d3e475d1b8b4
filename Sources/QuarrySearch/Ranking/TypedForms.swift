import QuarryFormat

/// Counts the occurrences of a term that are written as the word was typed, but for the case.
///
/// Which forms those are is worked out once a query and segment. Documents come in the order of their
/// scores, not of their numbers, so the form numbers of each page that was read are kept.
final class TypedForms {
  private enum Wanted {
    case all
    case none
    case some([Bool])
  }

  private struct Term {
    let wanted: Wanted
    /// One that has read no page, then one for each page of the list.
    var first: FormCursor
    var cursors: [Int: FormCursor] = [:]
  }

  private struct Key: Hashable {
    let word: Int
    let term: Int
    let segment: Int
  }

  private var terms: [Key: Term] = [:]
  private var forms = TermForms()
  private var counts: [UInt32] = []
  /// The pages of a term that are kept, at most.
  private static let mostPages = 64

  /// The occurrences written as typed in posting `index` of `postings`, which are `page` of the list.
  ///
  /// - Parameters:
  ///   - key: the numbers of the word in the query, of the term in the plan and of the segment.
  ///   - text: the word as typed.
  func count(
    _ index: Int, page: Int, of postings: DecodedPostings, _ key: (Int, Int, Int),
    _ term: [UInt8], _ info: TermInfo, as text: String, _ reader: SegmentReader
  ) throws(FormatError) -> UInt32 {
    let fieldCount = reader.scoring.fieldCount
    let key = Key(word: key.0, term: key.1, segment: key.2)
    if terms[key] == nil {
      terms[key] = Term(
        wanted: try wanted(term, info, as: text, reader),
        first: FormCursor(info, fieldCount: fieldCount))
    }
    guard let known = terms[key] else { return 0 }
    switch known.wanted {
    case .none: return 0
    case .all:
      return (0..<fieldCount).reduce(0) { $0 &+ postings.frequency(index * fieldCount + $1) }
    case .some(let wanted):
      if known.cursors.count >= Self.mostPages { terms[key]?.cursors = [:] }
      var cursor = terms[key]?.cursors.removeValue(forKey: page) ?? known.first
      try cursor.count(
        index, page: page, of: postings, isWanted: wanted, from: reader.postings, into: &counts)
      terms[key]?.cursors[page] = cursor
      return counts.reduce(0) { $0 &+ $1 }
    }
  }

  private func wanted(
    _ term: [UInt8], _ info: TermInfo, as text: String, _ reader: SegmentReader
  ) throws(FormatError) -> Wanted {
    guard reader.segment.terms.hasForms else { return .all }
    try reader.segment.terms.readForms(of: info, term: term.span, into: &forms)
    let lowered = text.lowercased()
    let plain = Array(lowered.utf8)
    let isPlain = plain.allSatisfy { $0 < 0x80 }
    var wanted: [Bool] = []
    for number in 0..<forms.count {
      let form = forms.form(number)
      if form.allSatisfy({ $0 < 0x80 }) {
        wanted.append(
          isPlain && form.count == plain.count
            && zip(form, plain).allSatisfy { Self.small($0) == $1 })
      } else {
        wanted.append(String(decoding: form, as: UTF8.self).lowercased() == lowered)
      }
    }
    guard wanted.contains(true) else { return .none }
    // Words that are not told apart are behind the forms, and not wanted.
    let isAll = wanted.count == info.forms.numberCount && wanted.allSatisfy { $0 }
    return isAll ? .all : .some(wanted)
  }

  private static func small(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
  }
}
