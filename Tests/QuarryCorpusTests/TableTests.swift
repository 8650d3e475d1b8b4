import QuarryCorpus
import TestSupport
import Testing

@Suite("Tables")
struct TableTests {
  private func read(
    _ text: String, _ name: String = "t.csv", limits: SourceLimits = SourceLimits(),
    columns: [String] = [], map: String? = nil
  ) throws -> Reading {
    let folder = try TemporaryFolder()
    var options = ReadingOptions()
    options.columns = columns
    if let map { try options.mapping.add(map) }
    return try Reading([folder.write(name, text)], limits: limits, options: options)
  }

  @Test("Quoted values hold delimiters, line feeds and quotation marks", arguments: 1...90)
  func quoting(size: Int) throws {
    let text =
      "id,Headline,Body,Keywords\r\n1,\"a, \"\"b\"\"\",\"x\ny\",\"k; l\"\r\n\r\n2,c,,\n3,5\" d,z,m"
    let reading = try read(
      text, limits: SourceLimits(batchBytes: size, maxDocumentBytes: 1000, readBytes: 5))
    #expect(reading.documents.map(\.id) == ["1", "2", "3"])
    #expect(reading.documents.map(\.title) == ["a, \"b\"", "c", "5\" d"])
    #expect(reading.documents.map(\.text) == ["x\ny", "", "z"])
    #expect(reading.documents.map(\.tags) == [["k", "l"], [], ["m"]])
    #expect(reading.skipped.isEmpty)
  }

  @Test("The delimiter is found out", arguments: [",", "\t", ";", "|"])
  func delimiters(delimiter: String) throws {
    let rows = [
      ["title", "text", "date"], ["a", "b c", "2020-01-01"], ["d", "e. f", "2021-01-01"],
    ]
    let text = rows.map { $0.joined(separator: delimiter) + "\n" }.joined()
    for name in ["t.csv", "t.dat"] {
      // Without a name that says so, a table takes eight rows.
      let more = (1...6).map { "x\($0)\(delimiter)y\(delimiter)2022-01-01\n" }.joined()
      let documents = try read(name == "t.dat" ? text + more : text, name).documents.prefix(2)
      #expect(documents.map(\.title) == ["a", "d"], "\(name)")
      #expect(documents.map(\.text) == ["b c", "e. f"], "\(name)")
      #expect(documents.map(\.date) == ["2020-01-01", "2021-01-01"], "\(name)")
    }
  }

  @Test("Without a header the longest column is the text, the next the title")
  func nameless() throws {
    let text = (1...9).map {
      "\"\($0 % 4)\",\"Title of story \($0)\",\"A long text of \($0), with a comma and more.\"\n"
    }
    let reading = try read(text.joined(), "t.dat")
    #expect(reading.documents.count == 9)
    #expect(reading.documents.first?.title == "Title of story 1")
    #expect(reading.documents.first?.text == "A long text of 1, with a comma and more.")
    #expect(reading.documents.first?["column1"] == "1")
  }

  @Test("Between tabs a quotation mark is a byte like any other, unless values are quoted")
  func tabs() throws {
    let plain = try read("title\ttext\na\t\"b\" c\nd\t\"e\nf\tg\n", "t.tsv")
    #expect(plain.documents.map(\.text) == ["\"b\" c", "\"e", "g"])
    let quoted = try read("title\ttext\na\t\"b\nc\"\nf\tg\n", "t.tsv")
    #expect(quoted.documents.map(\.text) == ["b\nc", "g"])
  }

  @Test("The user names the columns, and maps them")
  func columns() throws {
    let reading = try read(
      "1,2,3\n4,5,6\n", columns: ["a", "b", "c"], map: "title=b,text=c,mood=a")
    #expect(reading.documents.map(\.title) == ["2", "5"])
    #expect(reading.documents.map(\.text) == ["3", "6"])
    #expect(reading.documents.first?["mood"] == "1")
  }

  @Test("Names of columns make no table of what is something else")
  func columnsOfOthers() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.csv", "1,A,text of a\n2,B,text of b\n")
    try folder.write("b.jsonl", "{\"id\":\"j\",\"text\":\"one, two, three\"}\n")
    try folder.write("c.html", "<!DOCTYPE html><title>H</title><p>one, two, three</p>")
    try folder.write("d.md", "# M\n\none, two, three\n")
    try folder.write("e.eml", "From: a@b.c\nTo: d@e.f\nSubject: S\nDate: x\n\none, two, three\n")
    try folder.write("f", "3,C,text of c\n")
    var options = ReadingOptions()
    options.columns = ["id", "title", "text"]
    let reading = try Reading([folder.path], options: options)
    #expect(reading.documents.map(\.id) == ["1", "2", "j", "c.html", "d.md", "e.eml", "3"])
    #expect(reading.documents.map(\.title) == ["A", "B", "", "H", "M", "S", "C"])
    #expect(try Reading([folder.path + "/b.jsonl"], options: options).documents.map(\.id) == ["j"])
    #expect(try Reading([folder.path + "/f"], options: options).documents.map(\.title) == ["C"])
  }

  @Test("A record with too many values, or without its text, is left out, with its line")
  func ragged() throws {
    let reading = try read("title,text\na,b\nc,d,e\nf\ng,h,\n")
    #expect(reading.documents.map(\.title) == ["a", "g"])
    #expect(reading.skipped.map(\.line) == [3, 4])
  }

  @Test("Values of many lines are whole, also where the first look cuts one off")
  func longValues() throws {
    let text = (0..<200).map { "line \($0), \"\"so\"\" long and on" }.joined(separator: "\n")
    let rows = (0..<30).map { "\($0),title \($0),\"\(text)\"\n" }
    let reading = try read("id,title,text\n" + rows.joined())
    #expect(reading.documents.count == 30 && reading.skipped.isEmpty)
    #expect(reading.documents.allSatisfy { $0.text.hasSuffix("199, \"so\" long and on") })
    // A search for the line's end with every doubled mark would take for ever.
    let marks = String(repeating: "x,\"\" ", count: 600_000)
    let large = try read("id,title,text\n1,a,\"\(marks)\"\n2,b,kept\n")
    #expect(large.documents.map(\.id) == ["1", "2"])
  }

  @Test("A batch has no more documents than memory is planned for, however short they are")
  func shortRecords() throws {
    let reading = try read(String(repeating: "a,b\n", count: 40_000), columns: ["title", "text"])
    #expect(reading.documents.count == 40_000 && reading.batches.count == 3)
  }

  @Test("Prose is no table")
  func prose() throws {
    let folder = try TemporaryFolder()
    try folder.write("f/a", "One line, with a comma.\nAnother, too.\n\nAnd a third, as it were.\n")
    #expect(try Reading([folder.path + "/f"]).documents.map(\.title) == ["One line, with a comma."])
  }

  @Test("Damaged tables are read without harm")
  func damaged() throws {
    try fuzz(
      "id,title,text\n1,\"a \"\"b\"\" c\",\"x,\ny\"\n2,t,\"z\"\n3,\"u\",v\n4,w,\"\"\n",
      name: "t.csv", seed: 602)
  }

  @Test("The shared tables are read whole")
  func shared() throws {
    guard let path = dataPath("formats/csv/train.csv") else {
      return print("formats/csv is absent: skipped")
    }
    let reading = try Reading([path])
    #expect(reading.skipped.isEmpty)
    #expect(reading.documents.count > 400)
    #expect(
      reading.documents.allSatisfy {
        !$0.title.isEmpty && $0.text.utf8.count > $0.title.utf8.count / 3
      })
  }
}
