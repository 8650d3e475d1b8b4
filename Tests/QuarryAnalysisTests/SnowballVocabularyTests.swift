import Foundation
import TestSupport
import Testing

@testable import QuarryAnalysis

/// The stemmer wrapper on the vocabularies of the Snowball project.
///
/// The counts are those of libstemmer 2.2. The vocabularies are of a later release, which changed
/// some algorithms (Dutch became another one).
@Suite struct SnowballVocabularyTests {
  static let folder = dataPath("conformance/snowball")

  @Test(
    .enabled(if: folder != nil, "the Snowball vocabularies are absent"),
    arguments: [
      ("porter", 0), ("russian", 0), ("english", 57), ("dutch", 20897), ("french", 840),
      ("german", 1247), ("italian", 1), ("spanish", 9),
    ])
  func vocabulary(language: String, differences known: Int) throws {
    let folder = try #require(Self.folder) + "/" + language
    let words = try lines(folder + "/voc.txt")
    let stems = try lines(folder + "/output.txt")
    try #require(words.count == stems.count)
    let algorithm = try Stemmer(language)
    var differences = 0
    for (word, stem) in zip(words, stems) {
      var bytes = word
      algorithm.stem(&bytes, from: 0)
      let expected = stem.isEmpty ? word : stem  // the wrapper keeps what would vanish
      if bytes != expected { differences += 1 }
    }
    #expect(differences == known)
  }

  /// Words on which the library and the vocabulary differ, with the library's stem.
  @Test(arguments: [
    ("english", "university", "univers"), ("english", "adding", "ad"), ("french", "époux", "époux"),
    ("french", "l'atelier", "l'ateli"), ("german", "abgebildet", "abgebildet"),
    ("german", "hügeln", "hugeln"), ("italian", "divano", "div"),
    ("spanish", "educacion", "educacion"), ("dutch", "zwollen", "zwoll"),
  ])
  func knownDifferences(language: String, word: String, stem: String) throws {
    var bytes = Array(word.utf8)
    try Stemmer(language).stem(&bytes, from: 0)
    #expect(String(decoding: bytes, as: UTF8.self) == stem)
  }

  @Test func unknownAlgorithmIsAnError() {
    #expect(throws: AnalysisError.stemmerUnavailable("klingon")) {
      _ = try Stemmer("klingon")
    }
  }

  private func lines(_ path: String) throws -> [[UInt8]] {
    try Data(contentsOf: URL(fileURLWithPath: path))
      .split(separator: 10, omittingEmptySubsequences: false).map(Array.init)
  }
}
