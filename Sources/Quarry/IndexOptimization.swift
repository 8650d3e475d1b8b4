public import QuarryIndexing
import QuarryStorage

extension QuarryIndex {
  /// Rewrites the index at `path` as one segment, its documents in an order that makes postings small
  /// and queries fast, everything compressed as small as it gets.
  ///
  /// Identifiers, metadata, texts and scores stay as they are; hits of equal scores may come in
  /// another order. The new file takes the place of the old one all at once, or goes to
  /// `options.output`; where anything fails the old one is as it was. An index that is open meanwhile
  /// keeps the old file.
  ///
  /// ```swift
  /// let summary = try QuarryIndex.optimize(path: "articles.quarry")
  /// print("\(summary.fileBytesBefore) bytes, now \(summary.fileBytesAfter)")
  /// ```
  ///
  /// - Parameter progress: called now and then, from any thread.
  /// - Throws: a `QuarryError` where the index cannot be read or is damaged, an option is out of range,
  ///   or the new file cannot be written.
  @discardableResult
  public static func optimize(
    path: String, options: OptimizationOptions = OptimizationOptions(),
    progress: (@Sendable (OptimizationProgress) -> Void)? = nil
  ) throws(QuarryError) -> OptimizationSummary {
    do throws(OptimizationError) {
      return try IndexOptimizer(path: path, options: options, progress: progress).run()
    } catch {
      throw QuarryError(error, path: path)
    }
  }
}

extension QuarryError {
  /// - Parameter path: of the index that was read.
  init(_ error: OptimizationError, path: String) {
    switch error {
    case .source(let error): self.init(error, path: path)
    case .input(let path, let error): self.init(error, path: path)
    case .storage(let error): self.init(.notBuilt, error.description)
    case .refused(let reason): self.init(.notBuilt, reason)
    }
  }
}
