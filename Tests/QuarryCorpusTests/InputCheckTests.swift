import QuarryCorpus
import Testing

@Suite("Inputs that are no dumps")
struct InputCheckTests {
  private func refusal(_ inputs: [String]) -> CorpusError? {
    do throws(CorpusError) {
      _ = try DumpReader(inputs: inputs)
      return nil
    } catch {
      return error
    }
  }

  @Test("Missing, empty, blank and unnamed inputs")
  func nothing() throws {
    let folder = try TemporaryFolder()
    #expect(refusal([])?.reason == .noInput)
    let missing = try #require(refusal([folder.path + "/none"]))
    #expect(missing.description.contains("/none: cannot open: No such file"))
    #expect(refusal([try folder.write("empty", "")])?.reason == .empty)
    #expect(refusal([try folder.write("blank", "\u{FEFF} \n\r\n\t")])?.reason == .empty)
    #expect(refusal([""])?.input == "")
    #expect(refusal([folder.path + "\0"]) != nil)
  }

  @Test("Other formats are named, with what to do")
  func formats() throws {
    let folder = try TemporaryFolder()
    let xml = try #require(refusal([try folder.write("x.jsonl", "<unknowns>\u{7}")]))
    #expect(xml.description.contains("3c 75 6e 6b"))
    #expect(xml.description.contains("\"<unknowns>.\""))
    #expect(xml.description.contains("JSON lines"))
    let zip = try #require(refusal([try folder.write("d.zip", "PK\u{3}\u{4}aaaaaaaa")]))
    #expect(zip.description.hasSuffix("without a directory: it was cut off; fetch the file again"))
    let prose = try #require(refusal([try folder.write("prose", "Title\nPlain prose.\n")]))
    #expect(prose.description.contains("--input-format text"))
    let seven: [UInt8] = [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4]
    let packed = try #require(refusal([try folder.write("d.7z", seven)]))
    #expect(packed.description.contains("7z x -so \(folder.path)/d.7z | quarry index -"))
    let array = refusal([try folder.write("a.json", "[1, 2]")])
    guard case .unknownFormat = array?.reason else {
      Issue.record("\(String(describing: array))")
      return
    }
  }

  @Test("Gzip that holds nothing readable")
  func gzip() throws {
    let folder = try TemporaryFolder()
    #expect(refusal([try folder.write("a", gzipMember([]))])?.reason == .empty)
    #expect(
      refusal([try folder.write("b", Array(gzipMember([0x7B]).prefix(8)))])?.reason
        == .broken("it ends too early"))
    let foreign = refusal([try folder.write("c", gzipMember(Array("<x>".utf8)))])
    guard case .unknownFormat = foreign?.reason else {
      Issue.record("\(String(describing: foreign))")
      return
    }
    guard case .broken = refusal([try folder.write("d", [0x1F, 0x8B, 9, 9, 9, 9, 9])])?.reason
    else {
      Issue.record("a damaged header was accepted")
      return
    }
  }
}
