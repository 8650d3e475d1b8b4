#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What becomes of a program when a page of a file that it has mapped is gone: another program cut the
/// file short, or the disk failed. The system sends SIGBUS then.
package enum LostPages {
  /// Has the program end with one clear line and the exit code 2, rather than die of the signal.
  ///
  /// For programs only: what embeds the library has handlers of its own.
  package static func endProgram() {
    PartialFiles.prepareForHandlers()
    var action = sigaction()
    // A handler may call little more than these: no lock, no allocation.
    let handler: @convention(c) (Int32) -> Void = { _ in
      PartialFiles.unlinkArmed()
      let line: StaticString =
        "error: a file was cut short by another program, or its disk failed, while it was read; the last commit stands, quarry verify tells whether it is whole\n"
      _ = write(STDERR_FILENO, line.utf8Start, line.utf8CodeUnitCount)
      _exit(2)
    }
    #if canImport(Glibc)
      action.__sigaction_handler.sa_handler = handler
    #else
      action.__sigaction_u.__sa_handler = handler
    #endif
    sigaction(SIGBUS, &action, nil)
  }
}
