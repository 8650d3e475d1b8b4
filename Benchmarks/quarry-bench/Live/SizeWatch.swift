import QuarryStorage
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Looks at the size of a file all the time, since a file that is written anew was larger a moment
/// before.
final class SizeWatch: Sendable {
  /// Microseconds between two looks.
  private static let pause: UInt32 = 200

  private let largest = Atomic<Int>(0)
  private let isEnded = Atomic<Bool>(false)
  private let path: String

  init(path: String) {
    self.path = path
  }

  /// Does `body` while the size is watched.
  ///
  /// - Returns: the largest size that was seen, the last one included.
  func during(_ body: () throws -> Void) throws -> Int {
    largest.store(0, ordering: .relaxed)
    isEnded.store(false, ordering: .relaxed)
    let worker = try Worker { [self] in
      while !isEnded.load(ordering: .relaxed) {
        look()
        usleep(Self.pause)
      }
    }
    defer {
      isEnded.store(true, ordering: .relaxed)
      worker.join()
    }
    try body()
    look()
    return largest.load(ordering: .relaxed)
  }

  private func look() {
    largest.max(Self.size(of: path), ordering: .relaxed)
  }

  /// The bytes of a file; 0 where there is none.
  static func size(of path: String) -> Int {
    var facts = stat()
    return stat(path, &facts) == 0 ? Int(facts.st_size) : 0
  }
}
