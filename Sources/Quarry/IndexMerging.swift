public import QuarryIndexing

extension QuarryIndex {
  /// Writes several indexes as one, at `output`; they stay as they are.
  ///
  /// They must have been built with the same analyzer and in the same way of storing texts. Of documents
  /// with the same identifier the one of the index named last stays. Ranking is as in the first.
  ///
  /// ```swift
  /// let summary = try QuarryIndex.merge(
  ///   paths: ["2023.quarry", "2024.quarry"], into: "all.quarry")
  /// print("\(summary.documents) documents, \(summary.replaced) replaced by later ones")
  /// ```
  ///
  /// - Parameters:
  ///   - level: Deflate effort, as in `OptimizationOptions`; nil takes that of the first index.
  ///   - options: how the new index is written; its `output` and `level` are not looked at.
  ///   - progress: called now and then, from any thread.
  /// - Throws: a `QuarryError` where an index cannot be read or is damaged, they do not go together, an
  ///   option is out of range, or the new file cannot be written.
  @discardableResult
  public static func merge(
    paths: [String], into output: String, level: Int? = nil,
    options: OptimizationOptions = OptimizationOptions(order: .none),
    progress: (@Sendable (OptimizationProgress) -> Void)? = nil
  ) throws(QuarryError) -> MergeSummary {
    var options = options
    options.output = output
    if let level { options.level = level }
    do throws(OptimizationError) {
      return try IndexMerger(
        paths: paths, options: options, keepsLevel: level == nil, progress: progress
      ).run()
    } catch {
      throw QuarryError(error, path: paths.first ?? output)
    }
  }
}
