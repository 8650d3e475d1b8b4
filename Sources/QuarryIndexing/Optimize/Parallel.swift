import QuarryStorage
import Synchronization

/// Runs the same work for many numbers on several threads.
enum Parallel {
  private final class Counter: Sendable {
    let next = Atomic<Int>(0)
  }

  /// Calls `body` once with every number below `count`, on at most `threads` threads, the caller's
  /// among them, and waits for all.
  static func forEach(
    _ count: Int, threads: Int, _ body: @escaping @Sendable (Int) -> Void
  ) {
    guard threads > 1, count > 1 else {
      for number in 0..<count { body(number) }
      return
    }
    let counter = Counter()
    let work: @Sendable () -> Void = {
      while true {
        let number = counter.next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard number < count else { return }
        body(number)
      }
    }
    var workers: [Worker] = []
    // Where the system gives no more threads, those there are do the work.
    while workers.count < min(threads, count) - 1, let worker = try? Worker(work) {
      workers.append(worker)
    }
    work()
    for worker in workers { worker.join() }
  }
}

/// Numbers that several threads work on, each at places of its own.
final class SharedBuffer<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  // Safe: allocated and filled in init, freed in deinit; code that hands a buffer to several threads
  // gives each of them places that no other one touches until all are joined.
  let elements: UnsafeMutableBufferPointer<Element>

  init(repeating element: Element, count: Int) {
    elements = .allocate(capacity: count)
    elements.initialize(repeating: element)
  }

  deinit {
    elements.deallocate()
  }

  var count: Int { elements.count }

  @inline(__always)
  subscript(_ place: Int) -> Element {
    get { elements[place] }
    set { elements[place] = newValue }
  }
}
