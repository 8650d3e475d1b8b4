import QuarryStorage

/// Checks the checksums of a section's bytes without looking at what they mean.
enum SectionSweep {
  /// Pages between two releases of the mapped file, which would count as the program's memory.
  private static let pagesBetweenReleases = 4096

  /// Checks every granule of a section that is read in place.
  ///
  /// - Returns: whether all of them are sound.
  static func granules(of section: SectionBytes, damage: (FormatError) -> Void) -> Bool {
    var isSound = true
    var start = 0
    while start < section.count {
      let end = min(start + CheckedBytes.granule, section.count)
      do throws(FormatError) {
        _ = try section.bytes(start..<end)
      } catch {
        isSound = false
        damage(error)
      }
      start = end
    }
    return isSound
  }

  /// Checks that the pages of a section lie side by side, that each has its checksum and that each
  /// inflates.
  static func pages(
    of section: PagedSection, dictionary: [UInt8], inflater: Inflater,
    damage: (FormatError) -> Void
  ) {
    var page: [UInt8] = []
    for index in 0..<section.pageCount {
      if index % pagesBetweenReleases == 0 { section.releaseResident() }
      do throws(FormatError) {
        try section.read(
          page: index, with: inflater, dictionary: dictionary.span, into: &page)
      } catch {
        damage(error)
      }
    }
  }

  /// Checks that the pages of a section lie side by side and have their checksums, without inflating
  /// them.
  static func storedPages(of section: PagedSection, damage: (FormatError) -> Void) {
    for index in 0..<section.pageCount {
      if index % pagesBetweenReleases == 0 { section.releaseResident() }
      do throws(FormatError) {
        try section.check(page: index)
      } catch {
        damage(error)
      }
    }
  }

  /// Checks one entry of a section table that nothing else reads, as in a commit that was replaced.
  ///
  /// - Parameter inflater: nil where pages are not to be inflated.
  static func entry(
    _ entry: SectionEntry, of table: SectionTable, dictionary: [UInt8], inflater: Inflater?,
    damage: (FormatError) -> Void
  ) {
    do throws(FormatError) {
      if let directory = entry.kind.directory {
        let section = try table.paged(entry.kind, directory: directory)
        try section.checkExtents()
        if let inflater {
          pages(of: section, dictionary: dictionary, inflater: inflater, damage: damage)
        } else {
          storedPages(of: section, damage: damage)
        }
      } else {
        _ = granules(of: try table.checked(entry), damage: damage)
      }
    } catch {
      damage(error)
    }
  }
}

extension SectionKind {
  /// The section that lists this section's pages; nil where it is read in place.
  var directory: SectionKind? {
    switch self {
    case .shortPostings: .shortPostingsPages
    case .longPostings: .longPostingsPages
    case .positions: .positionsPages
    case .documents: .documentsPages
    case .forms: .formsPages
    default: nil
    }
  }
}
