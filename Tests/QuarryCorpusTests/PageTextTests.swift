import QuarryCorpus
import TestSupport
import Testing

@Suite("Plain texts and Markdown")
struct PageTextTests {
  private func read(_ text: String, _ name: String = "page.txt") throws -> Document {
    let folder = try TemporaryFolder()
    try folder.write("f/" + name, text)
    let reading = try Reading([folder.path + "/f"])
    #expect(reading.skipped.isEmpty)
    return try #require(reading.documents.first)
  }

  private static let scraped = """
    08:36 GMT18 January 2021
    Listen Live
        Sea & Shore
        Get short URL

        The mayor of the little town has opened the harbour again. It was closed for a year.

        Boats came from all the islands around it to see the bridge go up.


        Other Harbour Opens Too
        harbour, Little Town, A. Mayor, boats
        Community standardsDiscussion

    """

  @Test("A scraped page: date, tags, and the first sentence for a title")
  func scraped() throws {
    let document = try read(Self.scraped)
    #expect(document.title == "The mayor of the little town has opened the harbour again.")
    #expect(document.date == "08:36 GMT18 January 2021")
    #expect(document.tags == ["harbour", "Little Town", "A. Mayor", "boats"])
    #expect(document.text.hasPrefix("Listen Live\n"))
    #expect(document.text.contains("It was closed for a year."))
  }

  @Test(
    "Dates are found though they are glued to other text",
    arguments: [
      ("Published 18 January 2021", "18 January 2021"), ("Jan. 18, 2021", "Jan. 18, 2021"),
      ("UpdatedJanuary 18th, 2021Share", "January 18th, 2021"),
      ("2021-01-18 by A. B.", "2021-01-18"), ("18-JAN-2021 08:36", "18-JAN-2021 08:36"),
      ("08:36, 18 Jan 2021", "08:36, 18 Jan 2021"),
    ])
  func dates(line: String, date: String) throws {
    #expect(try read("Title\n\(line)\n\nText.\n").date == date)
    #expect(try read("Title\n\nText.\n\(line)").date == date)
  }

  @Test(
    "What is no date of the text",
    arguments: [
      "Text from 18 Janitor 2021", "May 2021", "The march of 18 men", "18 January",
      "In the long winter that began on 18 January 2021 nothing much was heard of them.",
    ])
  func noDates(line: String) throws {
    #expect(try read("Title\n\(line)\n").date == nil)
  }

  @Test("A first line as long as a paragraph is text, and its sentence the title")
  func longLine() throws {
    let line =
      "The first sentence says it all, more or less. " + String(repeating: "And more. ", count: 30)
    let document = try read(line + "\nEnd.")
    #expect(document.title == "The first sentence says it all, more or less.")
    #expect(document.text == line + "\nEnd.")
    let word = String(repeating: "é", count: 300)
    #expect(try read(word).title == String(repeating: "é", count: 100))
  }

  @Test("Markdown without its marks")
  func markdown() throws {
    let document = try read(
      """
      # The *title*

      Some **bold**, `code`, a [link](http://x.org "t") and ![a picture](p.png), snake_case.

      ## Part one ##
      > quoted
      - item \\*not bold\\*
      ***
      ```swift
      let a = b * c
      ```
      <b>tag</b> 3 < 4

      """, "a.md")
    #expect(document.title == "The title")
    #expect(
      document.text == """
        Some bold, code, a link and a picture, snake_case.

        Part one
        quoted
        item *not bold*

        let a = b * c
        tag 3 < 4
        """)
    #expect(document.headings == ["Part one"])
  }

  @Test("Front matter becomes fields")
  func frontMatter() throws {
    let document = try read(
      """
      ---
      title: "Hello: world"
      date: 2021-01-18
      tags: [a, 'b c']
      categories:
        - d
        - e
      author: A. B.
      # a comment
      mood: good
      ---
      Text.
      """, "post.txt")
    #expect(document.title == "Hello: world")
    #expect(document.date == "2021-01-18")
    #expect(document.tags == ["a", "b c", "d", "e"])
    #expect(document.author == "A. B.")
    #expect(document["mood"] == "good")
    #expect(document.text == "Text.")
  }

  @Test("Damaged texts are read without harm")
  func damaged() throws {
    try fuzz(Self.scraped, name: "p.txt", seed: 607)
    try fuzz(
      "---\ntitle: \"a\\\"b\"\ntags: [x, 'y']\nl:\n  - z\n---\n# T\n*a* [b](c) ![d](e)\n```\nx\n",
      name: "p.md", seed: 608)
    let hostile = String(repeating: "[](", count: 100_000) + String(repeating: "<a", count: 100_000)
    #expect(try !read(hostile, "h.md").text.isEmpty)
  }

  @Test("Real pages")
  func shared() throws {
    guard let path = dataPath("formats/scraped-text"), let news = dataPath("formats/bbc-text")
    else {
      return print("formats is absent: skipped")
    }
    let page = try #require(Reading([path]).documents.first)
    #expect(page.date == "08:36 GMT18 January 2021")
    #expect(page.tags.contains("Recep Tayyip Erdogan"))
    #expect(page.title.hasPrefix("Bilateral relations between the US and Turkey"))
    let reading = try Reading([news])
    #expect(reading.documents.count >= 911 && reading.skipped.isEmpty)
    #expect(reading.documents.filter { $0.date != nil }.count < 10)
  }
}
