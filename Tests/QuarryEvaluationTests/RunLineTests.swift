import Testing

@testable import QuarryEvaluation

@Suite struct RunLineTests {
  @Test(arguments: [
    ("a b\tc%\u{A0}é", "a%20b%09c%25%C2%A0é"), ("plain-1", "plain-1"), ("", "%"),
    ("\u{202E}x", "%E2%80%AEx"),
  ])
  func namesHoldNoSpace(name: String, column: String) {
    #expect(RunLine.escaped(name) == column)
    #expect(Array(RunLine.unescaped(Array(column.utf8)[...])) == Array(name.utf8))
  }
}
