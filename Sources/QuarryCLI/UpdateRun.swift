import Quarry

/// Reads inputs into an index that exists, for `add`, `sync` and `watch`.
struct UpdateRun {
  let path: String
  let inputs: [String]
  let update: UpdateFlags
  let work: WorkFlags
  let reading: ReadingFlags
  /// Whether what the inputs do not hold is deleted.
  let replacesAll: Bool
  /// Whether the index remembers the state of its inputs, and nothing is read where it is the same.
  var remembersState = false
  /// Whether nothing is committed.
  var isDryRun = false
  /// Whether the list of skipped records may be there already.
  var replacesList = false

  /// Throws where the inputs do not go with the index.
  func check() throws(Failure) {
    if let input = inputs.first(where: { $0 != "-" && PathKind.isSame($0, path) }) {
      throw Failure("\(path): is the input \(input) itself; name another index with --index FILE")
    }
    if try QuarryIndex.opened(path: path).facts.readsDumps,
      let conflict = reading.conflict(withTextsIn: inputs)
    {
      throw Failure(conflict)
    }
  }

  /// Reads and commits.
  ///
  /// - Returns: nil where the inputs are as the index remembers them, and nothing was read.
  func finished() throws(Failure) -> IndexingSummary? {
    let line = ProgressLine(isQuiet: update.quiet)
    let list = try work.skippedList(index: path, inputs: inputs, replaces: replacesList)
    var faults: (skipped: Int, broken: [String]) = (0, [])
    var isSame = false
    let finished = try Failure.converting { () throws(QuarryError) -> IndexingSummary? in
      defer { line.clear() }
      var options = work.options
      options.reading = reading.options
      let builder = try IndexBuilder(
        addingTo: path, options: options, replacesAll: replacesAll, waits: update.wait)
      if remembersState {
        let state = IndexBuilder.state(of: inputs, options, besides: path)
        if let state, state == builder.syncedState {
          isSame = true
          return nil
        }
        builder.syncedState = state
      }
      let report: @Sendable (IndexingProgress) -> Void = { line.show($0) }
      if let list { builder.onSkipped { list.add($0, input: $1) } }
      try builder.add(inputs: inputs, progress: report)
      faults = builder.faults
      if work.strict, faults.skipped > 0 || !faults.broken.isEmpty { return nil }
      return isDryRun ? try builder.preview() : try builder.finish(progress: report)
    }
    try list?.close()
    if finished == nil, !isSame {
      throw work.strictFailure(faults, outcome: "nothing was changed")
    }
    return finished
  }

  /// Prints the summary.
  func show(_ summary: IndexingSummary) throws(Failure) {
    let facts = try QuarryIndex.opened(path: path).facts
    func documents(_ count: Int) -> String {
      NumberText.grouped(count) + (count == 1 ? " document" : " documents")
    }
    var text =
      "\(path): \(documents(summary.documents)) \(isDryRun ? "would be added" : "added")"
    if summary.replaced > 0 { text += ", \(NumberText.grouped(summary.replaced)) older replaced" }
    if summary.removed > 0 { text += ", \(NumberText.grouped(summary.removed)) removed" }
    if summary.unchanged > 0 { text += ", \(NumberText.grouped(summary.unchanged)) unchanged" }
    if summary.redirects > 0 { text += ", \(NumberText.grouped(summary.redirects)) redirects" }
    if summary.lostRedirects > 0 {
      text += ", \(NumberText.grouped(summary.lostRedirects)) redirects to what was not added"
    }
    if summary.withheldRemoval {
      StandardError.write(
        line: "warning: nothing was removed, since not all of the inputs could be read; "
          + "mend or move away what is named above")
    }
    text += "; \(documents(facts.documents)) in \(NumberText.bytes(facts.fileBytes)), "
    text += "in \(NumberText.seconds(summary.elapsedSeconds))"
    update.show(
      text,
      { json in
        if isDryRun { json.member("dry_run", true) }
        json.member("added", summary.documents)
        json.member("replaced", summary.replaced)
        json.member("removed", summary.removed)
        json.member("withheld_removal", summary.withheldRemoval)
        json.member("unchanged", summary.unchanged)
        json.member("repeated_ids", summary.duplicateIdentifiers)
        json.member("redirects", summary.redirects)
        json.member("lost_redirects", summary.lostRedirects)
        json.member("skipped", summary.skippedCount)
        json.member("broken_inputs", summary.brokenInputs.count)
        json.member("documents", facts.documents)
        json.member("deleted_documents", facts.deletedDocuments)
        json.member("segments", facts.segments)
        json.member("file_bytes", facts.fileBytes)
        json.member("elapsed_seconds", summary.elapsedSeconds)
        json.member("peak_memory_bytes", summary.peakMemoryBytes)
      }, of: path)
  }
}
