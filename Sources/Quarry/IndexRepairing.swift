public import QuarryIndexing

extension QuarryIndex {
  /// Builds a new index at `output` from what is left of the damaged one at `path`, which stays as it is.
  ///
  /// Every document that still passes its checksums is taken and indexed again, with the analyzer, the
  /// language and the weights of the damaged index.
  ///
  /// ```swift
  /// let summary = try QuarryIndex.repair(path: "damaged.quarry", output: "new.quarry")
  /// print("\(summary.salvaged) documents salvaged, \(summary.lostCount) lost")
  /// ```
  ///
  /// - Parameters:
  ///   - options: threads, memory, temporary folder, and whether a file at `output` is replaced.
  ///   - progress: called now and then with the share that is done, on the caller's thread.
  /// - Throws: a `QuarryError` where nothing can be read of the index, it keeps no texts, or the new one
  ///   cannot be written.
  @discardableResult
  public static func repair(
    path: String, output: String, options: IndexingOptions = IndexingOptions(),
    progress: ((Double) -> Void)? = nil
  ) throws(QuarryError) -> RepairSummary {
    do throws(IndexRepair.Failure) {
      return try IndexRepair(path: path).run(output: output, options: options, progress: progress)
    } catch {
      switch error {
      case .source(let error): throw QuarryError(error, path: path)
      case .refused(let reason): throw QuarryError(.notBuilt, reason)
      }
    }
  }
}
