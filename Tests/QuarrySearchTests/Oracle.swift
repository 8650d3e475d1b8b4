import Foundation
import QuarryAnalysis
import QuarryCorpus
import QuarryFormat

@testable import QuarrySearch

/// What a search must answer, worked out from the documents alone, one after another.
struct Oracle {
  /// By field, where each term stands; and the fields' lengths.
  private struct Model {
    var positions: [[[UInt8]: [Int]]]
    var lengths: [Int]
  }

  private let analyzer: Analyzer
  private let fields: [Catalog.Field]
  private let k1: Double
  private var models: [Model] = []
  private var frequencies: [[UInt8]: Int] = [:]

  init(_ documents: [Document], _ catalog: Catalog) throws {
    analyzer = try Analyzer(AnalyzerSettings(named: catalog.analyzer))
    fields = catalog.fields
    k1 = catalog.k1
    for document in documents {
      let texts =
        fields.count == 2
        ? [[document.title], [document.text]] : [[document.title, document.text]]
      var model = Model(positions: [], lengths: [])
      for parts in texts {
        var positions: [[UInt8]: [Int]] = [:]
        var length = 0
        for part in parts { add(part, &positions, &length) }
        model.positions.append(positions)
        model.lengths.append(length)
      }
      for term in Set(model.positions.flatMap(\.keys)) { frequencies[term, default: 0] += 1 }
      models.append(model)
    }
  }

  private func add(_ text: String, _ positions: inout [[UInt8]: [Int]], _ length: inout Int) {
    let bytes = Array(text.utf8)
    var tokens: [RawToken] = []
    analyzer.tokenize(bytes.span, into: &tokens)
    for token in tokens {
      let raw = Array(bytes[Int(token.start)..<Int(token.end)])
      var term: [UInt8] = []
      analyzer.appendTerm(raw.span, kind: token.kind, language: .english, to: &term)
      if !term.isEmpty { positions[term, default: []].append(length) }
      if token.kind == .word, !term.isEmpty { length += 1 }
    }
  }

  private func idf(_ frequency: Int) -> Double {
    let count = Double(models.count)
    let rarer = count - Double(frequency) + 0.5
    return log(1 + rarer / (Double(frequency) + 0.5))
  }

  /// All documents that match, the best first.
  func search(_ query: Query) -> [ScoredDocument] {
    var reader = ClauseReader(analyzer)
    var all: [ClauseGroup] = []
    for clause in query.clauses { reader.read(clause, into: &all) }
    var groups: [(group: ClauseGroup, count: Int)] = []
    for group in all {
      let same = groups.firstIndex {
        $0.group.occurrence == group.occurrence && $0.group.members == group.members
          && $0.group.isQuoted == group.isQuoted
      }
      if let same { groups[same].count += 1 } else { groups.append((group, 1)) }
    }
    let averages = fields.indices.map { field in
      let total = models.reduce(0) { $0 + $1.lengths[field] }
      let mean = Double(total) / Double(max(1, models.count))
      return mean > 0 ? mean : 1
    }
    var hits: [ScoredDocument] = []
    for (number, model) in models.enumerated() {
      var score = 0.0
      var isHit = false
      var isBarred = false
      for (group, count) in groups {
        let share = share(of: group, count: count, in: model, averages)
        switch group.occurrence {
        case .mustNot: isBarred = isBarred || share != nil
        case .must: isBarred = isBarred || share == nil
        case .should: break
        }
        if group.occurrence != .mustNot, let share {
          isHit = true
          score += share
        }
      }
      if isHit, !isBarred { hits.append(ScoredDocument(document: number, score: score)) }
    }
    return hits.sorted {
      $0.score == $1.score ? $0.document < $1.document : $0.score > $1.score
    }
  }

  /// What a group gives to a document; nil where it does not match.
  private func share(
    of group: ClauseGroup, count: Int, in model: Model, _ averages: [Double]
  ) -> Double? {
    let known = group.members.filter { $0.terms.allSatisfy { frequencies[$0] != nil } }
    guard let first = known.first else { return nil }
    let rarity: Double
    if group.isQuoted {
      rarity = first.terms.reduce(0) { $0 + idf(frequencies[$1] ?? 0) }
    } else {
      let words = known.filter { $0.terms.count == 1 }
      let sum =
        words.isEmpty
        ? first.terms.map { frequencies[$0] ?? 0 }.min() ?? 0
        : words.reduce(0) { $0 + (frequencies[$1.terms[0]] ?? 0) }
      rarity = idf(min(sum, models.count))
    }
    var sum = 0.0
    for member in known {
      var x = 0.0
      for (number, field) in fields.enumerated() {
        let frequency = occurrences(of: member, in: model.positions[number])
        guard frequency > 0 else { continue }
        let length = Double(LengthCode.decode(LengthCode.encode(model.lengths[number])))
        let norm = 1 - field.b + field.b * length / averages[number]
        x += Double(frequency) * (field.weight / norm)
      }
      sum += member.weight * x
    }
    return sum > 0 ? Double(count) * rarity * (sum / (sum + k1)) : nil
  }

  private func occurrences(of member: ClauseGroup.Member, in field: [[UInt8]: [Int]]) -> Int {
    let rows = member.terms.map { Set(field[$0] ?? []) }
    return (field[member.terms[0]] ?? []).count { start in
      zip(rows, member.offsets).allSatisfy { $0.contains(start + Int($1)) }
    }
  }
}
