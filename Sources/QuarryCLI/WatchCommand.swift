import ArgumentParser
import Quarry

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `quarry watch`: keeps an index as a folder is.
struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch",
    abstract: "Keep an index up to date with a folder or dump, until it is stopped.",
    discussion: """
      Looks every few seconds whether a file has changed, by place, size and time, which works on every \
      file system, and does what quarry sync does once nothing has changed any more from one look to \
      the next. Another process that writes to the index is waited for. What goes wrong is told, and \
      tried again. Each commit is a line on standard output. Stop it with \
      Ctrl-C.

      EXAMPLES:
        quarry watch notes/ --index notes.quarry
        quarry watch notes/ --index notes.quarry --every 1m
      """)

  @Argument(help: ArgumentHelp("Dumps or folders of text files.", valueName: "input"))
  var inputs: [String] = []

  @Option(help: ArgumentHelp("How often to look, such as 500ms, 5s or 1m.", valueName: "time"))
  var every = TimeLength(seconds: 5)

  @OptionGroup var update: UpdateFlags

  @OptionGroup var work: WorkFlags

  @OptionGroup var reading: ReadingFlags

  func validate() throws {
    guard !inputs.isEmpty else {
      throw ValidationError("no input: name a dump or a folder of text files")
    }
    guard !inputs.contains("-") else {
      throw ValidationError("-: standard input cannot be looked at again; name a file or folder")
    }
  }

  func run() throws {
    let path = try IndexLocator.locate(named: update.path)
    var flags = update
    flags.wait = true
    var run = UpdateRun(
      path: path, inputs: inputs, update: flags, work: work, reading: reading, replacesAll: true,
      remembersState: true)
    try run.check()
    Interruption.removesPartialFiles()
    var options = work.options
    options.reading = reading.options
    // The state that was dealt with last, and the one of the last look.
    var done: String?
    var last: String?
    var isFirst = true
    var told: String?
    while true {
      let seen = IndexBuilder.state(of: inputs, options, besides: path)
      // What is still being written is left alone until it rests.
      if seen == nil || seen != done, isFirst || seen == last {
        let failure = synchronize(run)
        if let failure, failure != told { StandardError.write(line: "error: \(failure)") }
        told = failure
        if failure == nil {
          done = seen
          // By now it is this program's own.
          run.replacesList = true
        }
      }
      isFirst = false
      last = seen
      pause()
    }
  }

  /// Does what is to be done, and gives what went wrong.
  private func synchronize(_ run: UpdateRun) -> String? {
    do throws(Failure) {
      guard let summary = try run.finished() else { return nil }
      IndexingWarnings.write(summary)
      try run.show(summary)
      return nil
    } catch {
      return error.message
    }
  }

  private func pause() {
    var time = timespec(
      tv_sec: every.milliseconds / 1000, tv_nsec: every.milliseconds % 1000 * 1_000_000)
    nanosleep(&time, nil)
  }
}
