import QuarryCorpus
import QuarryFormat
import QuarrySearch
import QuarryStorage
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Asks an index everything a test wants to know, each question on its own, so that an error in one
/// answer does not spare the others.
struct Probe {
  var queries: [String]
  var identifiers: [String]

  /// What an index says to one question; nil where it gives an error.
  typealias Answer = [String]?

  /// All answers of the index at `path`; nil where it cannot be opened.
  func answers(_ path: String) -> [Answer]? {
    do throws(FormatError) {
      return answers(of: try IndexFile(path: path))
    } catch {
      return nil
    }
  }

  /// All answers of an index that is open.
  func answers(of index: IndexFile) -> [Answer] {
    let searcher = Searcher(index, cacheBytes: 1 << 16)
    return queries.map { query in answer { try hits(searcher, query) } }
      + identifiers.map { identifier in
        answer {
          try searcher.document(identifier: identifier).map {
            [$0.identifier, $0.title, $0.text] + $0.metadata.map { "\($0.name)=\($0.value)" }
          } ?? []
        }
      }
  }

  private func hits(_ searcher: Searcher, _ query: String) throws -> [String] {
    var options = SearchOptions()
    options.limit = 3
    options.explains = true
    let results = try searcher.search(query, options)
    return ["\(results.total ?? -1)"]
      + results.hits.map {
        "\($0.identifier) \($0.score.bitPattern) \($0.title) \($0.snippets.map(\.text))"
      }
  }

  private func answer(_ body: () throws -> [String]) -> Answer {
    do {
      return try body()
    } catch {
      return nil
    }
  }

  /// What checking the index at `path` finds.
  static func report(_ path: String) -> VerificationReport {
    do throws(FormatError) {
      return Verifier(try IndexFile(path: path)).run()
    } catch {
      return VerificationReport(error)
    }
  }
}

/// A file whose bytes are changed in place and put back.
final class ChangeableFile {
  let path: String
  let bytes: [UInt8]
  private let folder: TemporaryFolder
  private let descriptor: Int32

  init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    folder = try TemporaryFolder()
    path = try folder.write("index.quarry", bytes)
    descriptor = open(path, O_WRONLY | O_CLOEXEC)
    try #require(descriptor >= 0)
  }

  deinit {
    close(descriptor)
  }

  /// Runs `body` while the byte at `place` has the bits of `mask` flipped.
  func flipped(_ place: Int, _ mask: UInt8, _ body: () throws -> Void) throws {
    try write(bytes[place] ^ mask, at: place)
    try body()
    try write(bytes[place], at: place)
  }

  /// Cuts the file off; only ever shorter.
  func cut(to length: Int) throws {
    try #require(ftruncate(descriptor, off_t(length)) == 0)
  }

  private func write(_ byte: UInt8, at place: Int) throws {
    var byte = byte
    try #require(pwrite(descriptor, &byte, 1, off_t(place)) == 1)
  }
}
