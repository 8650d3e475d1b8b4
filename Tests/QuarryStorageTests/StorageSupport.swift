import Foundation
import QuarryStorage

/// A folder of its own for a test, removed at the end of `body`.
func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("quarry-storage-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try body(folder)
}

/// The bytes of a file.
func contents(_ path: String) throws -> [UInt8] {
  [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
}

/// Writes `bytes` to `path`.
func store(_ bytes: [UInt8], _ path: String) throws {
  try Data(bytes).write(to: URL(fileURLWithPath: path))
}

/// `bytes` as a mapped file that has no name any more.
func mapped(_ bytes: [UInt8]) throws -> MappedBytes {
  try withFolder { folder in
    try store(bytes, folder + "/bytes")
    return try MappedFile(path: folder + "/bytes").bytes
  }
}

/// A copy of mapped bytes.
func copy(_ bytes: MappedBytes) -> [UInt8] {
  bytes.span.withUnsafeBytes { Array($0) }
}
