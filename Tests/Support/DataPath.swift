import Foundation

/// The path of a file or folder of the test data, or nil where it is absent.
///
/// The data is found by the environment's `QUARRY_DATA`, else in `../shared/data` beside the
/// checkout. Tests that need it are skipped without it.
package func dataPath(_ relative: String) -> String? {
  let root =
    ProcessInfo.processInfo.environment["QUARRY_DATA"]
    ?? checkoutPath("../shared/data")
  let path = root + "/" + relative
  return FileManager.default.fileExists(atPath: path) ? path : nil
}

/// The path of a file of the checkout, found from this source file's own place.
package func checkoutPath(_ relative: String) -> String {
  URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent(relative).standardizedFileURL.path
}
