/// What an evaluation asks: a search engine whose ranking has parameters.
package protocol RankedSearch {
  /// The best documents for `query` by falling score, at most `depth`.
  ///
  /// - Parameter parameters: ranking parameters by name, where they differ from the defaults.
  func search(
    _ query: String, depth: Int, parameters: [String: Double]
  ) throws -> [(id: String, score: Double)]
}
