import QuarryStorage
import Synchronization

/// Records the calls of a writer, and has one of them fail, or all from it on.
final class RecordingWatcher: FileWatcher {
  private let recorded = Mutex<[FileCall]>([])
  private let failing: Int?
  private let failure: FileFault
  private let isLasting: Bool

  /// - Parameters:
  ///   - failing: the number of the call that fails; nil for none.
  ///   - isLasting: whether all later calls fail as well, as those of a disk that is full or gone.
  init(failing: Int? = nil, failure: FileFault = FileFault(errno: 0), isLasting: Bool = false) {
    self.failing = failing
    self.failure = failure
    self.isLasting = isLasting
  }

  var calls: [FileCall] { recorded.withLock { $0 } }

  func fault(_ call: FileCall) -> FileFault? {
    let number = recorded.withLock { calls in
      calls.append(call)
      return calls.count - 1
    }
    guard let failing, call.mayFail else { return nil }
    return number == failing || (isLasting && number > failing) ? failure : nil
  }

  /// What `body` calls.
  func watch(_ body: () throws -> Void) rethrows {
    try FileCalls.$watcher.withValue(self) { try body() }
  }
}

extension FileCall {
  /// Whether a fault of the call has to be borne without anything being left behind.
  var mayFail: Bool {
    switch self {
    case .unlink, .close: false
    default: true
    }
  }

  /// Whether the call can make a commit the newest.
  var publishes: Bool {
    switch self {
    case .write(_, let offset, _): offset > 0 && offset < 3 * 4096
    case .rename, .link: true
    default: false
    }
  }

  /// The call's kind, for traces that are compared.
  var name: String {
    switch self {
    case .create(_, let path): path == nil ? "create" : "create named"
    case .open: "open"
    case .lock: "lock"
    case .write(_, let offset, let bytes):
      offset > 0 && offset + bytes.count <= 3 * 4096 ? "write slot" : "write"
    case .truncate: "truncate"
    case .synchronize: "flush"
    case .link: "link"
    case .rename: "rename"
    case .unlink: "unlink"
    case .synchronizeFolder: "flush folder"
    case .close: "close"
    }
  }
}
