import Foundation
import TestSupport
import Testing

@testable import QuarryCLI

@Suite("JSON")
struct JSONWriterTests {
  private func text(_ body: (inout JSONWriter) -> Void) -> String {
    var writer = JSONWriter()
    body(&writer)
    return String(decoding: writer.take(), as: UTF8.self)
  }

  @Test func placesCommas() {
    let json = text { json in
      json.object { json in
        json.member("a", 1)
        json.key("b")
        json.array { json in
          json.value("x")
          json.null()
          json.value(true)
          json.array { _ in }
          json.object { _ in }
          json.value(0.5)
        }
        json.member("c", nil as Int?)
      }
    }
    #expect(json == #"{"a":1,"b":["x",null,true,[],{},0.5],"c":null}"#)
  }

  @Test func escapes() {
    let value = "q\" b\\ n\n t\t e\u{1B} d\u{7F} c\u{9B} l\u{2028} o\u{202E} i\u{2066} é北🚀"
    #expect(
      text { $0.value(value) }
        == #""q\" b\\ n\n t\t e\u001b d\u007f c\u009b l\u2028 o\u202e i\u2066 é北🚀""#)
  }

  @Test func writesNumbersAsJSONHasThem() {
    #expect(text { $0.value(Double.nan) } == "null")
    #expect(text { $0.value(-Double.infinity) } == "null")
    #expect(text { $0.value(1e300) } == "1e+300")
    #expect(text { $0.value(Int.min) } == "-9223372036854775808")
  }

  @Test func anyTextComesBack() throws {
    for seed in 0..<200 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      var scalars = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...40, using: &random) {
        let limit: UInt32 = Bool.random(using: &random) ? 0xFF : 0x10FFFF
        let value = UInt32.random(in: 0...limit, using: &random)
        if let scalar = Unicode.Scalar(value) { scalars.append(scalar) }
      }
      let value = String(scalars)
      let json = text { json in json.array { $0.value(value) } }
      let parsed = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String]
      #expect(
        parsed.map { $0.map { Array($0.unicodeScalars) } } == [Array(scalars)], "seed \(seed)")
    }
  }
}
