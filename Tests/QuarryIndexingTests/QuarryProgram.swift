import Foundation
import TestSupport

/// The program, as a build of its own or as it was built beside the tests.
enum QuarryProgram {
  /// A release build that the environment's `QUARRY_BINARY` names.
  static let release: String? = {
    guard let path = ProcessInfo.processInfo.environment["QUARRY_BINARY"],
      FileManager.default.isExecutableFile(atPath: path)
    else { return nil }
    return URL(fileURLWithPath: path).standardizedFileURL.path
  }()

  /// The release build, else the one beside the tests, else nil.
  static let any: String? = {
    if let release { return release }
    var folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    for _ in 0..<4 {
      folder = folder.deletingLastPathComponent()
      let candidate = folder.appendingPathComponent("quarry").path
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder),
        !isFolder.boolValue, FileManager.default.isExecutableFile(atPath: candidate)
      {
        return candidate
      }
    }
    return nil
  }()

  /// Runs a shell line with `arguments` as its own and gives its exit code and both outputs.
  ///
  /// The shell starts the program as a child of its own, since the system counts what memory a
  /// process had before it became another program.
  static func run(
    _ line: String, _ arguments: [String], in folder: TemporaryFolder
  ) throws -> (code: Int32, output: String, errors: String) {
    let streams = try TemporaryFolder()
    try streams.write("out", [])
    try streams.write("err", [])
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line + "; exit $?", "sh"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: "\(streams.path)/out")
    process.standardError = FileHandle(forWritingAtPath: "\(streams.path)/err")
    try process.run()
    process.waitUntilExit()
    return (
      process.terminationReason == .exit ? process.terminationStatus : -1,
      String(decoding: try streams.bytes("out"), as: UTF8.self),
      String(decoding: try streams.bytes("err"), as: UTF8.self)
    )
  }
}
