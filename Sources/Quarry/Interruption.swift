import QuarryStorage

/// What a program that may be interrupted asks for.
package enum Interruption {
  /// Makes the signals that end a program remove the index that is being written first.
  package static func removesPartialFiles() {
    PartialFiles.removeOnSignals()
  }

  /// Makes the program end with one line where a file that it reads is cut short by another.
  package static func endsWhereFilesAreCut() {
    LostPages.endProgram()
  }
}
