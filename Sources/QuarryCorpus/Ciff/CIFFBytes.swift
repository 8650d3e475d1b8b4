internal import QuarryStorage

/// The bytes of a file of messages of Protocol Buffers, decompressed, with the few forms of numbers that
/// CIFF needs: a library for all of Protocol Buffers would be the larger dependency.
final class CIFFBytes {
  /// How a field's value is written.
  enum FieldType: Int {
    case number = 0
    case eightBytes = 1
    case bytes = 2
    case fourBytes = 5
  }

  private static let bufferBytes = 1 << 18

  private let path: String
  private let source: UnpackedBytes
  private var buffer: [UInt8]
  private var place = 0
  private var end = 0
  /// Where the buffer begins in the file.
  private var start = 0

  /// The present place in the file.
  var offset: Int { start + place }

  init(path: String) throws(CIFFError) {
    self.path = path
    buffer = [UInt8](repeating: 0, count: Self.bufferBytes)
    do {
      source = try UnpackedBytes(path: path, source: 0, readBytes: Self.bufferBytes)
    } catch {
      throw CIFFError(
        path: path, byte: nil, reason: "\(error.reason); check the path and its permissions")
    }
    if case .other(let format, let command) = source.packing {
      throw CIFFError(
        path: path, byte: nil,
        reason: "is \(format), which is not read directly; decompress it first: \(command)")
    }
  }

  func fault(_ reason: String, at byte: Int?) -> CIFFError {
    CIFFError(path: path, byte: byte, reason: reason)
  }

  /// Whether no byte follows.
  func isAtEnd() throws(CIFFError) -> Bool {
    if place < end { return false }
    start += end
    place = 0
    end = buffer.withUnsafeMutableBytes { source.read(into: $0) }
    if let problem = source.problem { throw CIFFError(path: path, byte: nil, reason: problem.what) }
    return end == 0
  }

  private func byte() throws(CIFFError) -> UInt8 {
    if place == end, try isAtEnd() { throw fault("the file ends inside a message", at: offset) }
    defer { place += 1 }
    return buffer[place]
  }

  /// A number from 0 to 2^62; CIFF has no others.
  func number() throws(CIFFError) -> Int {
    let first = offset
    var value = 0
    for shift in stride(from: 0, to: 63, by: 7) {
      let byte = try byte()
      value |= Int(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw fault("a number is negative or too large", at: first)
  }

  /// The length of what follows.
  func length() throws(CIFFError) -> Int {
    let first = offset
    let length = try number()
    // Also so that sums of lengths and places stay in range.
    guard length <= 1 << 40 else { throw fault("a length of \(length) bytes", at: first) }
    return length
  }

  /// The number of a field, and how its value is written.
  func tag() throws(CIFFError) -> (field: Int, type: FieldType) {
    let first = offset
    let tag = try number()
    guard let type = FieldType(rawValue: tag & 7), tag >> 3 > 0 else {
      throw fault("is no field of a message", at: first)
    }
    return (tag >> 3, type)
  }

  /// So many bytes, which are few.
  func bytes(_ count: Int) throws(CIFFError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      if place == end, try isAtEnd() { throw fault("the file ends inside a message", at: offset) }
      let part = min(count - bytes.count, end - place)
      bytes += buffer[place..<place + part]
      place += part
    }
    return bytes
  }

  /// Passes over so many bytes.
  func skip(_ count: Int) throws(CIFFError) {
    var left = count
    while left > 0 {
      if place == end, try isAtEnd() { throw fault("the file ends inside a message", at: offset) }
      let part = min(left, end - place)
      place += part
      left -= part
    }
  }

  /// Passes over the value of a field, which ends before `limit`.
  func skip(_ type: FieldType, before limit: Int) throws(CIFFError) {
    let first = offset
    switch type {
    case .number: _ = try number()
    case .eightBytes: try skip(8)
    case .fourBytes: try skip(4)
    case .bytes:
      let count = try length()
      guard count <= limit - offset else {
        throw fault("a field is longer than its message", at: first)
      }
      try skip(count)
    }
  }
}
