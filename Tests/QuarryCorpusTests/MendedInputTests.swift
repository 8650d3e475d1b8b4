import QuarryStorage
import TestSupport
import Testing

@testable import QuarryCorpus

@Suite("Inputs with faults that are common")
struct MendedInputTests {
  private func read(
    _ name: String, _ text: String, _ limits: SourceLimits = SourceLimits(),
    _ options: ReadingOptions = ReadingOptions()
  ) throws -> Reading {
    let folder = try TemporaryFolder()
    return try Reading([folder.write(name, text)], limits: limits, options: options)
  }

  // MARK: Several inputs

  @Test("An input that cannot be indexed does not keep the others from it")
  func unfitAmongOthers() throws {
    let folder = try TemporaryFolder()
    let good = try folder.write("good.jsonl", #"{"id":"1","text":"One"}"# + "\n")
    let bad = try folder.write("bad.pdf", "no page at all")
    let empty = try folder.write("empty.jsonl", "")
    let reading = try Reading([bad, good, empty])
    #expect(reading.documents.map(\.id) == ["1"])
    #expect(reading.broken.map(\.path) == [bad, empty])
    #expect(
      reading.broken.map(\.description)[1] == "\(empty): is empty; give a dump that holds documents"
    )
    // What is named wrongly, and what nothing can be had of, is told before anything is done.
    for inputs in [[good, folder.path + "/missing"], [bad, empty], [bad]] {
      #expect(throws: CorpusError.self) { try Reading(inputs) }
    }
  }

  @Test("Declarations of document types are no articles")
  func declarations() throws {
    let folder = try TemporaryFolder()
    try folder.write("lewis.dtd", "<!-- of - the -- dumps -->\n<!ELEMENT LEWIS O O (REUTERS+)>\n")
    try folder.write("a.txt", "\n \r\n\nA title\n\nAnd a text.\n")
    let reading = try Reading([folder.path])
    #expect(reading.documents.map(\.title) == ["A title"])
    #expect(reading.documents[0].text.contains("And a text."))
    #expect(reading.skipped.map(\.file) == ["lewis.dtd"])
  }

  // MARK: Tables

  @Test("A stray quotation mark costs its own record at most", arguments: [10, 100, 100_000])
  func strayQuote(batch: Int) throws {
    var table = "id,title,text\n"
    for index in 1...40 {
      switch index {
      case 7: table += "7,\"Inch, the text\n"
      case 20: table += "20,\"Twenty,of pears\n"
      default: table += "\(index),\"Title, \(index)\",\"Text \(index)\nof \"\"two\"\" lines\"\n"
      }
    }
    table += "41,\"Last,never closed\n42,Next,plain\n"
    let limits = SourceLimits(batchBytes: batch, maxDocumentBytes: 2000, readBytes: 64)
    let reading = try read("a.csv", table, limits)
    #expect(reading.documents.map(\.id) == (1...42).map { "\($0)" })
    #expect(reading.documents[5].text == "Text 6\nof \"two\" lines")
    #expect(reading.documents[6].title == "\"Inch" && reading.documents[6].text == " the text")
    #expect(reading.documents[40].text == "never closed")
    #expect(reading.skipped.isEmpty)
    let short = try read("b.csv", "id,title,text\n0,\"a, b\",x\n1,\"a\n2,\"c, d\",y\n", limits)
    #expect(short.documents.map(\.id) == ["0", "2"])
    #expect(short.skipped.map(\.line) == [3])
  }

  @Test("A few lines are a table where their header names a text")
  func shortTables() throws {
    let reading = try read(
      "rows", "id,title,text\n1,Pears,They are soft\n2,Quinces,They are hard\n")
    #expect(reading.documents.map(\.title) == ["Pears", "Quinces"])
    #expect(throws: CorpusError.self) {
      try read("prose", "So, this is a letter\nand, here it goes on\n")
    }
  }

  // MARK: Mail

  private static let header = "From: a@b.c\nDate: Sun, 6 Nov 1994 08:49:37 +0000\nSubject: "

  @Test("An mbox is cut at its separators only", arguments: [20, 200, 100_000])
  func mbox(batch: Int) throws {
    let mbox =
      "From a@b.c Sun Nov  6 08:49:37 1994\n\(Self.header)One\n\n"
      + "From the garden:\n\nFrom here on pears grow.\n\nFrom a to b it is Sun all year\n\n"
      + "From a at b.c  Mon Nov  7 08:49:37 1994\r\n\(Self.header)Two\n\nfine\n"
      + "From a@b.c Sun Nov  6 08:49:37 1994\n\n"
      + "From - Tue Nov  8 08:49:37 +0100 1994\n\(Self.header)Three\n\nlast\n"
    let limits = SourceLimits(batchBytes: batch, maxDocumentBytes: 5000, readBytes: 16)
    let reading = try read("a.mbox", mbox, limits)
    #expect(reading.documents.map(\.title) == ["One", "Two", "Three"])
    #expect(reading.documents.first?.text.contains("From the garden:\n\nFrom here on") == true)
    #expect(reading.documents[1].text.hasSuffix("From a@b.c Sun Nov  6 08:49:37 1994"))
    #expect(reading.skipped.isEmpty)
  }

  // MARK: WARC

  private static func record(_ head: String, _ body: [UInt8]) -> [UInt8] {
    let answer =
      Array("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\(head)\r\n".utf8) + body
    let first =
      "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a/\(head.count)\r\n"
      + "Content-Length: \(answer.count)\r\n\r\n"
    return Array(first.utf8) + answer + Array("\r\n\r\n".utf8)
  }

  @Test("Pages of a crawl are read though they are compressed or in chunks")
  func warc() throws {
    let text = Array("Pears are soft.".utf8)
    let packed = gzipMember(text)
    let chunked =
      Array("5\r\n".utf8) + packed.prefix(5) + Array("\r\n".utf8)
      + Array("\(String(packed.count - 5, radix: 16))\r\n".utf8) + packed.dropFirst(5)
      + Array("\r\n0\r\n\r\n".utf8)
    let raw = Array(packed.dropFirst(10).dropLast(8))
    var bytes = Self.record("Content-Encoding: gzip\r\n", packed)
    bytes += Self.record("Content-Encoding: GZIP\r\nTransfer-Encoding: chunked\r\n", chunked)
    bytes += Self.record("Content-Encoding: deflate\r\nA: b\r\n", raw)
    bytes += Self.record("Content-Encoding: gzip, identity\r\nA: bcd\r\n", text)
    bytes += Self.record("Content-Encoding: br\r\nAbc: d\r\n", text)
    bytes += Self.record("Content-Encoding: gzip\r\nA: cut\r\n", Array(packed.dropLast(12)))
    let folder = try TemporaryFolder()
    let reading = try Reading([folder.write("a.warc", bytes)])
    #expect(reading.documents.map(\.text) == Array(repeating: "Pears are soft.", count: 4))
    #expect(reading.skipped.count == 2)
    #expect(reading.skipped.first?.description.contains("br, which is not read") == true)
  }

  // MARK: Others

  @Test("--encoding UTF-16 obeys a byte order mark", arguments: [true, false])
  func utf16(isLittle: Bool) throws {
    var options = ReadingOptions()
    options.encoding = TextEncoding(name: "UTF-16")
    let units = Array("\u{FEFF}Title\nText ü".utf16)
    let bytes = units.flatMap { unit in
      let pair = [UInt8(truncatingIfNeeded: unit >> 8), UInt8(truncatingIfNeeded: unit)]
      return isLittle ? pair.reversed() : pair
    }
    let folder = try TemporaryFolder()
    let reading = try Reading([folder.write("a.txt", bytes)], options: options)
    #expect(reading.documents.first?.title == "Title")
    #expect(reading.documents.first?.text == "Text ü")
    #expect(reading.tally.repairedDocuments == 0)
  }

  @Test("Documents in which bytes were replaced are counted")
  func replaced() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.txt", Array("Title\nWell and g".utf8) + [0x81, 0x00] + Array("d".utf8))
    try folder.write("b.txt", "Title\nGood")
    var options = ReadingOptions()
    options.encoding = TextEncoding(name: "UTF-16LE")
    options.format = .text
    #expect(try Reading([folder.path], options: options).tally.repairedDocuments <= 2)
    options.encoding = TextEncoding(name: "EUC-JP")
    let reading = try Reading([folder.path + "/b.txt"], options: options)
    #expect(reading.tally.repairedDocuments == 0)
    let broken = try folder.write("c.txt", Array("Title\nx".utf8) + [0xFF, 0xFF] + Array("y".utf8))
    #expect(try Reading([broken], options: options).tally.repairedDocuments == 1)
  }

  @Test("A file of a folder that breaks off is told, with what was kept of it")
  func brokenFile() throws {
    let folder = try TemporaryFolder()
    let text = "Title\n" + String(repeating: "Pears are soft. ", count: 50)
    try folder.write("a.txt.gz", Array(gzipMember(Array(text.utf8)).dropLast(6)))
    try folder.write("b.txt.gz", Array(gzipMember(Array(text.utf8)).prefix(12)))
    try folder.write("c.txt", text)
    let reading = try Reading([folder.path])
    #expect(reading.documents.map(\.id) == ["a.txt.gz", "c.txt"])
    #expect(reading.broken.count == 1)
    #expect(
      reading.broken.first?.description.hasSuffix(
        "its first \(text.utf8.count) bytes were read as a document") == true)
    #expect(reading.skipped.first?.description.contains("ends too early") == true)
  }

  @Test("The ids of several dumps are kept apart where it is asked for", arguments: [10, 100_000])
  func prefixedIDs(batch: Int) throws {
    let folder = try TemporaryFolder()
    try folder.write("in/a.jsonl", #"{"id":"1","text":"x"}"# + "\n" + #"{"text":"y"}"# + "\n")
    try folder.write("in/b.csv", "id,text\n1,z\n2,w\n")
    try folder.write("in/c.txt", "Title\ntext")
    var options = ReadingOptions()
    options.prefixesIdentifiers = true
    let limits = SourceLimits(batchBytes: batch, maxDocumentBytes: 1000, readBytes: 64)
    let ids = try Reading([folder.path + "/in"], limits: limits, options: options).documents.map(
      \.id)
    #expect(ids.count == 5 && ids[0] == "a.jsonl/1" && ids[1]?.hasPrefix("q") == true)
    #expect(Array(ids[2...]) == ["b.csv/1", "b.csv/2", "c.txt"])
    let paths = ["/in/a.jsonl", "/in/b.csv"].map { folder.path + $0 }
    let single = try Reading(paths, limits: limits, options: options).documents.map(\.id)
    #expect(single[0] == "a.jsonl/1" && Array(single[2...]) == ["b.csv/1", "b.csv/2"])
  }

  @Test("Pages of other namespaces and redirects are counted")
  func passedOver() throws {
    func page(_ title: String, _ ns: Int, _ text: String, _ extra: String = "") -> String {
      "<page><title>\(title)</title><ns>\(ns)</ns><id>1</id>\(extra)<revision><text>\(text)</text>"
        + "</revision></page>\n"
    }
    let dump =
      "<mediawiki>\n" + page("Pear", 0, "Soft.") + page("Talk:Pear", 1, "Hm.")
      + page("Pears", 0, "#REDIRECT [[Pear]]", "<redirect title=\"Pear\" />") + "</mediawiki>"
    let tally = try read("a.xml", dump).tally
    #expect(tally.otherNamespaces == 1)
    #expect(tally.redirects <= 1)
  }
}
