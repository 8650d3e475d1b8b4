import QuarryFormat
import QuarryStorage
import TestSupport

/// What an input says is to be changed in an index, before every checksum is made right again: so that
/// inputs reach the decoders, and not only the checksums.
///
/// The first byte chooses the index and what is done with it; each eight bytes that follow are an edit:
/// the part, how, two bytes of place, four of value.
struct IndexEdits {
  /// What is done with the index besides reading all of it.
  enum Action: UInt8 {
    case reading, repair, optimization, update
  }

  /// How a part is changed.
  private enum Change: UInt8, CaseIterable {
    case byte, half, word, long, addition, copy, fill, insertion, removal, cut, varint
  }

  /// More make an index no stranger, but slower to look at.
  private static let mostEdits = 16
  private static let bytesPerEdit = 8

  /// The number of an index.
  let base: Int
  /// From 0 to 3: which queries the index is asked.
  let questions: Int
  let action: Action
  private let edits: ArraySlice<UInt8>

  init(_ input: [UInt8]) {
    let first = input.first ?? 0
    base = Int(first & 3)
    questions = Int(first >> 2 & 3)
    // Most inputs are only read, which is fastest.
    action = first >= 0xC0 ? Action(rawValue: first >> 4 & 3) ?? .reading : .reading
    edits = input.dropFirst().prefix(Self.mostEdits * Self.bytesPerEdit)
  }

  /// The index of `forger`, changed.
  func file(_ forger: Forger) -> [UInt8] {
    var sections: [Int: [UInt8]] = [:]
    var catalogEdits: [ArraySlice<UInt8>] = []
    var rootEdits: [ArraySlice<UInt8>] = []
    var start = edits.startIndex
    while start + Self.bytesPerEdit <= edits.endIndex {
      let edit = edits[start..<start + Self.bytesPerEdit]
      start += Self.bytesPerEdit
      let place = Int(edit[edit.startIndex]) % (forger.parts.count + 3)
      if place < forger.parts.count {
        let part = forger.parts[place]
        var bytes = sections[place] ?? part.bytes
        Self.apply(edit, to: &bytes, keepsPlaces: part.kind.isPaged)
        sections[place] = bytes
      } else if place == forger.parts.count {
        rootEdits.append(edit)
      } else {
        catalogEdits.append(edit)
      }
    }
    return forger.file(
      replacing: sections,
      changing: { catalog in
        for edit in catalogEdits { Self.apply(edit, to: &catalog, keepsPlaces: false) }
      },
      root: { root in rootEdits.reduce(root, Self.changed) })
  }

  /// Changes `bytes`; where they keep their places nothing is moved.
  private static func apply(
    _ edit: ArraySlice<UInt8>, to bytes: inout [UInt8], keepsPlaces: Bool
  ) {
    let field = Array(edit)
    guard !bytes.isEmpty, let change = Change(rawValue: field[1] % UInt8(Change.allCases.count))
    else { return }
    let place = (Int(field[2]) | Int(field[3]) << 8) % bytes.count
    let value = field[4...7].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    let count = Int(field[5]) % 64 + 1
    func write(_ number: UInt64, _ length: Int) {
      for byte in 0..<min(length, bytes.count - place) {
        bytes[place + byte] = UInt8(truncatingIfNeeded: number >> UInt64(8 * byte))
      }
    }
    switch change {
    case .byte: write(value, 1)
    case .half: write(value, 2)
    case .word: write(value, 4)
    case .long: write(UInt64(bitPattern: Int64(Int32(truncatingIfNeeded: value))), 8)
    case .addition: bytes[place] &+= field[4]
    case .copy:
      let source = Int(value >> 16) % bytes.count
      let copied = Array(bytes[source..<min(bytes.count, source + count)])
      for (number, byte) in copied.enumerated() where place + number < bytes.count {
        bytes[place + number] = byte
      }
    case .fill: for index in place..<min(bytes.count, place + count) { bytes[index] = field[4] }
    case .insertion where !keepsPlaces:
      bytes.insert(contentsOf: [UInt8](repeating: field[4], count: count), at: place)
    case .removal where !keepsPlaces:
      bytes.removeSubrange(place..<min(bytes.count, place + count))
    case .cut: bytes.removeSubrange(place...)
    case .insertion, .removal, .varint:
      // A number as long as it can be where a short one stood.
      for byte in 0..<min(Int(field[4] % 10), bytes.count - place) { bytes[place + byte] |= 0x80 }
    }
  }

  private static func changed(_ root: Root, _ edit: ArraySlice<UInt8>) -> Root {
    let field = Array(edit)
    let numbers = [
      0, 1, 64, Header.dataStart, 1 << 31, 1 << 62, Int.max, Int(field[4]) << (field[5] % 40),
    ]
    let number = numbers[Int(field[3]) % numbers.count]
    return Root(
      generation: field[2] == 0 ? UInt64(number) : root.generation,
      extent: field[2] == 1 ? number : root.extent,
      catalogOffset: field[2] == 2 ? number : root.catalogOffset,
      catalogLength: field[2] == 3 ? number : root.catalogLength,
      catalogChecksum: root.catalogChecksum)
  }
}
