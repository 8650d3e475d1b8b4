import Testing

@testable import QuarryCLI

@Suite("The words of a query")
struct SearchWordsTests {
  @Test(arguments: [
    (["search", "a", "-b", "+c"], ["search", "--", "a", "-b", "+c"]),
    (["search", "-b", "--limit", "3", "a"], ["search", "--limit", "3", "--", "-b", "a"]),
    (["search", "--limit=3", "a", "--count"], ["search", "--limit=3", "--count", "--", "a"]),
    (["search", "a", "--sort", "-date"], ["search", "--sort=-date", "--", "a"]),
    (["search", "--queries", "-"], ["search", "--queries", "-"]),
    (["search", "a", "--", "--limit", "-x"], ["search", "--", "a", "--limit", "-x"]),
    (["search", "--limit"], ["search", "--limit"]),
    (["search", "-h"], ["search", "-h"]),
    (["search", "-"], ["search", "--", "-"]),
    (["index", "-"], ["index", "-"]),
    (["show", "-x"], ["show", "-x"]),
    ([], []),
  ])
  func areSetApart(arguments: [String], expected: [String]) {
    #expect(SearchWords.set(apart: arguments) == expected)
  }
}
