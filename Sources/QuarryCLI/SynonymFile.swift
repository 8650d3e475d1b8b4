import Quarry

/// Reads a file of synonyms.
enum SynonymFile {
  private static let longest = 16 << 20

  static func read(_ path: String) throws(Failure) -> SynonymMap {
    let bytes = try LineSource(path: path).all(limit: longest)
    do {
      return try SynonymMap(parsing: String(decoding: bytes, as: UTF8.self))
    } catch {
      throw Failure("\(path): line \(error.line): \(error.reason)")
    }
  }
}
