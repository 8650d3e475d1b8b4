import Quarry
import QuarryEvaluation

/// Reads a file of synonyms.
enum SynonymFile {
  private static let longest = 16 << 20

  static func read(_ path: String) throws(Failure) -> SynonymMap {
    let text = try text(of: path)
    do {
      return try SynonymMap(text)
    } catch {
      throw Failure("\(path): \(error)")
    }
  }

  private static func text(of path: String) throws(Failure) -> String {
    var bytes: [UInt8] = []
    do {
      let pieces = try FilePieces(path: path)
      while true {
        let piece = try pieces.next()
        if piece.isEmpty { break }
        bytes += piece
        if bytes.count > longest { break }
      }
    } catch {
      throw Failure(error.description)
    }
    guard bytes.count <= longest else {
      throw Failure("\(path): is longer than \(NumberText.binaryBytes(longest)); is it synonyms?")
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
