public import QuarryIndexing

extension QuarryIndex {
  /// Writes several indexes as one, at `output`; they stay as they are.
  ///
  /// They must have been built with the same analyzer and in the same way of storing texts. Of documents
  /// with the same identifier the one of the index named last stays. Ranking is as in the first.
  ///
  /// ```swift
  /// let summary = try QuarryIndex.merge(
  ///   paths: ["2023.quarry", "2024.quarry"], into: "all.quarry",
  ///   options: OptimizationOptions(order: .none))
  /// print("\(summary.documents) documents, \(summary.replaced) replaced by later ones")
  /// ```
  ///
  /// - Parameters:
  ///   - options: how the new index is written; `output` of the options is not looked at.
  ///   - progress: called now and then, from any thread.
  /// - Throws: a `QuarryError` where an index cannot be read or is damaged, they do not go together, an
  ///   option is out of range, or the new file cannot be written.
  @discardableResult
  public static func merge(
    paths: [String], into output: String, options: OptimizationOptions = OptimizationOptions(),
    progress: (@Sendable (OptimizationProgress) -> Void)? = nil
  ) throws(QuarryError) -> MergeSummary {
    var options = options
    options.output = output
    do throws(OptimizationError) {
      return try IndexMerger(paths: paths, options: options, progress: progress).run()
    } catch {
      throw QuarryError(error, path: paths.first ?? output)
    }
  }
}
