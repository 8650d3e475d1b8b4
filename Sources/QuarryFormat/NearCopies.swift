/// Where an index tells which of its documents are near copies of each other, as syndicated news are.
package enum NearCopies {
  /// The column's name. Documents with the same number under it are near copies; those without one
  /// have none.
  package static let column = "near_duplicate"
}
