import ArgumentParser

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The first documents of a dump as many small dumps, as if it had arrived little by little.
struct DumpParts {
  /// The small dumps in their order.
  private(set) var paths: [String] = []

  /// Cuts JSON lines into `count` files of `documents` lines each, in `folder`.
  ///
  /// - Throws: where the dump holds fewer lines, or a file cannot be read or written.
  init(of dump: String, count: Int, documents: Int, folder: String) throws {
    guard let input = fopen(dump, "r") else { throw Self.failure(dump) }
    defer { fclose(input) }
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    for part in 0..<count {
      let path = "\(folder)/part-\(part).jsonl"
      guard let output = fopen(path, "w") else { throw Self.failure(path) }
      paths.append(path)
      for _ in 0..<documents {
        let length = getline(&line, &capacity, input)
        guard length > 0 else {
          fclose(output)
          throw ValidationError("\(dump): holds fewer than \(count * documents) lines")
        }
        fwrite(line, 1, length, output)
      }
      guard fclose(output) == 0 else { throw Self.failure(path) }
    }
  }

  private static func failure(_ path: String) -> ValidationError {
    ValidationError("\(path): \(String(cString: strerror(errno)))")
  }
}
