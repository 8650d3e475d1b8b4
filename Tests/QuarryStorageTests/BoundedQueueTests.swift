import QuarryStorage
import Synchronization
import Testing

@Suite("Bounded queue")
struct BoundedQueueTests {
  @Test func elementsComeInOrder() {
    let queue = BoundedQueue<Int>(capacity: 3)
    for element in 0..<3 { #expect(queue.push(element)) }
    queue.close()
    #expect(!queue.push(3))
    #expect((0..<4).map { _ in queue.pop() } == [0, 1, 2, nil])
  }

  @Test func everyElementArrivesOnceThroughASmallQueue() throws {
    let queue = BoundedQueue<Int>(capacity: 2)
    let sum = Mutex(0)
    let count = Mutex(0)
    let readers = try (0..<3).map { _ in
      try Worker {
        while let element = queue.pop() {
          sum.withLock { $0 += element }
          count.withLock { $0 += 1 }
        }
      }
    }
    let writers = try (0..<3).map { writer in
      try Worker { for element in 0..<1000 { _ = queue.push(1000 * writer + element) } }
    }
    for writer in writers { writer.join() }
    queue.close()
    for reader in readers { reader.join() }
    #expect(count.withLock { $0 } == 3000)
    #expect(sum.withLock { $0 } == 2999 * 3000 / 2)
  }

  @Test func cancellingLetsAWaitingWriterGo() throws {
    let queue = BoundedQueue<Int>(capacity: 1)
    #expect(queue.push(1))
    let isRefused = Mutex(false)
    let writer = try Worker {
      let isTaken = queue.push(2)
      isRefused.withLock { $0 = !isTaken }
    }
    queue.cancel()
    writer.join()
    #expect(isRefused.withLock { $0 })
    #expect(queue.pop() == nil)
  }
}
