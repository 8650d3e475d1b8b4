import QuarryFormat
import QuarryStorage

/// The documents of the index that is added to, by which a worker knows those that are there already
/// and those that a new one replaces. Every worker has one.
final class KnownDocuments {
  /// A document of the index.
  struct Place: Sendable, Hashable {
    let segment: Int
    let document: Int
  }

  /// What the index has under an identifier.
  struct Found {
    /// The document itself, as it is.
    var same: Place?
    /// Others, which the new one replaces.
    var older: [Place] = []
  }

  /// Documents between two releases of the mapped file, which would count as the program's memory.
  private static let lookupsBetweenReleases = 64
  /// Raw bytes of a record that are read for its identifier, at first.
  private static let headBytes = 4 << 10

  private let file: IndexFile
  private let deleted: [DeletedDocuments]
  private let inflater = Inflater()
  private var lookups = 0

  init(_ file: IndexFile, deleted: [DeletedDocuments]) {
    self.file = file
    self.deleted = deleted
  }

  /// Looks for the documents of an identifier.
  ///
  /// - Parameter fingerprint: of the new document's whole content.
  func find(
    _ identifier: Span<UInt8>, hash: UInt64, fingerprint: UInt64
  ) throws(FormatError) -> Found {
    lookups += 1
    if lookups % Self.lookupsBetweenReleases == 0 { file.releaseResident() }
    var found = Found()
    for (number, segment) in file.segments.enumerated() {
      for document in try segment.identifiers.candidates(hash)
      where !deleted[number].contains(document) {
        let isSame =
          try segment.fingerprints?.fingerprint(of: document)
          == fingerprint & FingerprintTable.mask
        // The fingerprint is of the identifier too.
        var isFound = isSame
        if !isFound { isFound = try has(identifier, segment, document) }
        guard isFound else { continue }
        if let former = found.same { found.older.append(former) }
        found.same = nil
        if isSame {
          found.same = Place(segment: number, document: document)
        } else {
          found.older.append(Place(segment: number, document: document))
        }
      }
    }
    return found
  }

  private func has(
    _ identifier: Span<UInt8>, _ segment: Segment, _ document: Int
  ) throws(FormatError) -> Bool {
    let record: DocumentRecord
    // A record whose head is longer than that cannot be read so far: then all of it is.
    if let head = try? segment.documents.read(document, limit: Self.headBytes, with: inflater) {
      record = head
    } else {
      record = try segment.documents.read(document, with: inflater)
    }
    guard record.identifier.count == identifier.count else { return false }
    for (place, index) in record.identifier.enumerated()
    where record.bytes[index] != identifier[place] {
      return false
    }
    return true
  }
}
