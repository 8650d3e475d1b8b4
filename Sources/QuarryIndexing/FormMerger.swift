import QuarryFormat
import QuarryStorage

/// Joins the forms that the parts of a term have, and renumbers those of its occurrences.
struct FormMerger {
  /// What the forms of a term come to.
  enum Outcome {
    /// The term has no forms.
    case none
    /// All occurrences have the form of `code`, which lies in the first part.
    case single(code: UnsafeBufferPointer<UInt8>, occurrences: Int)
    /// `list` has them.
    case joined
  }

  private var join = FormJoin()
  private var readers: [FormRunReader] = []
  private let mostForms: Int

  /// A merger that tells at most `mostForms` forms of a term apart.
  init(mostForms: Int) {
    self.mostForms = mostForms
  }

  /// The joined forms of the present term.
  var list: FormList { join.list }

  /// The numbers that its occurrences have.
  var numberCount: Int { join.list.numberCount }

  /// Joins the forms of the parts of a term.
  mutating func begin(_ parts: [TermPart]) throws(StorageError) -> Outcome {
    if let outcome = single(parts) { return outcome }
    join.removeAll()
    readers.removeAll(keepingCapacity: true)
    for part in parts {
      var reader = FormRunReader(RegionReader(part.forms))
      try reader.addForms(to: &join)
      readers.append(reader)
    }
    join.finish(most: mostForms)
    return .joined
  }

  /// The same for parts of any size.
  mutating func begin(_ parts: [LargeTerm.Part]) throws(StorageError) {
    join.removeAll()
    readers.removeAll(keepingCapacity: true)
    for part in parts {
      var reader = FormRunReader(part.region(part.record.forms))
      try reader.addForms(to: &join)
      readers.append(reader)
    }
    join.finish(most: mostForms)
  }

  /// Most terms are the same word everywhere; then nothing is to be renumbered.
  private func single(_ parts: [TermPart]) -> Outcome? {
    var code = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    var occurrences = 0
    for (index, part) in parts.enumerated() {
      let forms = part.forms
      guard let head = forms.first, head == 2 || head == 0 else { return nil }
      if head == 0 {
        guard index == 0 || code.isEmpty else { return nil }
        continue
      }
      var end = 1
      guard FormCode.skip(forms.span, at: &end) else { return nil }
      let own = UnsafeBufferPointer(rebasing: forms[1..<end])
      if index == 0 {
        code = own
      } else {
        guard own.count == code.count else { return nil }
        for place in 0..<own.count where own[place] != code[place] { return nil }
      }
      var window = ByteWindow(forms, offset: end)
      occurrences += Int(truncatingIfNeeded: window.varint())
      guard !window.isOverrun else { return nil }
    }
    return code.isEmpty ? Outcome.none : .single(code: code, occurrences: occurrences)
  }

  /// Appends the events of the next `count` occurrences of part `part`, the first of which is the
  /// term's occurrence `start`.
  mutating func read(
    _ count: Int, of part: Int, from start: Int, into events: inout [FormEvent]
  ) throws(StorageError) {
    guard numberCount > 1 else { return }
    try readers[part].read(count, from: start, join: join, into: &events)
  }

  /// The occurrences of part `part`.
  func occurrences(of part: Int) -> Int { readers[part].occurrences }
}
