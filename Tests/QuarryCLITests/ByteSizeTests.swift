import Testing

@testable import QuarryCLI

@Suite("Sizes in bytes")
struct ByteSizeTests {
  @Test(arguments: [
    ("0", 0), ("4096", 4096), ("4096B", 4096), ("1k", 1024), ("512M", 512 << 20),
    ("512MiB", 512 << 20), ("1GiB", 1 << 30), ("2g", 2 << 30), ("1T", 1 << 40),
    ("500MB", 500_000_000), ("1kb", 1000), ("1.5G", 3 << 29), ("0.5k", 512),
    ("9223372036854775807", Int.max),
  ])
  func reads(text: String, bytes: Int) {
    #expect(ByteSize(argument: text)?.bytes == bytes)
  }

  @Test(arguments: [
    "", "M", "-1", "1X", "1MM", "1 M", "1.", ".5", "1.2.3", "1e3", "0x10", "9223372036854775808",
    "99999999T", "99999999999.5T", "inf", "nan", "١", "1Mi",
  ])
  func refuses(text: String) {
    #expect(ByteSize(argument: text) == nil)
  }
}
