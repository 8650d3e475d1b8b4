import QuarryAnalysis
import QuarryCorpus
import QuarryFormat
import QuarryStorage

/// Where terms stand: by term, by document, the places as `field << fieldShift | position`.
///
/// Made twice, from the documents by analysing them one after another and from an index by reading
/// all of it, the two must be equal.
struct InvertedModel: Equatable {
  private(set) var postings: [[UInt8]: [Int: [UInt32]]] = [:]
  /// Where forms are kept, the original word of each of these occurrences; empty for words that are
  /// not told apart.
  private(set) var forms: [[UInt8]: [Int: [[UInt8]]]] = [:]
  /// Document by document, the words of each field.
  private(set) var lengths: [[Int]] = []

  var termCount: Int { postings.count }
  var postingCount: Int { postings.values.reduce(0) { $0 + $1.count } }
  var positionCount: Int {
    postings.values.reduce(0) { $0 + $1.values.reduce(0) { $0 + $1.count } }
  }

  /// The postings that an index of `documents` should hold; each is in the language that its
  /// metadata name, else English.
  init(_ documents: [Document], analyzer name: String) throws {
    let analyzer = try Analyzer(AnalyzerSettings(named: name))
    let isOneField = name != "standard"
    for (number, document) in documents.enumerated() {
      let language = document.language.flatMap { Language($0) } ?? .english
      var words = [Int](repeating: 0, count: isOneField ? 1 : 4)
      var titles: Set<[UInt8]> = []
      func add(_ text: String, _ field: Int, isTitle: Bool = false) {
        let bytes = Array(text.utf8)
        var tokens: [RawToken] = []
        analyzer.tokenize(bytes.span, into: &tokens)
        let before = words[field]
        for token in tokens {
          let raw = Array(bytes[Int(token.start)..<Int(token.end)])
          var term: [UInt8] = []
          analyzer.appendTerm(raw.span, kind: token.kind, language: language, to: &term)
          guard !term.isEmpty else { continue }
          postings[term, default: [:]][number, default: []].append(
            UInt32(field) << PositionCursor.fieldShift | UInt32(words[field]))
          if !isOneField {
            let form = raw.count > FormCode.maxBytes ? [] : raw
            forms[term, default: [:]][number, default: []].append(form)
          }
          if token.kind == .word { words[field] += 1 }
        }
        var key: [UInt8] = [1]
        analyzer.appendTitleKey(bytes.span, to: &key)
        guard isTitle, words[field] > before, key.count > 1 else { return }
        if titles.insert(key + [UInt8(field)]).inserted {
          postings[key, default: [:]][number, default: []].append(
            UInt32(field) << PositionCursor.fieldShift)
        }
      }
      if isOneField {
        add(document.title, 0)
        add(document.text, 0)
      } else {
        add(document.title, 0, isTitle: true)
        for alias in document.aliases { add(alias, 1, isTitle: true) }
        for heading in document.headings { add(heading, 2) }
        add(document.text, 3)
      }
      lengths.append(words)
    }
    for term in forms.keys { tellApart(term) }
  }

  /// Makes all but the commonest forms of a term empty.
  private mutating func tellApart(_ term: [UInt8]) {
    var counts: [[UInt8]: Int] = [:]
    for form in (forms[term] ?? [:]).values.joined() { counts[form, default: 0] += 1 }
    guard counts.count > FormList.most else { return }
    counts[[]] = nil
    func code(_ form: [UInt8]) -> [UInt8] {
      var code: [UInt8] = []
      var scratch: [UInt8] = []
      FormCode.append(form.span, of: term.span, scratch: &scratch, to: &code)
      return code
    }
    let order = counts.sorted { a, b in
      a.value != b.value
        ? a.value > b.value : code(a.key).lexicographicallyPrecedes(code(b.key))
    }
    let told = Set(order.prefix(FormList.most).map(\.key))
    forms[term] = forms[term]?.mapValues { $0.map { told.contains($0) ? $0 : [] } }
  }

  /// The postings that `index` holds, by the catalog's fields; lengths are those its codes stand for.
  init(_ index: IndexFile) throws {
    for segment in index.segments {
      let rows = try segment.fields.indices.map { try segment.lengths(field: $0) }
      for document in 0..<segment.documentCount {
        var row = [Int](repeating: 0, count: index.catalog.fields.count)
        for (number, field) in segment.fields.enumerated() {
          let codes = rows[number]
          row[field] = LengthCode.decode(
            codes.span.unsafeLoad(fromByteOffset: document, as: UInt8.self))
        }
        lengths.append(row)
      }
      try read(segment)
    }
  }

  /// The same model with each length as its code keeps it.
  var coded: InvertedModel {
    var model = self
    model.lengths = lengths.map { $0.map { LengthCode.decode(LengthCode.encode($0)) } }
    return model
  }

  private mutating func read(_ segment: Segment) throws {
    let reader = PostingsReader(segment.postings, inflater: Inflater())
    let start: [UInt8] = []
    var terms = try segment.terms.terms(from: start.span)
    var previous: [UInt8]?
    while try terms.next() {
      let term = terms.term
      guard previous?.lexicographicallyPrecedes(term) ?? true else {
        throw FormatError.damaged(section: "terms", offset: 0, reason: "they are not in order")
      }
      previous = term
      let found = try segment.terms.find(term.span)
      guard found == terms.info else {
        throw FormatError.damaged(section: "terms", offset: 0, reason: "a term is not found")
      }
      var pages: [DecodedPostings] = []
      if let list = try reader.longList(of: terms.info) {
        for page in 0..<list.pageCount { pages.append(try reader.postings(page: page, of: list)) }
      } else {
        pages = [try reader.postings(of: terms.info)]
      }
      let fieldCount = segment.fields.count
      var cursor = PositionCursor(fieldCount: fieldCount)
      var formCursor = FormCursor(terms.info, fieldCount: fieldCount)
      var words = TermForms()
      try terms.readForms(into: &words)
      var counts = [Int](repeating: 0, count: words.count + 1)
      var places: [UInt32] = []
      var numbers: [UInt16] = []
      for (pageNumber, page) in pages.enumerated() {
        for posting in page.documents.indices {
          try cursor.read(posting, of: page, from: reader, into: &places)
          let document = segment.firstDocument + Int(page.documents[posting])
          postings[term, default: [:]][document] = places.map {
            let field = segment.fields[Int($0 >> PositionCursor.fieldShift)]
            let place = $0 & (1 << PositionCursor.fieldShift - 1)
            return UInt32(field) << PositionCursor.fieldShift | place
          }
          guard segment.terms.hasForms, (term.first ?? 0) >= FormList.firstWithForms else {
            continue
          }
          try formCursor.read(
            posting, page: pageNumber, of: page, positionCount: places.count, from: reader,
            into: &numbers)
          for number in numbers { counts[Int(number)] += 1 }
          forms[term, default: [:]][document] = numbers.map {
            Int($0) < words.count ? Array(words.form(Int($0))) : []
          }
        }
      }
      let told = (0..<words.count).map { words.occurrences($0) }
      guard !segment.terms.hasForms || counts == told + [words.otherOccurrences] else {
        throw FormatError.damaged(section: "terms", offset: 0, reason: "a form is miscounted")
      }
    }
  }
}
