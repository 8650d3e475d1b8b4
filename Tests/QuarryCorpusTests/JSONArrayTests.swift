import QuarryCorpus
import TestSupport
import Testing

@Suite("JSON arrays and mapped names")
struct JSONArrayTests {
  private func read(
    _ text: String, _ limits: SourceLimits = SourceLimits(), map: String? = nil
  ) throws -> Reading {
    let folder = try TemporaryFolder()
    var options = ReadingOptions()
    if let map { try options.mapping.add(map) }
    return try Reading([folder.write("dump.json", text)], limits: limits, options: options)
  }

  @Test("The objects of an array are read one by one, wherever batches are cut", arguments: 1...80)
  func batches(size: Int) throws {
    let text = """
      [ {"id": "1", "text": "a } ] \\" [{", "o": {"x": [1, {"y": "]"}]}},
        {"id": "2",
         "text": "b\\\\"},
        {"id":"3","text":"ü"}
      ]

      """
    let reading = try read(
      text, SourceLimits(batchBytes: size, maxDocumentBytes: 1000, readBytes: 7))
    #expect(reading.documents.map(\.id) == ["1", "2", "3"])
    #expect(reading.documents.map(\.text) == ["a } ] \" [{", "b\\", "ü"])
    #expect(reading.skipped.isEmpty)
  }

  @Test("Objects over several lines are read as they follow each other")
  func several() throws {
    let reading = try read("{\n  \"text\": \"a\"\n}\n{\n  \"text\": \"b\"\n}\n")
    #expect(reading.documents.map(\.text) == ["a", "b"])
  }

  @Test("A bad element does not harm its neighbours")
  func faults() throws {
    let reading = try read(#"[{"text":"a"}, 7, {"text":}, {"text":"b"}, {"no":1}, {"text":"c"#)
    #expect(reading.documents.map(\.text) == ["a", "b"])
    let reasons = reading.skipped.map(\.reason)
    #expect(reasons.count == 4)
    #expect(reasons.last == .cutOff)
    #expect(reasons.contains(.noText))
  }

  @Test("Names that news use are known")
  func news() throws {
    let document = try #require(
      read(
        #"[{"headline":"H","articleBody":"B","publishedAt":"2021-01-18","byline":"A","section":"S","#
          + #""keywords":["k","l"],"publisher":"P","link":"u","language":"en","x":"y"}]"#
      ).documents.first)
    #expect(document.title == "H")
    #expect(document.text == "B")
    #expect(document.date == "2021-01-18")
    #expect(document.author == "A")
    #expect(document.tags == ["S", "k", "l"])
    #expect(document.source == "P")
    #expect(document.url == "u")
    #expect(document.language == "en")
    #expect(document["x"] == "y")
  }

  @Test("The better of two names wins, and the other's value is kept")
  func rivals() throws {
    for text in [
      #"[{"description":"d","text":"t","name":"n","title":"T","created_at":"1","date":"2"}]"#,
      #"[{"text":"t","description":"d","title":"T","name":"n","date":"2","created_at":"1"}]"#,
    ] {
      let document = try #require(read(text).documents.first)
      #expect(document.text == "t" && document.title == "T" && document.date == "2")
      #expect(document["description"] == "d")
      #expect(document["name"] == "n")
      #expect(document["created_at"] == "1")
    }
  }

  @Test("The user's names and paths come first")
  func paths() throws {
    let document = try #require(
      read(
        #"[{"title":"no","text":"no","body":{"content":"B","x":1},"head":{"line":["q"],"main":"H"},"#
          + #""people":[{"name":"A"},{"name":"C"},5],"mood":"good"}]"#,
        map: "title=head.main,text=body.content,author=people.name,feeling=mood"
      ).documents.first)
    #expect(document.title == "H")
    #expect(document.text == "B")
    #expect(document["title"] == "no" && document["text"] == "no")
    #expect(
      document.metadata.filter { $0.name == "name" || $0.name == "author" }.map(\.value) == [
        "A", "C",
      ])
    #expect(document.author == "A")
    #expect(document["feeling"] == "good")
  }

  @Test(
    "Mappings that make no sense are refused", arguments: ["", "title", "=a", "title=", "a=b,"])
  func mappingFaults(text: String) {
    var mapping = FieldMapping()
    do throws(FieldMapping.Fault) {
      try mapping.add(text)
      Issue.record("\(text) was taken")
    } catch {
      #expect(!error.description.isEmpty)
    }
  }

  @Test("A record without the text that the user names says what was looked for")
  func mappedText() throws {
    let folder = try TemporaryFolder()
    var options = ReadingOptions()
    try options.mapping.add("text=nosuch,text=a.b")
    for (name, dump) in [("a.json", "[{\"text\":\"a\"}]"), ("a.jsonl", "{\"text\":\"a\"}\n")] {
      let reading = try Reading([folder.write(name, dump)], options: options)
      #expect(
        reading.skipped.map(\.reason.description) == [
          "has no text (a member \"nosuch\" or \"a.b\" that is a string, as --map asks for)"
        ])
    }
  }

  @Test("Damaged arrays are read without harm")
  func damaged() throws {
    try fuzz(
      #"[{"id":"1","text":"a\u00e9\"b","o":{"p":[1,2,{"q":null}]}},"#
        + "\n {\"headline\":\"x\",\"body\":\"yy\",\"keywords\":[\"a\",\"b\"]}, {\"text\":\"end\"}]\n",
      name: "a.json", seed: 601)
  }
}
