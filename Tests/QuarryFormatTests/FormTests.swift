import Foundation
import QuarryStorage
import TestSupport
import Testing

@testable import QuarryFormat

@Suite("Forms")
struct FormTests {
  private func word(_ random: inout SplitMix64) -> [UInt8] {
    let letters = [
      "a", "b", "Z", "é", "É", "ß", "ÿ", "Ж", "ж", "ё", "Ё", "ς", "Σ", "σ", "北", "'", "7",
    ]
    let isOneCase = Bool.random(using: &random)
    let count = Int.random(
      in: 1...(Int.random(in: 0..<9, using: &random) == 0 ? 80 : 9), using: &random)
    let word = (0..<count).map { _ in letters.randomElement(using: &random) ?? "" }.joined()
    return Array((isOneCase ? word.uppercased() : word).utf8)
  }

  @Test func codesGiveTheFormBack() throws {
    var random = SplitMix64(seed: 1)
    var scratch: [UInt8] = []
    for _ in 0..<4_000 * effort {
      let term = word(&random)
      var form = word(&random)
      if Bool.random(using: &random) {
        let text = String(decoding: term, as: UTF8.self)
        form = Array(
          ([text, text.capitalized, text.uppercased(), text + "s"].randomElement(using: &random)
            ?? text).utf8)
      }
      guard form.count <= FormCode.maxBytes, term.count <= 255 else { continue }
      var code: [UInt8] = [9]
      FormCode.append(form.span, of: term.span, scratch: &scratch, to: &code)
      code.append(7)
      var offset = 1
      var found: [UInt8] = []
      #expect(FormCode.decode(code.span, at: &offset, of: term.span, into: &found))
      #expect(found == form && offset == code.count - 1)
      offset = 1
      #expect(FormCode.skip(code.span, at: &offset) && offset == code.count - 1)
    }
  }

  @Test(arguments: [
    ("turkey", "Turkey", 1), ("the", "the", 1), ("nato", "NATO", 1), ("quarri", "Quarries", 3),
  ])
  func usualFormsAreShort(term: String, form: String, bytes: Int) {
    var code: [UInt8] = []
    var scratch: [UInt8] = []
    FormCode.append(Array(form.utf8).span, of: Array(term.utf8).span, scratch: &scratch, to: &code)
    #expect(code.count == bytes)
  }

  @Test func forgedCodesAreSurvived() {
    var random = SplitMix64(seed: 2)
    var found: [UInt8] = []
    for _ in 0..<5_000 * effort {
      let code = (0..<Int.random(in: 0...12, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      let term = word(&random)
      var offset = 0
      if FormCode.decode(code.span, at: &offset, of: term.span, into: &found) {
        #expect((1...FormCode.maxBytes).contains(found.count))
      }
      #expect(offset <= code.count)
    }
  }

  @Test(arguments: [2, 3, 5, 256])
  func numbersAreReadInParts(count: Int) {
    var random = SplitMix64(seed: UInt64(count))
    for _ in 0..<60 * effort {
      let numbers = (0..<Int.random(in: 0...900, using: &random)).map { _ in
        UInt16(
          Int.random(in: 0..<4, using: &random) > 0 ? 0 : Int.random(in: 0..<count, using: &random))
      }
      var written = GrowingBytes()
      var zeros: UInt64 = 0
      for number in numbers {
        if number > 0 {
          FormNumbers.append(zeros: zeros, number: number, count: count, to: &written)
        }
        zeros = number > 0 ? 0 : zeros + 1
      }
      let bytes = written.array()
      #expect(bytes.count <= FormNumbers.mostBytes(numbers.count))
      var scan = FormNumbers.Scan(count: count)
      var offset = 0
      var found: [UInt16] = []
      while found.count < numbers.count {
        let part = Int.random(in: 1...(numbers.count - found.count), using: &random)
        let isRead = scan.take(part, of: bytes.span, at: &offset) { zeros, form in
          found += [UInt16](repeating: 0, count: zeros)
          if let form { found.append(form) }
        }
        #expect(isRead)
      }
      #expect(found == numbers && scan.isAtEnd(bytes.span, at: offset))
    }
  }

  private static let frequencies = [1, 1, 1, 1, 2, 3, 90, 1023, 1024, 2048, 2049, 5000, 700, 1]

  private func forms(_ number: Int, _ term: [UInt8], _ list: [ModelPosting]) -> ModelForms {
    let counts = [1, 2, 3, 5, 40, 300]
    return ModelForms(of: term, list, count: counts[number % counts.count], seed: UInt64(number))
  }

  @Test(arguments: [1, 2], [true, false])
  func roundTrip(fieldCount: Int, isRaw: Bool) throws {
    let model = Model(
      seed: 3, fieldCount: fieldCount, documentCount: 5000, frequencies: Self.frequencies)
    let file = try ModelWriter(model, isRaw: isRaw, forms: forms).file()
    let index = try withFile(file) { try IndexFile(path: $0) }
    #expect(Verifier(index).run().problems == [])
    let segment = index.segments[0]
    let reader = PostingsReader(segment.postings, inflater: Inflater())
    var random = SplitMix64(seed: 4)
    var found = TermForms()
    for (number, (term, list)) in model.postings.enumerated() {
      let expected = forms(number, term, list)
      let info = try #require(try segment.terms.find(term))
      #expect(info.forms.numberCount == expected.list.numberCount)
      try segment.terms.readForms(of: info, term: term.span, into: &found)
      #expect((0..<found.count).map { Array(found.form($0)) } == expected.forms)
      #expect(
        (0..<found.count).map { found.occurrences($0) }
          == (0..<found.count).map { expected.list.occurrences($0) })
      #expect(found.otherOccurrences == expected.list.otherCount)
      var cursor = FormCursor(info, fieldCount: fieldCount)
      let long = try reader.longList(of: info)
      let random = (0..<60).map { _ in Int.random(in: 0..<list.count, using: &random) }
      for index in Array(list.indices) + random {
        let page = index / BlockMetadata.pagePostings
        let postings =
          try long.map { try reader.postings(page: page, of: $0) } ?? reader.postings(of: info)
        let place = long == nil ? index : index % BlockMetadata.pagePostings
        var numbers: [UInt16] = []
        try cursor.read(
          place, page: long == nil ? 0 : page, of: postings,
          positionCount: expected.numbers[index].count, from: reader, into: &numbers)
        #expect(numbers == expected.numbers[index])
        guard index % 7 == 0 else { continue }
        let isWanted = [index % 2 == 0, true, false, true]
        var counts: [UInt32] = []
        try cursor.count(
          place, page: long == nil ? 0 : page, of: postings, isWanted: isWanted, from: reader,
          into: &counts)
        var left = numbers[...]
        let right = list[index].places.map { places in
          defer { left = left.dropFirst(places.count) }
          return left.prefix(places.count).filter { $0 < 4 && isWanted[Int($0)] }.count
        }
        #expect(counts.map(Int.init) == right)
      }
    }
  }

  @Test func formsThatDoNotFitTheOccurrencesAreFound() throws {
    let model = Model(seed: 5, fieldCount: 2, documentCount: 2500, frequencies: [1, 2, 30, 2300])
    for wrong in 0..<4 {
      let file = try ModelWriter(model, isRaw: true) { number, term, list in
        var forms = forms(1, term, list)
        guard number == wrong, forms.list.count == 2 else { return forms }
        var list = FormList()
        list.codes = forms.list.codes
        list.codes.removeAll()
        for form in 0..<2 {
          list.codes += forms.list.codes[forms.list.code(form)]
          list.endForm(count: forms.list.occurrences(form) + (form == 0 ? 1 : 0))
        }
        forms.list = list
        return forms
      }.file()
      let index = try withFile(file) { try IndexFile(path: $0) }
      let term = model.postings[wrong]
      let isChanged = forms(1, term.term, term.list).list.count == 2
      #expect(Verifier(index).run().isSound != isChanged, "term \(wrong)")
    }
  }
}
