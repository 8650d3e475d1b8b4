import QuarryStorage
import Synchronization

/// Threads that turn inputs into outputs, which come out in the order the inputs went in.
///
/// With no threads the work is done by the caller, at once. One thread only may submit and take.
final class OrderedPool<Input: Sendable, Output: Sendable> {
  private struct Job: Sendable {
    let input: Input
    let output: BoundedQueue<Output>
  }

  private let jobs: BoundedQueue<Job>
  private var workers: [Worker] = []
  private var waiting: [BoundedQueue<Output>] = []
  private var own: ((Input) -> Output)?

  /// Starts `threads` workers, each with a function of its own from `makeWork`.
  init(
    threads: Int, makeWork: @escaping @Sendable () -> (Input) -> Output
  ) throws(StorageError) {
    jobs = BoundedQueue(capacity: max(1, threads))
    guard threads > 0 else {
      own = makeWork()
      return
    }
    let jobs = jobs
    for _ in 0..<threads {
      workers.append(
        try Worker {
          let work = makeWork()
          while let job = jobs.pop() { _ = job.output.push(work(job.input)) }
        })
    }
  }

  deinit {
    jobs.cancel()
    for worker in workers { worker.join() }
  }

  /// Inputs whose outputs were not taken yet.
  var outstanding: Int { waiting.count }

  /// Hands in the next input; blocks while all workers are busy and the queue is full.
  func submit(_ input: Input) {
    let output = BoundedQueue<Output>(capacity: 1)
    waiting.append(output)
    if let own {
      _ = output.push(own(input))
    } else {
      _ = jobs.push(Job(input: input, output: output))
    }
  }

  /// The output of the oldest input that has not been taken, waiting for it; nil where there is none.
  func next() -> Output? {
    guard !waiting.isEmpty else { return nil }
    return waiting.removeFirst().pop()
  }
}
