#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A first-in-first-out queue of a fixed capacity between threads: a full queue blocks its writers,
/// an empty one its readers, and closing it lets all go.
package final class BoundedQueue<Element: Sendable>: @unchecked Sendable {
  // Safe: everything below is touched only while `mutex` is held.
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  private var elements: [Element] = []
  private var isClosed = false
  private let capacity: Int

  package init(capacity: Int) {
    self.capacity = max(1, capacity)
    mutex = .allocate(capacity: 1)
    changed = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  /// Appends `element` once there is room; false where the queue was closed.
  package func push(_ element: Element) -> Bool {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while elements.count >= capacity && !isClosed { pthread_cond_wait(changed, mutex) }
    guard !isClosed else { return false }
    elements.append(element)
    pthread_cond_broadcast(changed)
    return true
  }

  /// Takes the oldest element, waiting for one; nil once the queue is closed and empty.
  package func pop() -> Element? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while elements.isEmpty && !isClosed { pthread_cond_wait(changed, mutex) }
    guard !elements.isEmpty else { return nil }
    let element = elements.removeFirst()
    pthread_cond_broadcast(changed)
    return element
  }

  /// Lets no more elements in; those inside can still be taken.
  package func close() {
    pthread_mutex_lock(mutex)
    isClosed = true
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(mutex)
  }

  /// Closes the queue and drops what is inside.
  package func cancel() {
    pthread_mutex_lock(mutex)
    isClosed = true
    elements.removeAll()
    pthread_cond_broadcast(changed)
    pthread_mutex_unlock(mutex)
  }
}
