import TestSupport
import Testing

@testable import QuarryFormat

@Suite("Dates and numbers as they are written")
struct DateTextTests {
  private func seconds(_ text: String, epoch: Bool = false) -> [Int64]? {
    DateText.parse(Array(text.utf8), allowsEpoch: epoch).map { [$0.start, $0.end] }
  }

  @Test(
    "What a date covers",
    arguments: [
      ("1970", 0, 31_536_000), ("2019", 1_546_300_800, 1_577_836_800),
      ("2019-05", 1_556_668_800, 1_559_347_200), ("2020-02-29", 1_582_934_400, 1_583_020_800),
      (" 20190517 ", 1_558_051_200, 1_558_137_600), ("2019/5/7", 1_557_187_200, 1_557_273_600),
      ("2019/05", 1_556_668_800, 1_559_347_200),
      ("2019-05-17T10:00:00Z", 1_558_087_200, 1_558_087_201),
      ("2019-05-17 10:00", 1_558_087_200, 1_558_087_260),
      ("2019-05-17T10:00:00.123+02:00", 1_558_080_000, 1_558_080_001),
      ("20190517T100000-0500", 1_558_105_200, 1_558_105_201),
      ("2019-05-17T10Z", 1_558_087_200, 1_558_090_800),
      ("Fri, 17 May 2019 10:00:00 +0200", 1_558_080_000, 1_558_080_001),
      ("17 May 2019 10:00:00 GMT", 1_558_087_200, 1_558_087_201),
      ("17 May 2019 10:00:00 -0500 (EST)", 1_558_105_200, 1_558_105_201),
      ("May 17, 2019", 1_558_051_200, 1_558_137_600), ("17 May 2019", 1_558_051_200, 1_558_137_600),
      ("Sept. 2019", 1_567_296_000, 1_569_888_000),
      ("17-MAY-2019 10:00:00.79", 1_558_087_200, 1_558_087_201),
      (" 3-MAR-1987 09:17:06.11", 541_761_426, 541_761_427),
      ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777, 784_111_778),
      ("Sun Nov  6 08:49:37 1994", 784_111_777, 784_111_778),
      ("Sun Nov  6 08:49:37 GMT 1994", 784_111_777, 784_111_778),
      ("08:36 GMT18 January 2021", 1_610_958_960, 1_610_959_020),
      ("08:36 18 January 2021", 1_610_958_960, 1_610_959_020),
      ("Jan. 18, 2021", 1_610_928_000, 1_611_014_400),
      ("Monday, January 18, 2021 at 8:36 a.m.", 1_610_958_960, 1_610_959_020),
      ("January 18th, 2021, 8:36 PM EST", 1_611_020_160, 1_611_020_220),
      ("18. January 2021 12:00 am", 1_610_928_000, 1_610_928_060),
      ("17.5.2019", 1_558_051_200, 1_558_137_600),
      ("17.05.2019 10:00", 1_558_087_200, 1_558_087_260),
      ("1066-10-14", -28_502_755_200, -28_502_668_800),
      ("0001-01-01", -62_135_596_800, -62_135_510_400),
    ] as [(String, Int64, Int64)])
  func dates(text: String, start: Int64, end: Int64) {
    #expect(seconds(text) == [start, end])
  }

  @Test(
    "What is no date",
    arguments: [
      "", "2019-", "2019-13", "2019-02-30", "2019-05-17T", "2019-05-17T25:00", "2019-5-7", "201905",
      "abcd", "17 Foo 2019", "2019-05-17x", "1558051200", "99999", "May", "May 17",
      "2019-05-17 10:00 nowhere", "Fri,", "2019-05/17", "\u{0}\u{0}\u{0}\u{0}",
      "20199999", "32 May 2019", "17.13.2019", "18 January 2021 13:00 pm", "17.", "10:", "10:00",
      "18-Jan", "1558051200.5", "10:00 GMT", "3rd", "Sun Nov", "1.1.1",
    ])
  func noDates(text: String) {
    #expect(seconds(text) == nil)
  }

  @Test func secondsAndMilliseconds() {
    #expect(seconds("1558051200", epoch: true) == [1_558_051_200, 1_558_051_201])
    #expect(seconds("1558051200123", epoch: true) == [1_558_051_200, 1_558_051_201])
    #expect(seconds("12345", epoch: true) == nil)
    #expect(seconds("1558051200.25", epoch: true) == [1_558_051_200, 1_558_051_201])
    #expect(seconds("1558051200.", epoch: true) == nil)
    #expect(seconds("2019", epoch: true) == [1_546_300_800, 1_577_836_800])
  }

  @Test func damagedDatesAreReadWithoutHarm() {
    var random = SplitMix64(seed: 605)
    let samples = [
      "Sunday, 06-Nov-94 08:49:37 GMT", "08:36 GMT18 January 2021",
      "January 18th, 2021 at 8:36 p.m.",
      "17.05.2019 10:00 +0200 (x)", "1558051200.123", "2019-05-17T10:00:00.123+02:00",
    ]
    for _ in 0..<4000 {
      var bytes = Array(samples[Int(random.next() % UInt64(samples.count))].utf8)
      for _ in 0...random.next() % 3 where !bytes.isEmpty {
        let at = Int(random.next() % UInt64(bytes.count))
        switch random.next() % 3 {
        case 0: bytes.removeSubrange(at...)
        case 1: bytes.remove(at: at)
        default: bytes[at] = UInt8(truncatingIfNeeded: random.next() % 128)
        }
      }
      if let span = DateText.parse(bytes, allowsEpoch: true) { #expect(span.start < span.end) }
    }
  }

  @Test func daysAndDatesAgree() {
    var day = CivilDate.days(year: 0, month: 3, day: 1)
    let last = CivilDate.days(year: 9999, month: 12, day: 31)
    while day <= last {
      let date = CivilDate.date(days: day)
      #expect(CivilDate.days(year: date.year, month: date.month, day: date.day) == day)
      day += 97
    }
    _ = CivilDate.date(days: .min)
    _ = CivilDate.date(days: .max)
  }

  @Test func numbers() {
    func integer(_ text: String) -> Int64? { NumberValue.integer(Array(text.utf8).span) }
    func real(_ text: String) -> Double? { NumberValue.real(Array(text.utf8).span) }
    for text in ["0", "7", "-12", "4611686018427387903"] { #expect(integer(text) == Int64(text)) }
    for text in ["", "-", "007", "+1", "1.5", "-0", "4611686018427387904", "99999999999999999999"] {
      #expect(integer(text) == nil, "\(text)")
    }
    for text in ["0", "-0", "1.5", "-2e3", "1E-7"] { #expect(real(text) == Double(text)) }
    for text in ["", ".5", "1.", "0x1", "nan", "inf", "1e999", "1e", "01.5"] {
      #expect(real(text) == nil, "\(text)")
    }
  }

  @Test func namesOfDates() {
    for name in ["date", "pubDate", "created_at", "timestamp", "published", "Updated"] {
      #expect(DateText.isDateName(name))
    }
    for name in ["data", "year", "source", "title"] { #expect(!DateText.isDateName(name)) }
  }
}
