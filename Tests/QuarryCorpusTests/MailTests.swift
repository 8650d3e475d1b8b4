import QuarryCorpus
import TestSupport
import Testing

@Suite("Mail and crawls")
struct MailTests {
  private func read(_ text: String, _ name: String) throws -> Reading {
    let folder = try TemporaryFolder()
    try folder.write("f/" + name, text)
    return try Reading([folder.path + "/f"])
  }

  private static let message = """
    Return-Path: <a@example.org>
    Date: Mon, 18 Jan 2021 08:36:00 +0000
    From: =?utf-8?Q?J=C3=B6rg?= <a@example.org>
    To: b@example.org
    Subject: =?iso-8859-1?Q?Caf=E9?= =?utf-8?B?IG9wZW4=?=
     again
    Message-ID: <1@example.org>
    MIME-Version: 1.0
    Content-Type: multipart/mixed; boundary="out"

    Preamble.
    --out
    Content-Type: multipart/alternative; boundary=in

    --in
    Content-Type: text/html; charset=utf-8

    <p>HTML</p>
    --in
    Content-Type: text/plain; charset=iso-8859-1
    Content-Transfer-Encoding: quoted-printable

    Caf=E9 is=
     open =3D good.
    --in--
    --out
    Content-Type: text/plain
    Content-Disposition: attachment; filename=x.txt

    No.
    --out--

    """

  @Test("A message with parts and encoded words")
  func parts() throws {
    let reading = try read(Self.message, "m.eml")
    let document = try #require(reading.documents.first)
    #expect(document.id == "m.eml")
    #expect(document.title == "Café open again")
    #expect(document.text == "Café is open = good.")
    #expect(document.author == "Jörg <a@example.org>")
    #expect(document.date == "Mon, 18 Jan 2021 08:36:00 +0000")
    #expect(document["to"] == "b@example.org")
    #expect(document["message_id"] == "1@example.org")
  }

  @Test("Base64 and HTML alone")
  func html() throws {
    let head =
      "From: a@b\nSubject: S\nContent-Transfer-Encoding: base64\nContent-Type: text/html\n\n"
    let document = try #require(
      read(head + "PGh0bWw+PHA+\r\nSGVsbG8gd29ybGQ8L3A+", "m").documents.first)
    #expect(document.title == "S")
    #expect(document.text == "Hello world")
  }

  @Test("An mbox is cut at its From lines", arguments: [40, 200, 1 << 20])
  func mbox(size: Int) throws {
    let folder = try TemporaryFolder()
    let text = (1...3).map {
      "From a@b Mon Jan 18 08:36:00 2021\nFrom: a@b\nSubject: S\($0)\nMessage-ID: <\($0)>\n\nText \($0).\n>From here.\n\n"
    }
    let reading = try Reading(
      [folder.write("box", text.joined())],
      limits: SourceLimits(batchBytes: size, maxDocumentBytes: 999))
    #expect(reading.documents.map(\.id) == ["1", "2", "3"])
    #expect(reading.documents.map(\.title) == ["S1", "S2", "S3"])
    #expect(reading.documents.first?.text == "Text 1.\nFrom here.")
    #expect(reading.skipped.isEmpty)
  }

  private static let page =
    "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><title>T</title><p>Pagé text</p>"
  private static func record(_ kind: String, _ content: String, _ address: String) -> String {
    "WARC/1.0\r\nWARC-Type: \(kind)\r\nWARC-Target-URI: \(address)\r\nWARC-Date: 2021-01-18T08:36:00Z\r\n"
      + "Content-Length: \(content.utf8.count)\r\n\r\n\(content)\r\n\r\n"
  }
  private static let crawl =
    record("warcinfo", "software: x", "") + record("request", "GET / HTTP/1.1\r\n\r\n", "http://a/")
    + record("response", page, "http://a/")
    + record("response", "HTTP/1.1 404 No\r\nContent-Type: text/html\r\n\r\n<p>no", "http://b/")
    + record(
      "response",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\n"
        + "9\r\n<html><p>\r\n6\r\nchunks\r\n0\r\n\r\n", "http://c/")
    + record("conversion", "Title\nConverted text.\n", "http://d/")

  @Test("A crawl's pages, and nothing else of it", arguments: [50, 400, 1 << 20])
  func warc(size: Int) throws {
    let folder = try TemporaryFolder()
    let reading = try Reading(
      [folder.write("c.warc", Self.crawl)],
      limits: SourceLimits(batchBytes: size, maxDocumentBytes: 4096))
    #expect(reading.skipped.isEmpty)
    #expect(reading.documents.map(\.id) == ["http://a/", "http://c/", "http://d/"])
    #expect(reading.documents.map(\.text) == ["Pagé text", "chunks", "Converted text."])
    #expect(reading.documents.map(\.title) == ["T", "", "Title"])
    #expect(reading.documents.allSatisfy { $0.url == $0.id && $0.date == "2021-01-18T08:36:00Z" })
  }

  @Test(
    "Hostile messages take no more than linear time",
    arguments: ["=?", "=?u?q?", "--in\n", ";", ": "])
  func hostile(piece: String) throws {
    let many = String(repeating: piece, count: 50_000)
    let text =
      "From: a@b\nSubject: \(many)\nContent-Type: multipart/mixed; boundary=in\n\n\(many)\n--in\n\nx\n--in--\n"
    #expect(try read(text, "m.eml").documents.count == 1)
  }

  @Test("Damaged mail and crawls are read without harm")
  func damaged() throws {
    try fuzz(Self.message, name: "m.eml", seed: 609)
    try fuzz(
      "From x Mon\n" + Self.message + "\nFrom y Tue\nFrom: c\nDate: x\n\nt\n", name: "box",
      seed: 610)
    try fuzz(Self.crawl, name: "c.warc", seed: 611)
  }
}
