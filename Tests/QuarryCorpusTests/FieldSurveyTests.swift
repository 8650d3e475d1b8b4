import TestSupport
import Testing

@testable import QuarryCorpus

@Suite("Where fields come from")
struct FieldSurveyTests {
  private func survey(
    _ name: String, _ text: String, map: (field: String, name: String)? = nil
  ) throws -> FieldSurvey {
    let folder = try TemporaryFolder()
    var options = ReadingOptions()
    if let map { try options.map(map.field, from: map.name) }
    let reader = try DumpReader(inputs: [folder.write(name, text)], options: options)
    var survey = FieldSurvey(options: options)
    while let batch = try reader.next() { survey.look(at: batch) }
    return survey
  }

  private func origins(_ survey: FieldSurvey) -> [String: [String]] {
    Dictionary(uniqueKeysWithValues: survey.parts.map { ($0.name, $0.origins) })
  }

  @Test("The names of members are told, as far as the records have them")
  func members() throws {
    let text = """
      {"items":[{"headline":"a: \\"{","body":["x"],"who":{"text":"z"},"n":1,"list":[{"title":"q"}]},
      {"headline":"b","content":"y","n":2,"body":null,"category":"k"}]}
      """
    let found = try survey("a.json", text)
    #expect(found.records == 2)
    #expect(
      origins(found) == ["title": ["headline"], "text": ["body"], "tags": ["category"]])
    #expect(found.kept == ["n", "content"] && found.leftOut == ["who", "list"])
    let mapped = try survey("a.json", text, map: ("text", "who.text"))
    #expect(origins(mapped)["text"] == ["who.text"])
  }

  @Test("Columns are told by their names, or as they were chosen")
  func columns() throws {
    let named = try survey("a.csv", "id,Headline,story,x\n1,a,b c d,\n2,c,,y\n")
    #expect(origins(named) == ["id": ["id"], "title": ["Headline"], "text": ["story"]])
    #expect(named.parts.last?.count == 1 && named.kept == ["x"])
    let row = "3,A title of a page,And a text that is longer than the title of it\n"
    let nameless = try survey("b.csv", String(repeating: row, count: 3))
    #expect(origins(nameless) == ["title": ["column2"], "text": ["column3"]])
    #expect(nameless.kept == ["column1"])
  }
}
