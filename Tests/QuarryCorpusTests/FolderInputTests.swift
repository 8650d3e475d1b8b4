import Foundation
import QuarryCorpus
import TestSupport
import Testing

@Suite("Folders of text files")
struct FolderInputTests {
  @Test("Files come in byte order of their paths; hidden ones and links do not come")
  func order() throws {
    let folder = try TemporaryFolder()
    for name in ["b/2.txt", "b/1.txt", "b.txt", "B", "b0", "é", "a/z/y", "b-", ".hidden", ".git/x"]
    {
      try folder.write(name, "Title \(name)\nText of \(name)")
    }
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link", withDestinationPath: folder.path + "/B")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/loop", withDestinationPath: folder.path)
    let names = ["B", "a/z/y", "b-", "b.txt", "b/1.txt", "b/2.txt", "b0", "é"]
    let expected = try Reading([folder.path])
    #expect(expected.documents.map(\.id) == names)
    #expect(expected.documents.map(\.title) == names.map { "Title \($0)" })
    #expect(expected.documents.map(\.text) == names.map { "Text of \($0)" })
    #expect(expected.batches.count == 1)
    for batch in [1, 20, 45, 100] {
      for read in [1, 1000] {
        let limits = SourceLimits(batchBytes: batch, maxDocumentBytes: 1000, readBytes: read)
        let reading = try Reading([folder.path + "/"], limits: limits)
        #expect(reading.documents == expected.documents)
        #expect(
          reading.batches.allSatisfy { each in
            guard case .textFiles(let files) = each.kind else { return false }
            return !files.isEmpty && (each.bytes.count <= batch || files.count == 1)
          })
        #expect(reading.batches.flatMap(\.bytes) == expected.batches.flatMap(\.bytes))
      }
    }
  }

  @Test("What is no text is left out and reported")
  func skips() throws {
    let folder = try TemporaryFolder()
    try folder.write("bad", [0x61, 0x0A, 0xFF, 0x62])
    try folder.write("binary", [0x61, 0x00, 0x62])
    try folder.write("empty", "")
    try folder.write("good", "\u{FEFF}Title\r\nOne\r\ntwo\rthree")
    try folder.write("long", String(repeating: "x", count: 101))
    try folder.write("only", "Title only")
    let limits = SourceLimits(batchBytes: 50, maxDocumentBytes: 100)
    let reading = try Reading([folder.path], limits: limits)
    #expect(reading.documents.map(\.id) == ["good", "only"])
    #expect(reading.documents.map(\.title) == ["Title", "Title only"])
    #expect(reading.documents.map(\.text) == ["One\ntwo\rthree", ""])
    let reasons = Dictionary(
      reading.skipped.map { ($0.file ?? "", $0.reason) }, uniquingKeysWith: { first, _ in first })
    #expect(
      reasons == [
        "bad": .invalidUTF8, "binary": .binaryFile, "empty": .emptyFile,
        "long": .tooLong(limit: 100),
      ])
    #expect(reading.skipped.first { $0.file == "bad" }?.byte == 3)
  }

  @Test("Texts are left in plain text only; what is something else is left out, with what it is")
  func readLater() throws {
    let folder = try TemporaryFolder()
    try folder.write("a.txt", "A\n<p>text</p>")
    try folder.write("b", "B\nProse, as it were.")
    try folder.write("c.txt", "{\"text\":\"named as text\"}\n")
    try folder.write("h.html", "<!DOCTYPE html><title>H</title><p>text</p>")
    try folder.write("j.jsonl", "{\"text\":\"x\"}\n")
    try folder.write("m.md", "# M\n\ntext\n")
    try folder.write("t.csv", "title,text\na,b\nc,d\n")
    try folder.write("z", ArchiveTests.zip([("a.txt", Array("A\ntext".utf8))], isDeflated: false))
    let reading = try Reading([folder.path], isReadLater: true)
    #expect(reading.documents.map(\.id) == ["a.txt", "b", "c.txt"])
    #expect(reading.documents.first?.text == "<p>text</p>")
    let reasons = reading.skipped.map(\.description)
    #expect(reasons.count == 5)
    let rest = "so --store external cannot leave texts in it; use --store text"
    #expect(reasons.contains("h.html: is HTML, \(rest)"))
    #expect(reasons.contains("m.md: is Markdown, \(rest)"))
    #expect(reasons.contains("t.csv: is a table (CSV, TSV), \(rest)"))
    #expect(reasons.contains("z: is an archive, \(rest)"))
    #expect(reasons.contains { $0.hasPrefix("j.jsonl: is JSON lines, ") })
    #expect(try Reading([folder.path]).documents.count == 9)
  }

  @Test("Documents of other programs are left out, with what they are")
  func foreign() throws {
    let folder = try TemporaryFolder()
    try folder.write("b.rtf", "{\\rtf1\\ansi prose}")
    try folder.write("c.doc", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0x20, 0x20])
    let parts = [("[Content_Types].xml", Array("<Types/>".utf8))]
    try folder.write("d.docx", ArchiveTests.zip(parts, isDeflated: true))
    let open = [("mimetype", Array("application/vnd.oasis.opendocument.text".utf8))]
    try folder.write("e.odt", ArchiveTests.zip(open, isDeflated: false))
    try folder.write("f.txt", "Title\nprose of %PDF-1.4")
    for isReadLater in [false, true] {
      let reading = try Reading([folder.path], isReadLater: isReadLater)
      #expect(reading.documents.map(\.id) == ["f.txt"])
      #expect(
        reading.skipped.map(\.description) == [
          "b.rtf: is RTF, which is not read",
          "c.doc: is a file of an office program (OLE: doc, xls, ppt, msg), which is not read",
          "d.docx: is a file of an office program (docx, xlsx, pptx), which is not read",
          "e.odt: is a file of an office program (OpenDocument), which is not read",
        ])
    }
    do throws(CorpusError) {
      _ = try DumpReader(inputs: [folder.path + "/d.docx"])
      Issue.record("an office file was taken for an archive")
    } catch {
      #expect(error.reason == .foreign("a file of an office program (docx, xlsx, pptx)"))
    }
  }

  @Test("A folder without files is refused")
  func empty() throws {
    let folder = try TemporaryFolder()
    try folder.write("sub/.hidden", "x")
    #expect(throws: CorpusError(input: folder.path, reason: .emptyFolder)) {
      try DumpReader(inputs: [folder.path])
    }
  }

  @Test(
    "Real news articles", .enabled(if: dataPath("formats/bbc-text") != nil, "no test data here"))
  func real() throws {
    let reading = try Reading([try #require(dataPath("formats/bbc-text"))])
    #expect(reading.documents.count + reading.skipped.count >= 911)
    #expect(reading.documents.contains { $0.id == "business/001.txt" })
  }
}
