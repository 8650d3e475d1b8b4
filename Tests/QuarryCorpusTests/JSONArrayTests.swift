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

  @Test("Lines of objects are records, though the first has a list of texts and none of its own")
  func linesAreNoWrapper() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "d.jsonl",
      #"{"id":"0","text":null,"comments":[{"id":"c","text":"a comment"}]}"# + "\n"
        + #"{"id":"1","text":"One"}"# + "\n" + #"{"id":"2","text":"Two"}"# + "\n")
    let reading = try Reading([folder.path + "/d.jsonl"])
    #expect(reading.documents.map(\.id) == ["1", "2"] && reading.skipped.count == 1)
  }

  @Test("Damaged arrays are read without harm")
  func damaged() throws {
    try fuzz(
      #"[{"id":"1","text":"a\u00e9\"b","o":{"p":[1,2,{"q":null}]}},"#
        + "\n {\"headline\":\"x\",\"body\":\"yy\",\"keywords\":[\"a\",\"b\"]}, {\"text\":\"end\"}]\n",
      name: "a.json", seed: 601)
  }

  // MARK: Objects around an array, texts of several parts

  @Test(
    "The array in an object is read, wherever batches are cut",
    arguments: [1, 7, 30, 100_000], [true, false])
  func wrapped(size: Int, isLine: Bool) throws {
    var text = """
      {"status": "ok", "tags": [{"n": 1}], "response": {"total": 2, "articles": [
        {"id": "1", "text": "a ] } [", "x": [{"text": "no"}]},
        {"id": "2", "text": "b"}
      ], "pages": {"next": null}}, "more": [{"n": {"o": "]}"}}]}

      """
    if isLine { text = text.replacing("\n", with: "") }
    let limits = SourceLimits(batchBytes: size, maxDocumentBytes: 1000, readBytes: 7)
    let reading = try read(text, limits)
    #expect(reading.documents.map(\.id) == ["1", "2"])
    #expect(reading.documents.map(\.text) == ["a ] } [", "b"])
    #expect(reading.skipped.isEmpty)
  }

  @Test("An object with a text is a record, whatever arrays it has; what follows an array is told")
  func unwrapped() throws {
    let one = #"{"id":"1","comments":[{"text":"c"},{"text":"d"}],"text":"whole"}"#
    #expect(try read(one).documents.map(\.text) == ["whole"])
    let names = #"{"id":"1","body":"whole","authors":[{"name":"x","title":"y"}]}"# + "\n"
    #expect(try read(names + names).documents.map(\.text) == ["whole", "whole"])
    // Whether more follows is not to be seen where the array is longer than the first look.
    let rest = String(repeating: #",{"x":1}"#, count: 10_000)
    let more = #"{"items":[{"text":"a"}"# + rest + "]}\n" + #"{"items":[{"text":"b"}]}"#
    // A batch may be shorter than what stands before the array.
    for size in [7, 1 << 20] {
      let reading = try read(
        more, SourceLimits(batchBytes: size, maxDocumentBytes: 1 << 20, readBytes: 7))
      #expect(reading.documents.map(\.text) == ["a"])
      #expect(reading.skipped.count == 10_001)
      #expect(reading.skipped.last?.description.contains("follows the object") == true)
    }
  }

  @Test("Paragraphs in an array are one text")
  func paragraphs() throws {
    let reading = try read(
      #"[{"text":["a","","b",7,{"text":"no"},["c","d"]]},{"text":[]},{"text":["x"]},"#
        + #"{"text":["\u0041","\\n"]}]"#)
    #expect(reading.documents.map(\.text) == ["a\n\nb\n\nc\n\nd", "x", "A\n\n\\n"])
    #expect(reading.skipped.map(\.reason) == [.noText])
  }

  @Test("Faults in one line are told by their byte", arguments: [10, 100_000])
  func columns(size: Int) throws {
    let text = #"[{"text":"a"},{"text":"b"},{"text":tru},{"no":1},{"text":"c"}]"#
    let limits = SourceLimits(batchBytes: size, maxDocumentBytes: 1000, readBytes: 7)
    let reading = try read(text, limits)
    #expect(reading.documents.count == 3)
    #expect(reading.skipped.map(\.line) == [1, 1])
    let bytes = Array(text.utf8)
    let first = try #require(reading.skipped.first?.byte)
    #expect(bytes[first - 1] == UInt8(ascii: "t"))
    #expect(
      reading.skipped.last?.byte == text.utf8.count - #"{"no":1},{"text":"c"}]"#.utf8.count + 1)
  }

  @Test("Many small dumps of a folder share a batch")
  func smallDumps() throws {
    let folder = try TemporaryFolder()
    for index in 100..<160 {
      switch index % 3 {
      case 0: try folder.write("\(index).json", #"{"id":"\#(index)","text":"x"}"#)
      case 1: try folder.write("\(index).json", #"[{"id":"\#(index)","text":"x"},{"no":1}]"#)
      default: try folder.write("\(index).csv", "id,text\n\(index),x\n")
      }
    }
    let reading = try Reading([folder.path])
    #expect(reading.documents.map(\.id) == (100..<160).map { "\($0)" })
    #expect(reading.batches.count == 1)
    #expect(reading.skipped.count == 20)
    #expect(reading.skipped.allSatisfy { $0.isInFile && $0.line == 1 })
    #expect(reading.skipped.first?.file == "100.json")
  }
}
