import TestSupport
import Testing

@testable import QuarryCorpus

@Suite("Lines that recur across a folder")
struct RecurringLinesTests {
  private func write(_ count: Int, in folder: TemporaryFolder) throws {
    for number in 0..<count {
      let text = """
        Listen Live
        Title number \(number)
        The first line of text \(number).
            Get short URL\u{20}
        The second line, which is only here: \(number * 7).
        \(number < count / 5 - 1 ? "Seldom" : "End \(number)")
        Community standards
        """
      _ = try folder.write("page\(number).txt", text + "\n")
    }
  }

  private func dropped(_ document: Document) -> String? {
    document.metadata.first { $0.name == MetadataName.droppedLines }?.value
  }

  @Test(arguments: [9, 10, 40])
  func areDropped(count: Int) throws {
    let folder = try TemporaryFolder()
    try write(count, in: folder)
    let reading = try Reading([folder.path])
    #expect(reading.documents.count == count)
    for document in reading.documents {
      if count < 10 {
        #expect(document.text.contains("short URL") && dropped(document) == nil)
        continue
      }
      #expect(document.title.hasPrefix("Title number"))
      let lines = document.text.split(separator: "\n")
      #expect(lines.count == 3)
      #expect(!document.text.contains("URL"))
      #expect(dropped(document) == "0\tListen Live\n1\tGet short URL\n3\tCommunity standards")
    }
  }

  /// What is nothing but such lines stays as it is, and so does what is read from its files later.
  @Test func areKept() throws {
    let folder = try TemporaryFolder()
    for number in 0..<12 { _ = try folder.write("same\(number).txt", "Nothing\nto see\n") }
    for document in try Reading([folder.path]).documents {
      #expect(document.title == "Nothing" && document.text == "to see\n")
      #expect(dropped(document) == nil)
    }
    let other = try TemporaryFolder()
    try write(20, in: other)
    for document in try Reading([other.path], isReadLater: true).documents {
      #expect(document.title == "Listen Live" && dropped(document) == nil)
    }
  }

  /// Counts stay right for what is common whatever else there is.
  @Test func memoryIsBounded() {
    var counter = LineCounter()
    for file in 0..<60 {
      var text = "Common line\n"
      for line in 0..<6_000 { text += "only \(file * 10_000 + line)\n" }
      Array(text.utf8).withUnsafeBytes { counter.add($0) }
    }
    let recurring = counter.recurring()
    let file = Array("Common line\nonly 3\nother\n".utf8)
    let found = recurring?.lines(of: file, 0..<file.count)
    #expect(found?.dropped.count == 1)
    #expect(found?.kept == Array("only 3\nother\n".utf8))
  }
}
