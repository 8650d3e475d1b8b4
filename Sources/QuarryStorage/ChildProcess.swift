#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A program that changes a stream of bytes: what is fed to its standard input comes back, changed,
/// from its standard output.
///
/// One thread feeds and reads in turn by `poll`, so that neither side can wait for the other for
/// ever. Made of `posix_spawn` rather than of a package for subprocesses, since what reads dumps is a
/// thread that blocks, while the package's interface is asynchronous throughout and would start a
/// thread pool. No shell is involved, and no descriptor but the three goes to the program, which
/// loses its input and its output, and so ends, when this process does.
package struct ChildProcess: ~Copyable, Sendable {
  /// So many milliseconds a program may neither give nor take anything.
  private static let mostSilence: Int32 = 300_000
  /// So much of what the program says about its errors is kept.
  private static let mostMessage = 1024

  private let process: pid_t
  private var input: Int32
  private var output: Int32
  private var errors: Int32
  /// What waits to be fed: the part `waitingStart..<waitingEnd`.
  private var waiting = [UInt8](repeating: 0, count: 64 << 10)
  private var waitingStart = 0
  private var waitingEnd = 0
  private var message: [UInt8] = []
  /// Why the program failed, in its own words where it has any; nil while it runs and where it did not.
  package private(set) var failure: String?

  /// Starts `program`, a path, with `arguments`.
  package init(program: String, arguments: [String]) throws(StorageError) {
    var sockets: [Int32] = [-1, -1]
    var outputs: [Int32] = [-1, -1]
    var messages: [Int32] = [-1, -1]
    // Sockets rather than pipes, since writing to one whose reader is gone can do without a signal,
    // and since a descriptor is made so that no program started meanwhile by another thread gets it.
    guard socketpair(AF_UNIX, Self.streamType, 0, &sockets) == 0,
      socketpair(AF_UNIX, Self.streamType, 0, &outputs) == 0,
      socketpair(AF_UNIX, Self.streamType, 0, &messages) == 0
    else {
      let failure = errno
      for each in sockets + outputs + messages where each >= 0 { close(each) }
      throw StorageError(operation: "start", path: program, errno: failure)
    }
    #if !canImport(Glibc)
      for each in sockets + outputs + messages { _ = fcntl(each, F_SETFD, FD_CLOEXEC) }
    #endif
    let started = Self.spawn(
      program, arguments, input: sockets[1], output: outputs[1], errors: messages[1])
    for each in [sockets[1], outputs[1], messages[1]] { close(each) }
    switch started {
    case .success(let process): self.process = process
    case .failure(let error):
      for each in [sockets[0], outputs[0], messages[0]] { close(each) }
      throw error
    }
    input = sockets[0]
    output = outputs[0]
    errors = messages[0]
  }

  deinit {
    for each in [input, output, errors] where each >= 0 { close(each) }
    // Ended already, and not to be waited for again, once its output has ended.
    if output >= 0 {
      kill(process, SIGKILL)
      _ = Self.wait(for: process)
    }
  }

  /// Reads what the program gives, at most `target.count` bytes; 0 at the end, when `failure` is known.
  ///
  /// - Parameter feed: fills a buffer with what the program is to get next; 0 at the end.
  package mutating func read(
    into target: UnsafeMutableRawBufferPointer, feed: (UnsafeMutableRawBufferPointer) -> Int
  ) -> Int {
    guard output >= 0, !target.isEmpty else { return 0 }
    while true {
      var watched = [
        pollfd(fd: output, events: Int16(POLLIN), revents: 0),
        pollfd(fd: input, events: Int16(POLLOUT), revents: 0),
        pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&watched, nfds_t(watched.count), Self.mostSilence)
      if ready < 0 {
        if errno == EINTR { continue }
        end(failing: String(cString: strerror(errno)))
        return 0
      }
      if ready == 0 {
        end(failing: "it did nothing for \(Self.mostSilence / 1000) seconds")
        return 0
      }
      if watched[2].revents != 0 { readMessage() }
      if watched[0].revents != 0 {
        let count = Self.read(output, target)
        if count > 0 { return count }
        end(failing: nil)
        return 0
      }
      if watched[1].revents != 0 { write(feed) }
    }
  }

  /// Gives the program what waits for it, having more fetched where nothing does.
  private mutating func write(_ feed: (UnsafeMutableRawBufferPointer) -> Int) {
    if waitingStart == waitingEnd {
      waitingStart = 0
      waitingEnd = waiting.withUnsafeMutableBytes { min(feed($0), $0.count) }
      guard waitingEnd > 0 else { return closeInput() }
    }
    let sent = waiting[waitingStart..<waitingEnd].withUnsafeBytes {
      send(input, $0.baseAddress, $0.count, Self.sendFlags)
    }
    if sent > 0 {
      waitingStart += sent
    } else if errno != EINTR && errno != EAGAIN {
      // It takes no more, and will say why.
      closeInput()
    }
  }

  private mutating func closeInput() {
    if input >= 0 { close(input) }
    input = -1
  }

  private mutating func readMessage() {
    var piece = [UInt8](repeating: 0, count: 512)
    let count = piece.withUnsafeMutableBytes { Self.read(errors, $0) }
    if count <= 0 {
      close(errors)
      errors = -1
    } else {
      message += piece[..<min(count, max(0, Self.mostMessage - message.count))]
    }
  }

  /// Notes how the program ended.
  private mutating func end(failing reason: String?) {
    closeInput()
    if reason != nil { kill(process, SIGKILL) }
    close(output)
    output = -1
    // First all that it says, since it could wait for a full pipe to be read.
    while errors >= 0 { readMessage() }
    let status = Self.wait(for: process)
    if let reason {
      failure = reason
    } else if status != 0 {
      let said = String(decoding: message, as: UTF8.self).split(whereSeparator: \.isNewline)
        .map { $0.trimmingBlanks() }.first { !$0.isEmpty }
      failure =
        said ?? (status & 0x7F == 0 ? "exit code \(status >> 8)" : "signal \(status & 0x7F)")
    }
  }
}

// MARK: - System

extension ChildProcess {
  #if canImport(Glibc)
    private static let streamType = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    private static let sendFlags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
  #else
    private static let streamType = SOCK_STREAM
    private static let sendFlags = MSG_DONTWAIT
  #endif

  private static func spawn(
    _ program: String, _ arguments: [String], input: Int32, output: Int32, errors: Int32
  ) -> Result<pid_t, StorageError> {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO)
    var argv = ([program] + arguments).map { strdup($0) } + [nil]
    // No variable of the user's changes what the program does, and its messages are in English.
    var environment = [strdup("LC_ALL=C"), nil]
    defer { for each in argv + environment { free(each) } }
    var process = pid_t()
    let result = posix_spawn(&process, program, &actions, nil, &argv, &environment)
    guard result == 0 else {
      return .failure(StorageError(operation: "start", path: program, errno: result))
    }
    return .success(process)
  }

  private static func read(_ descriptor: Int32, _ target: UnsafeMutableRawBufferPointer) -> Int {
    while true {
      #if canImport(Glibc)
        let count = Glibc.read(descriptor, target.baseAddress, target.count)
      #else
        let count = Darwin.read(descriptor, target.baseAddress, target.count)
      #endif
      if count >= 0 || errno != EINTR { return count }
    }
  }

  /// Waits for the program's end; its status as `wait` gives it.
  private static func wait(for process: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status
  }

  /// The path of the first of `names` that is a program in a folder of `$PATH`, and which it is.
  package static func find(_ names: [String]) -> (path: String, index: Int)? {
    let folders = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
    for (index, name) in names.enumerated() {
      for folder in folders.split(separator: ":") where folder.hasPrefix("/") {
        let path = "\(folder)/\(name)"
        if access(path, X_OK) == 0 { return (path, index) }
      }
    }
    return nil
  }
}

extension Substring {
  fileprivate func trimmingBlanks() -> String {
    String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
  }
}
