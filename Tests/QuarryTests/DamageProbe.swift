import Foundation
import Quarry
import TestSupport

/// Asks an index everything and does everything to it, and holds what comes of it against what comes of
/// the undamaged one: every answer has to be an error or the right one.
struct DamageProbe {
  /// A document as one line.
  private struct Line: Hashable {
    let identifier: String
    let text: String
    let rest: String

    /// Stands for no document.
    static let none = Line(identifier: "", text: "", rest: "")

    private init(identifier: String, text: String, rest: String) {
      self.identifier = identifier
      self.text = text
      self.rest = rest
    }

    init(_ document: StoredDocument) {
      identifier = document.identifier
      text = document.text
      rest =
        document.title + "|"
        + document.metadata.map { "\($0.name)=\($0.value)" }.joined(separator: "|")
    }
  }

  /// What a change of an index leaves: the documents and the answers to some queries; nil for those that
  /// give an error.
  private struct State: Equatable {
    /// In the order of the index.
    var documents: [Line?] = []
    /// Those that were asked for by their identifiers.
    var shown: [Line?] = []
    var answers: [String?] = []

    /// Whether everything is an error or as it is in `other`.
    func isErrorOr(_ other: State) -> Bool {
      documents.count == other.documents.count
        && zip(documents, other.documents).allSatisfy { $0 == nil || $0 == $1 }
        && zip(shown, other.shown).allSatisfy { $0 == nil || $0 == $1 }
        && zip(answers, other.answers).allSatisfy { $0 == nil || $0 == $1 }
    }
  }

  /// What is done to an index, to a copy of it.
  private enum Change: CaseIterable {
    case deletion, addition, optimization
  }

  private static let queries = [
    "the history of turkey", "\"the sea\"", "quarr* -paris", "date:..1999 the",
    "title:n* OR /gran.te/",
    "*",
  ]

  private let folder: String
  private let right: State
  private let facts: String
  private let changed: [State]
  /// The documents of all commits.
  private let versions: Set<Line>

  /// Learns what is right from the undamaged index and from its earlier commits.
  init(sound: String, commits: [String], folder: String) throws {
    self.folder = folder
    right = try Self.state(of: sound)
    facts = Self.facts(try QuarryIndex(path: sound))
    changed = try Change.allCases.map { change in
      let copy = "\(folder)/right.quarry"
      try? FileManager.default.removeItem(atPath: copy)
      try FileManager.default.copyItem(atPath: sound, toPath: copy)
      return try Self.state(of: try Self.apply(change, to: copy, folder))
    }
    versions = Set(try commits.flatMap { try Self.state(of: $0).documents.compactMap(\.self) })
    guard !right.documents.contains(nil), !right.answers.contains(nil) else {
      throw QuarryError(.damaged, "the index is not sound to begin with")
    }
  }

  /// What is wrong with the index at `path`, whose bytes were changed if `isChanged`.
  func findings(_ path: String, isChanged: Bool) -> [String] {
    var findings: [String] = []
    if let state = try? Self.state(of: path), !state.isErrorOr(right) {
      findings.append("search, show or export give another answer")
    }
    if let index = try? QuarryIndex(path: path), Self.facts(index) != facts {
      findings.append("stats tell something else")
    }
    if isChanged {
      for isQuick in [false, true]
      where (try? QuarryIndex.verify(path: path, isQuick: isQuick))?.isSound ?? false {
        findings.append("verify \(isQuick ? "--quick " : "")finds nothing")
      }
    }
    findings += repairFindings(path)
    for (change, right) in zip(Change.allCases, changed) {
      let copy = "\(folder)/copy.quarry"
      try? FileManager.default.removeItem(atPath: copy)
      guard (try? FileManager.default.copyItem(atPath: path, toPath: copy)) != nil else {
        findings.append("it cannot be copied")
        continue
      }
      guard let result = try? Self.apply(change, to: copy, folder) else { continue }
      if let state = try? Self.state(of: result), !state.isErrorOr(right) {
        findings.append("\(change) leaves something else")
      }
      let isSound = (try? QuarryIndex.verify(path: result))?.isSound ?? false
      if change == .optimization, !isSound { findings.append("optimize makes a damaged index") }
    }
    return findings
  }

  /// A repaired index has the documents there were; where it tells that it is not of the newest commit, or
  /// that something of them is lost, those of any commit.
  private func repairFindings(_ path: String) -> [String] {
    let output = "\(folder)/repaired.quarry"
    guard
      let summary = try? QuarryIndex.repair(
        path: path, output: output,
        options: IndexingOptions(threads: 1, temporaryFolder: folder, replaces: true))
    else { return [] }
    guard let state = try? Self.state(of: output), !state.documents.contains(nil),
      (try? QuarryIndex.verify(path: output))?.isSound == true
    else { return ["repair makes a damaged index"] }
    let found = state.documents.compactMap(\.self)
    guard summary.notes.isEmpty, !summary.isOlderCommit else {
      let known = Set(versions.map { [$0.identifier, $0.text] })
      let isKnown = found.allSatisfy { known.contains([$0.identifier, $0.text]) }
      return isKnown ? [] : ["repair invents documents"]
    }
    let isRight = Set(found).isSubset(of: right.documents.compactMap(\.self))
    let isAll = found.count + summary.lostCount >= right.documents.count
    return (isRight ? [] : ["repair gives other documents"])
      + (isAll ? [] : ["repair does not tell of all that is lost"])
  }

  /// Does something to the index at `path`; gives the path of the result.
  private static func apply(_ change: Change, to path: String, _ folder: String) throws -> String {
    switch change {
    case .deletion:
      try QuarryIndex.delete(path: path, identifiers: ["n0", "3"])
      return path
    case .addition:
      let builder = try IndexBuilder(
        addingTo: path, options: IndexingOptions(threads: 1, temporaryFolder: folder))
      try builder.add(Document(id: "n1", title: "Replaced", text: "The history of the sea."))
      try builder.add(Document(id: "added", text: "Added to a turkey."))
      try builder.finish()
      return path
    case .optimization:
      let output = "\(folder)/optimized.quarry"
      try QuarryIndex.optimize(
        path: path,
        options: OptimizationOptions(
          level: 1, threads: 1, temporaryFolder: folder, output: output, replaces: true))
      return output
    }
  }

  /// - Throws: where the index cannot be opened.
  private static func state(of path: String) throws -> State {
    let index = try QuarryIndex(path: path, cacheBytes: 0)
    var state = State()
    for (number, query) in queries.enumerated() {
      var options = SearchOptions()
      options.limit = 4
      options.sort = [.score, .newest, .title][number % 3]
      options.facets = number % 2 == 0 ? [] : ["year", "tags"]
      let results = try? index.search(query, options)
      state.answers.append(
        results.map { results in
          let hits = results.hits.map {
            "\($0.identifier) \($0.score.bitPattern) \($0.title) \($0.snippets.map(\.text))"
          }
          return "\(results.total ?? -1) \(hits) \(results.facets.map(\.values))"
        })
    }
    for identifier in ["n3", "1", "none"] {
      do {
        state.shown.append(try index.document(id: identifier).map { Line($0) } ?? Line.none)
      } catch {
        state.shown.append(nil)
      }
    }
    var documents = index.documents
    // Each call passes a document, so that the walk ends.
    while true {
      do {
        guard let document = try documents.next() else { break }
        state.documents.append(Line(document))
      } catch {
        state.documents.append(nil)
      }
    }
    return state
  }

  private static func facts(_ index: QuarryIndex) -> String {
    let facts = index.facts
    return
      "\(facts.documents) \(facts.deletedDocuments) \(facts.terms) \(facts.postings) \(facts.positions) "
      + "\(facts.segments) \(facts.textBytes) \(facts.sections) \(facts.fields) \(facts.settings)"
  }
}
