import Quarry

/// A reason to end with exit code 2: one line that says what is wrong, where, and what to do.
struct Failure: Error {
  let message: String
  /// Lines that show the place.
  let details: [String]

  init(_ message: String, details: [String] = []) {
    self.message = message
    self.details = details
  }

  init(_ error: QuarryError) {
    self.init(error.description)
  }

  /// Runs `body`, and gives an error of the library as a failure of the program.
  static func converting<Result>(
    _ body: () throws(QuarryError) -> Result
  ) throws(Failure) -> Result {
    do {
      return try body()
    } catch {
      throw Failure(error)
    }
  }
}

/// The exit codes of the program.
enum ExitStatus {
  /// Found, or done.
  static let done: Int32 = 0
  /// Nothing was found, damage was found, or an input broke off.
  static let nothing: Int32 = 1
  /// Wrong usage, or a failure: nothing was changed.
  static let failure: Int32 = 2
}
