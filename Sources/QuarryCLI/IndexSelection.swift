import ArgumentParser
import Quarry

/// The option by which `search` and its like take their indexes: one, several, or folders of them,
/// which are then searched as one.
struct IndexSelection: ParsableArguments {
  @Option(
    name: .customLong("index"),
    help: ArgumentHelp(
      "The index to read, or a folder of indexes; may be given several times, and all are searched "
        + "as one (else $QUARRY_INDEX, else the only one here).", valueName: "file"))
  var paths: [String] = []

  /// The files that are meant, each once, in the order they were named.
  func locate() throws(Failure) -> [String] {
    guard !paths.isEmpty else { return [try IndexLocator.locate(named: nil)] }
    var files: [String] = []
    for path in paths {
      let found = try IndexLocator.files(at: path)
      files += found.filter { file in !files.contains { PathKind.isSame($0, file) } }
    }
    return files
  }

  /// Opens them all as one index.
  func open(cacheBytes: Int = 0) throws(Failure) -> QuarryIndex {
    try QuarryIndex.opened(paths: try locate(), cacheBytes: cacheBytes)
  }
}
