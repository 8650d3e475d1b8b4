import ArgumentParser

/// The option by which every command takes its index.
struct IndexOption: ParsableArguments {
  @Option(
    name: .customLong("index"),
    help: ArgumentHelp(
      "The index to read (else $QUARRY_INDEX, else the only one here).", valueName: "file"))
  var path: String?
}

/// An index that may be given as an argument as well as by `--index`.
struct IndexArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "The index to read (else $QUARRY_INDEX, else the only one here).", valueName: "file"))
  var file: String?

  @Option(
    name: .customLong("index"),
    help: ArgumentHelp("The index to read, as an option.", valueName: "file"))
  var path: String?

  func validate() throws {
    if file != nil && path != nil {
      throw ValidationError("the index is named twice; name it once")
    }
  }

  func locate() throws(Failure) -> String {
    try IndexLocator.locate(named: file ?? path)
  }
}
