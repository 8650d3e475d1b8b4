import Quarry

extension QuarryIndex {
  /// Opens the index of a command that asks it once, and warns where it is read although damaged.
  static func opened(path: String) throws(Failure) -> QuarryIndex {
    // Such a command reads a page once, so a cache would only cost.
    try opened(paths: [path], cacheBytes: 0)
  }

  /// Opens several indexes as one, and warns of those that are read although damaged.
  static func opened(paths: [String], cacheBytes: Int) throws(Failure) -> QuarryIndex {
    let index = try Failure.converting { () throws(QuarryError) in
      try QuarryIndex(paths: paths, cacheBytes: cacheBytes)
    }
    for path in index.damagedPaths {
      StandardError.write(
        line: "warning: \(path): a root slot is damaged; quarry verify tells more")
    }
    return index
  }
}
