import Foundation
import Quarry

/// Changes an index in every way there is, as fast as it can, one commit after the other.
struct StressWriter {
  private let path: String
  private let ledger: StressLedger
  private var model: StressModel
  private var random: SeededNumbers
  /// How often each operation was done.
  private(set) var counts: [String: Int] = [:]

  private static let documents = 300

  /// Makes the index at `path`.
  init(path: String, seed: UInt64, readers: Int) throws {
    self.path = path
    random = SeededNumbers(seed)
    model = StressModel()
    for number in 0..<Self.documents where number % 2 == 0 {
      model.texts[number] = StressModel.randomText(&random)
    }
    ledger = StressLedger(model, readers: readers)
    try Self.build(IndexBuilder(path: path, options: Self.options), model.texts)
  }

  var states: StressLedger { ledger }
  var final: StressModel { model }

  private static let options: IndexingOptions = {
    var options = IndexingOptions(threads: 1, analyzer: "plain")
    options.replaces = true
    return options
  }()

  private static func build(_ builder: IndexBuilder, _ texts: [Int: [Int]]) throws {
    for (number, text) in texts.sorted(by: { $0.key < $1.key }) {
      try builder.add(
        Document(id: StressModel.identifier(number), text: StressModel.text(text)))
    }
    _ = try builder.finish()
  }

  /// Carries out one operation by chance.
  mutating func step() throws {
    let name: String
    var next = model
    let path = path
    let operation: () throws -> Void
    switch Int.random(in: 0..<24, using: &random) {
    case 0..<10:
      name = "add"
      let some = someTexts(1...20)
      next.texts.merge(some) { $1 }
      operation = { try Self.build(IndexBuilder(addingTo: path, options: Self.options), some) }
    case 10..<15:
      name = "delete"
      let numbers = (0..<Int.random(in: 1...10, using: &random)).map { _ in randomNumber() }
      for number in numbers { next.texts[number] = nil }
      operation = {
        _ = try QuarryIndex.delete(
          path: path, identifiers: numbers.map(StressModel.identifier))
      }
    case 15, 16:
      name = "delete by query"
      let question = StressModel.Question.both(
        Int.random(in: 0..<5, using: &random), Int.random(in: 5..<10, using: &random))
      next.texts = next.texts.filter { !question.matches($0.value) }
      operation = { _ = try QuarryIndex.delete(path: path, query: question.text) }
    case 17, 18:
      name = "replace all"
      let all = someTexts(50...Self.documents)
      next.texts = all
      operation = {
        try Self.build(
          IndexBuilder(addingTo: path, options: Self.options, replacesAll: true), all)
      }
    case 19:
      name = "build anew"
      let all = someTexts(50...Self.documents)
      next.texts = all
      operation = { try Self.build(IndexBuilder(path: path, options: Self.options), all) }
    case 20, 21:
      name = "merge"
      let some = someTexts(1...40)
      next.texts.merge(some) { $1 }
      operation = {
        let other = path + ".other"
        defer { try? FileManager.default.removeItem(atPath: other) }
        try Self.build(IndexBuilder(path: other, options: Self.options), some)
        _ = try QuarryIndex.merge(
          paths: [path, other], into: path,
          options: OptimizationOptions(order: .none, threads: 1, replaces: true))
      }
    default:
      name = "optimize"
      let order = DocumentOrder.allCases.randomElement(using: &random) ?? .none
      operation = {
        _ = try QuarryIndex.optimize(
          path: path, options: OptimizationOptions(order: order, level: 1, threads: 1))
      }
    }
    ledger.announce(next)
    try operation()
    ledger.commit()
    model = next
    counts[name, default: 0] += 1
  }

  private mutating func randomNumber() -> Int {
    Int.random(in: 0..<Self.documents, using: &random)
  }

  private mutating func someTexts(_ count: ClosedRange<Int>) -> [Int: [Int]] {
    var texts: [Int: [Int]] = [:]
    for _ in 0..<Int.random(in: count, using: &random) {
      let number = randomNumber()
      // Now and then the document as it is.
      let same = Int.random(in: 0..<4, using: &random) == 0 ? model.texts[number] : nil
      texts[number] = same ?? StressModel.randomText(&random)
    }
    return texts
  }
}

/// Random numbers that a seed repeats (Steele, Lea and Flood, "Fast splittable pseudorandom number
/// generators", 2014).
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
