import Testing

@testable import QuarryCLI

@Suite("Numbers for people")
struct NumberTextTests {
  @Test func groups() {
    #expect(NumberText.grouped(0) == "0")
    #expect(NumberText.grouped(999) == "999")
    #expect(NumberText.grouped(1000) == "1,000")
    #expect(NumberText.grouped(-1_234_567) == "-1,234,567")
    #expect(NumberText.grouped(Int.min) == "-9,223,372,036,854,775,808")
  }

  @Test func rounds() {
    #expect(NumberText.fixed(1.005, places: 0) == "1")
    #expect(NumberText.fixed(-0.04, places: 1) == "0.0")
    #expect(NumberText.fixed(-2.35, places: 1) == "-2.4")
    #expect(NumberText.fixed(1234.5, places: 2) == "1,234.50")
    #expect(NumberText.fixed(.nan, places: 2) == "-")
    #expect(NumberText.fixed(.infinity, places: 2) == "-")
  }

  @Test func scales() {
    #expect(NumberText.bytes(999) == "999 bytes")
    #expect(NumberText.bytes(28_000) == "28.0 kB")
    #expect(NumberText.bytes(210_633_781) == "210.6 MB")
    #expect(NumberText.binaryBytes(1 << 30) == "1 GiB")
    #expect(NumberText.binaryBytes(3 << 29) == "1.5 GiB")
    #expect(NumberText.seconds(0.0018) == "1.8 ms")
    #expect(NumberText.seconds(12.34) == "12.3 s")
    #expect(NumberText.seconds(245) == "4 min 05 s")
    #expect(NumberText.wholeSeconds(12.3) == "12 s")
    #expect(NumberText.wholeSeconds(.infinity) == "-")
    #expect(NumberText.percent(1, of: 0) == "-")
    #expect(NumberText.percent(385, of: 1000) == "38.5 %")
  }
}
