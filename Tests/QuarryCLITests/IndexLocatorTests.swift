import Foundation
import Testing

@testable import QuarryCLI

@Suite("Finding the index")
struct IndexLocatorTests {
  @Test func explicitNamesWin() throws {
    #expect(try IndexLocator.locate(named: "a.quarry", environment: "b.quarry") == "a.quarry")
    #expect(try IndexLocator.locate(named: nil, environment: "b.quarry") == "b.quarry")
    #expect(throws: Failure.self) { try IndexLocator.locate(named: "", environment: nil) }
  }

  @Test func onlyFileIsFound() throws {
    let folder = try TemporaryFolder()
    func located() throws -> String {
      try IndexLocator.locate(named: nil, environment: nil, directory: folder.path)
    }
    #expect(throws: Failure.self) { try located() }

    try folder.makeFolder("Index")
    try folder.makeFolder("Index/folder.quarry")
    try folder.write("Index/one.quarry", "")
    try folder.write("Index/.hidden.quarry", "")
    try folder.write("Index/notes.txt", "")
    #expect(try located() == "\(folder.path)/Index/one.quarry")

    try folder.write("two.quarry", "")
    let failure = #expect(throws: Failure.self) { try located() }
    #expect(
      failure?.message
        == "several indexes: two.quarry, Index/one.quarry; name one with --index FILE")
  }

  @Test(arguments: [
    ("articles.jsonl.gz", "articles"), ("a/b/articles.jsonl", "articles"), ("x.GZ", "x"),
    ("wiki.2024.json", "wiki.2024"), ("notes/", "notes"), ("./notes/.", "notes"), ("-", "index"),
    (".jsonl", ".jsonl"), ("dump", "dump"), ("/", "index"),
  ])
  func namesAnIndexAfterItsInput(input: String, stem: String) {
    #expect(IndexLocator.stem(of: input) == stem)
  }

  @Test func putsANewIndexIntoTheFolderIndex() throws {
    let folder = try TemporaryFolder()
    func path() -> String {
      IndexLocator.defaultPath(forInput: "x/a.jsonl.gz", directory: folder.path)
    }
    #expect(path() == "\(folder.path)/a.quarry")
    try folder.makeFolder("Index")
    #expect(path() == "\(folder.path)/Index/a.quarry")
  }
}
