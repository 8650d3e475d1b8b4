import QuarryFormat
import QuarryStorage

/// The hash of a document's identifier with the document.
struct IdentifierEntry: SpillEntry {
  var hash: UInt64
  var document: UInt32

  static var byteCount: Int { 12 }

  static func precedes(_ a: IdentifierEntry, _ b: IdentifierEntry) -> Bool {
    a.hash != b.hash ? a.hash < b.hash : a.document < b.document
  }
}

extension IdentifierEntry {
  init(_ bytes: RawSpan, at place: Int) {
    hash = bytes.number(at: place)
    document = bytes.number(at: place + 8)
  }

  func append(to bytes: inout [UInt8]) {
    bytes.append(number: hash)
    bytes.append(number: document)
  }
}

/// Sorts the hashes of all identifiers of a segment.
typealias IdentifierSorter = SpillSorter<IdentifierEntry>

extension IdentifierSorter {
  /// Adds the hashes of the next documents.
  func append(_ hashes: [UInt64]) throws(StorageError) {
    for hash in hashes {
      try append(IdentifierEntry(hash: hash, document: UInt32(truncatingIfNeeded: count)))
    }
  }
}

extension RawSpan {
  /// The little-endian number at `place`, all of whose bytes are there.
  func number<Number: FixedWidthInteger & BitwiseCopyable>(at place: Int) -> Number {
    Number(littleEndian: unsafeLoadUnaligned(fromByteOffset: place, as: Number.self))
  }
}

extension [UInt8] {
  /// Appends a number, little-endian.
  mutating func append<Number: FixedWidthInteger>(number: Number) {
    for shift in stride(from: 0, to: Number.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: number >> Number(shift)))
    }
  }

  /// Gives all hashes in ascending order, equal ones by document.
  func forEachSorted(
    _ body: (_ hash: UInt64, _ document: Int) throws(StorageError) -> Void
  ) throws(StorageError) {
    if runEnds.isEmpty {
      pending.sort(by: Entry.precedes)
      for entry in pending { try body(entry.hash, Int(entry.document)) }
      return
    }
    try spill()
    pending = []
    var readers: [RunWindow] = []
    var start = 0
    for end in runEnds {
      var reader = RunWindow(offset: start, end: end)
      if try reader.load(from: file) { readers.append(reader) }
      start = end
    }
    // A heap of readers by their present entries.
    for index in stride(from: readers.count / 2, through: 0, by: -1) { sink(&readers, index) }
    while !readers.isEmpty {
      try body(readers[0].entry.hash, Int(readers[0].entry.document))
      if try !readers[0].next(from: file) {
        readers.swapAt(0, readers.count - 1)
        readers.removeLast()
      }
      sink(&readers, 0)
    }
  }

  /// The part of a run that is in memory.
  private struct RunWindow {
    var offset: Int
    let end: Int
    var bytes: [UInt8] = []
    var place = 0
    var entry = Entry(hash: 0, document: 0)

    init(offset: Int, end: Int) {
      self.offset = offset
      self.end = end
    }

    mutating func next(from file: SpillFile) throws(StorageError) -> Bool {
      place += IdentifierSorter.entryBytes
      if place < bytes.count {
        decode()
        return true
      }
      return try load(from: file)
    }

    mutating func load(from file: SpillFile) throws(StorageError) -> Bool {
      bytes.removeAll(keepingCapacity: true)
      place = 0
      try file.read(
        at: offset, limit: min(IdentifierSorter.windowBytes, end - offset), into: &bytes)
      offset += bytes.count
      guard bytes.count >= IdentifierSorter.entryBytes else { return false }
      decode()
      return true
    }

    private mutating func decode() {
      let bytes = bytes
      let raw = bytes.span.bytes
      entry = Entry(
        hash: UInt64(
          littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: place, as: UInt64.self)),
        document: UInt32(
          littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: place + 8, as: UInt32.self)))
    }
  }

  private func sink(_ readers: inout [RunWindow], _ start: Int) {
    var index = start
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2]
      where child < readers.count && Entry.precedes(readers[child].entry, readers[least].entry) {
        least = child
      }
      if least == index { return }
      readers.swapAt(index, least)
      index = least
    }
  }

  /// Puts on disk what is in memory.
  func spill() throws(StorageError) {
    guard !pending.isEmpty else { return }
    pending.sort(by: Entry.precedes)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(pending.count * Self.entryBytes)
    for entry in pending {
      for shift in stride(from: 0, to: 64, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: entry.hash >> UInt64(shift)))
      }
      for shift in stride(from: 0, to: 32, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: entry.document >> UInt32(shift)))
      }
    }
    try file.write(bytes.span.bytes)
    runEnds.append(file.count)
    pending.removeAll(keepingCapacity: true)
  }
}
