package import QuarryFormat
package import QuarryStorage

/// Why an index could not be rewritten; the old one is as it was.
package enum OptimizationError: Error, Sendable {
  /// The old index, or one of them, cannot be read, or is damaged.
  case source(FormatError)
  /// One of several indexes cannot be read.
  case input(path: String, FormatError)
  /// The system refused to write.
  case storage(StorageError)
  /// What was asked for cannot be done; in one line what, where, and what to do.
  case refused(String)
}

/// Runs `body`, which reads the old index.
func reading<Success: ~Copyable>(
  _ body: () throws(FormatError) -> Success
) throws(OptimizationError) -> Success {
  do {
    return try body()
  } catch {
    throw .source(error)
  }
}

/// Runs `body`, which writes the new index or temporary files.
func writing<Success: ~Copyable>(
  _ body: () throws(StorageError) -> Success
) throws(OptimizationError) -> Success {
  do {
    return try body()
  } catch {
    throw .storage(error)
  }
}
