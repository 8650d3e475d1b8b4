import ArgumentParser
import Quarry

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where the program begins: parses the arguments, runs the command and turns every outcome into
/// one of the three exit codes.
@main
enum Program {
  static func main() {
    // A reader that has seen enough closes the pipe; writing to it then is an error like any other,
    // which `StandardOutput` takes as the end.
    signal(SIGPIPE, SIG_IGN)
    Interruption.endsWhereFilesAreCut()
    let arguments = Array(CommandLine.arguments.dropFirst())
    exit(HelpTopic.text(for: arguments).map(print) ?? run(arguments))
  }

  /// Runs the program with `arguments` and returns its exit code.
  private static func run(_ arguments: [String]) -> Int32 {
    do {
      var command = try QuarryCommand.parsed(SearchWords.set(apart: arguments))
      try command.run()
      return ExitStatus.done
    } catch let failure as Failure {
      StandardError.write(line: "error: \(failure.message)")
      for line in failure.details { StandardError.write(line: line) }
      return ExitStatus.failure
    } catch let code as ExitCode {
      return code.rawValue
    } catch {
      return report(error)
    }
  }

  /// Prints what the argument parser has to say: help and versions are results, all else is a wrong
  /// use of the program.
  private static func report(_ error: any Error) -> Int32 {
    let text = QuarryCommand.fullMessage(for: error)
    guard QuarryCommand.exitCode(for: error) == .success else {
      var message = QuarryCommand.message(for: error)
      if message.last == "." { message.removeLast() }
      StandardError.write(line: "error: \(message); see \(helpCommand(in: text))")
      return ExitStatus.failure
    }
    return print(text)
  }

  /// Prints help, and returns the exit code.
  private static func print(_ text: String) -> Int32 {
    let output = StandardOutput()
    output.write(text)
    output.write("\n")
    do {
      try output.flush()
    } catch {
      StandardError.write(line: "error: \(error.message)")
      return ExitStatus.failure
    }
    return ExitStatus.done
  }

  /// The command that the parser's long message points to: `quarry search --help`.
  private static func helpCommand(in message: String) -> String {
    let quoted = message.split(separator: "\n").last?.split(separator: "'") ?? []
    return quoted.count == 3 ? String(quoted[1]) : "quarry --help"
  }
}
