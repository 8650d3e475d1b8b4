private import CStemmer

/// One of the Snowball stemmers of libstemmer, for words in lower case.
///
/// It owns the library's state, which one thread at a time may use.
final class Stemmer {
  private let handle: OpaquePointer

  /// Takes an algorithm by the library's name, such as `english`, `porter` or `russian`.
  init(_ algorithm: String) throws(AnalysisError) {
    guard let handle = sb_stemmer_new(algorithm, nil) else {
      throw .stemmerUnavailable(algorithm)
    }
    self.handle = handle
  }

  deinit {
    sb_stemmer_delete(handle)
  }

  /// Replaces the word that `bytes` holds from `start` on by its stem, unless that is empty.
  func stem(_ bytes: inout [UInt8], from start: Int) {
    guard start >= 0, start < bytes.count, let length = Int32(exactly: bytes.count - start) else {
      return
    }
    // Sound: the library copies the word, and its answer holds until the next call.
    let stem = bytes.withUnsafeBufferPointer { all in
      all.baseAddress.flatMap { sb_stemmer_stem(handle, $0 + start, length) }
    }
    guard let stem else { return }
    let stemmed = UnsafeBufferPointer(start: stem, count: Int(sb_stemmer_length(handle)))
    if stemmed.isEmpty { return }
    let common = min(stemmed.count, bytes.count - start)
    for k in 0..<common { bytes[start + k] = stemmed[k] }
    bytes.removeLast(bytes.count - start - common)
    bytes.append(contentsOf: stemmed[common...])
  }
}
