import QuarryCorpus
import Testing

@Suite("JSON records")
struct JSONRecordTests {
  private func one(_ line: String) throws -> Document {
    let (documents, skipped) = parse(lines: Array(line.utf8))
    #expect(skipped.isEmpty, "\(skipped)")
    return try #require(documents.first)
  }

  private func refused(_ line: [UInt8]) throws -> SkippedRecord {
    let (documents, skipped) = parse(lines: line)
    #expect(documents.isEmpty)
    return try #require(skipped.first)
  }

  @Test(
    "Strings are decoded",
    arguments: [
      (#"a\"b\\c\/d"#, "a\"b\\c/d"),
      (#"\b\f\n\r\t"#, "\u{8}\u{C}\n\r\t"),
      (#"\u0041\u00e9\u20AC"#, "Aé€"),
      (#"\ud83d\ude00!"#, "😀!"),
      (#"\ud83dx"#, "\u{FFFD}x"),
      (#"\ude00"#, "\u{FFFD}"),
      (#"\ud83d\ud83d\ude00"#, "\u{FFFD}😀"),
      (#"\ud83d\n"#, "\u{FFFD}\n"),
      (#"\u0000\u001b\u0085"#, "\u{0}\u{1B}\u{85}"),
      ("grüße 😀 long enough for whole words", "grüße 😀 long enough for whole words"),
      ("", ""),
    ])
  func strings(json: String, text: String) throws {
    let document = try one(#"{"id":"1","text":""# + json + #""}"#)
    #expect(document.text == text)
    #expect(Array(document.text.utf8) == Array(text.utf8))
  }

  @Test(
    "Lines that are no JSON are refused at the right byte",
    arguments: [
      (#"{"text":"a"} x"#, 14),
      (#"{"text":"a"}}"#, 13),
      (#"{"text":"a",}"#, 13),
      (#"{"text":"a" "b":1}"#, 13),
      (#"{"text":"a"#, 11),
      (#"{"text":"\x"}"#, 10),
      (#"{"text":"\u12g4"}"#, 10),
      ("{\"text\":\"a\tb\"}", 11),
      (#"{"text":"a","n":01}"#, 18),
      (#"{"text":"a","n":1.}"#, 19),
      (#"{"text":"a","n":-}"#, 18),
      (#"{"text":"a","n":1e+}"#, 20),
      (#"{"text":"a","n":+1}"#, 17),
      (#"{"text":"a","n":nul}"#, 17),
      (#"{"text":"a","n":[1,]}"#, 20),
      (#"{"text":"a","n":{"a"}}"#, 21),
      (#"{text:"a"}"#, 2),
      (#"["text"]"#, 1),
      (#""text""#, 1),
      ("{", 2),
    ])
  func syntax(line: String, byte: Int) throws {
    let record = try refused(Array(line.utf8) + [0x0A])
    #expect(record.byte == byte, "\(record)")
    guard case .notJSON = record.reason else {
      Issue.record("\(record)")
      return
    }
  }

  @Test("Lists of titles and headings are kept under one name each")
  func lists() throws {
    let document = try one(
      #"{"redirects":["A","B"],"text":"t","sections":["H",1,null,["x"]],"alt_titles":"C","#
        + #""aliases":["D"],"headings":[],"alternative_titles":["E"],"aliases":["F"]}"#)
    #expect(document.aliases == ["A", "B", "C", "E", "F"])
    #expect(document.headings == ["H", "1"])
    #expect(document.metadata.allSatisfy { ["aliases", "headings"].contains($0.name) })
    var other = document
    other.aliases = ["G"]
    #expect(other.aliases == ["G"] && other.headings == ["H", "1"])
  }

  @Test("Very many short members fit into the arena")
  func manyLists() throws {
    let names = ["sections", "aliases", "tags", "alt_titles"]
    let members = (0..<4000).map { "\"\(names[$0 % 4])\":1" }
    let document = try one("{\"text\":\"\",\(members.joined(separator: ","))}")
    #expect(document.metadata.count == 4)
  }

  @Test("A last line that ends in the middle of its record is cut off, any other is no JSON")
  func cutOff() throws {
    for line in [#"{"text":"a"#, "{", #"{"text":"a","n":"#] {
      #expect(try refused(Array(line.utf8)).reason == .cutOff, "\(line)")
    }
    for line in [#"{"text":"a"} x"#, #"{text:"a"}"#] {
      #expect(try refused(Array(line.utf8)).reason != .cutOff, "\(line)")
    }
  }

  @Test("Ids may be numbers, and are made up where there are none")
  func ids() throws {
    #expect(try one(#"{"id":42,"text":""}"#).id == "42")
    #expect(try one(#"{"id":-1.50e+3,"text":""}"#).id == "-1.50e+3")
    let made = try one(#"{"title":"t","text":"x"}"#).id
    #expect(made?.count == 17 && made?.first == "q")
    for id in ["null", "\"\"", "true", "[]", "{}"] {
      #expect(try one("{\"id\":\(id),\"title\":\"t\",\"text\":\"x\"}").id == made)
    }
    #expect(try one(#"{"text":"tx"}"#).id != made)
  }

  @Test("Scalars of other names are metadata in order; nested values are passed over")
  func metadata() throws {
    let document = try one(
      #"{"date":"2014-01-02","n":1.5,"b":true,"z":null,"o":{"text":"no","a":[{}]},"author":"A. B.","#
        + #""id":"1","text":"t","a":[1,2],"lang":"de","url":"u","source":"s"}"#)
    #expect(
      document.metadata.map { "\($0.name)=\($0.value)" }
        == ["date=2014-01-02", "n=1.5", "b=true", "author=A. B.", "lang=de", "url=u", "source=s"])
    #expect(document.date == "2014-01-02")
    #expect(document.author == "A. B.")
    #expect(document.language == "de")
    #expect(document.url == "u")
    #expect(document.source == "s")
    #expect(document["b"] == "true")
    #expect(document["z"] == nil)
  }

  @Test("Short lists of strings are metadata under their name, other arrays are not")
  func stringLists() throws {
    let many = Array(repeating: "\"m\"", count: 257).joined(separator: ",")
    let document = try one(
      #"{"places":["x"],"text":"t","mixed":["a",1],"none":[],"deep":["a",["b"]],"v":[0.5,1],"#
        + "\"many\":[\(many)],\"places\":[\"a\",\"b\"],\"last\":1}")
    let metadata = document.metadata.map { "\($0.name)=\($0.value)" }
    #expect(metadata == ["places=a", "places=b", "last=1"])
  }

  @Test("Tags and categories come under one name")
  func tags() throws {
    let document = try one(
      #"{"tags":["a","b",null,["c"],7],"category":"d","text":"","categories":["e"]}"#)
    #expect(document.tags == ["a", "b", "7", "d", "e"])
    #expect(try one(#"{"tags":[],"text":""}"#).metadata.isEmpty)
  }

  @Test("The last of several members of one name counts")
  func duplicates() throws {
    let document = try one(
      #"{"text":"a","title":"t","id":"1","x":"1","y":"2","tags":["a","b"],"#
        + #""text":"b","title":null,"id":2,"x":"3","tags":["c"],"category":"d","y":{}}"#)
    #expect(document.text == "b")
    #expect(document.title == "")
    #expect(document.id == "2")
    #expect(document["x"] == "3")
    #expect(document["y"] == nil)
    #expect(document.tags == ["c", "d"])
  }

  @Test("A record without text is refused; an empty text is one")
  func noText() throws {
    for line in [#"{}"#, #"{"title":"t"}"#, #"{"text":null}"#, #"{"text":"a","text":5}"#] {
      #expect(try refused(Array(line.utf8)).reason == .noText)
    }
    #expect(try one(#"{"title":"t","text":""}"#).title == "t")
    #expect(try one(#"{"title":1984,"text":""}"#).title == "1984")
  }

  @Test("Byte order mark, CR LF, blank lines and a last line without an end")
  func lineEnds() {
    let lines = "\u{FEFF}{\"id\":\"1\",\"text\":\"a\"}\r\n\r\n  \n\n{\"id\":\"2\",\"text\":\"b\"}"
    let (documents, skipped) = parse(lines: Array(lines.utf8))
    #expect(documents.map(\.text) == ["a", "b"])
    #expect(skipped.isEmpty)
  }

  @Test("A bad line does not harm its neighbours, and its place is named")
  func places() {
    var lines = Array("{\"id\":\"1\",\"text\":\"a\"}\n\nnonsense\n{\"id\":\"2\",\"text\":\"".utf8)
    lines += [0x61, 0xC3, 0x28]
    lines += Array("\"}\n{\"id\":\"3\",\"text\":\"c\"}\n".utf8)
    let (documents, skipped) = parse(lines: lines)
    #expect(documents.map(\.id) == ["1", "3"])
    #expect(skipped.map(\.line) == [3, 4])
    #expect(skipped.map(\.byte) == [1, 20])
    #expect(skipped.last?.reason == .invalidUTF8)
    #expect(skipped.last?.description == "line 4, byte 20: not valid UTF-8")
  }

  @Test("Depth and number of members are limited")
  func hostile() throws {
    func nested(_ depth: Int) -> [UInt8] {
      Array(
        ("{\"text\":\"\",\"a\":" + String(repeating: "[", count: depth)
          + String(repeating: "]", count: depth) + "}").utf8)
    }
    #expect(parse(lines: nested(63)).documents.count == 1)
    #expect(parse(lines: nested(64)).documents.isEmpty)
    #expect(parse(lines: nested(100_000)).documents.isEmpty)
    let members = (0...4096).map { "\"m\($0)\":1" }.joined(separator: ",")
    #expect(
      try refused(Array("{\"text\":\"\",\(members)}".utf8)).reason == .tooManyMembers(limit: 4096))
    let tags = String(repeating: "1,", count: 5000) + "1"
    #expect(
      try refused(Array("{\"tags\":[\(tags)]}".utf8)).reason == .tooManyMembers(limit: 4096))
    let categories = String(repeating: "\"category\":1,", count: 4000) + "\"text\":\"\""
    #expect(parse(lines: Array("{\(categories)}".utf8)).documents.first?.tags == ["1"])
  }

  @Test("Supplied documents go the same way")
  func supplied() {
    let documents = [
      Document(
        id: "a", title: "t", text: "x", metadata: [MetadataField(name: "date", value: "2020")]),
      Document(text: "y"), Document(text: String(repeating: "z", count: 200)),
    ]
    var parser = RecordParser(limits: SourceLimits(batchBytes: 100, maxDocumentBytes: 100))
    var read: [Document] = []
    var skipped: [SkippedRecord] = []
    parser.parse(
      RecordBatch(documents: documents), document: { read.append($0.document) },
      skipped: { skipped.append($0) })
    #expect(read.first == documents[0])
    #expect(read.last?.text == "y")
    #expect(read.last?.id == parse(lines: Array(#"{"text":"y"}"#.utf8)).documents.first?.id)
    #expect(skipped.map(\.line) == [3])
  }
}
