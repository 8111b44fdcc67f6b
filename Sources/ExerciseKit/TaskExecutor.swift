/// The one executor of a worker: a queue that runs when it is told to, on the calling thread.
///
/// Programs are `async` functions on this executor, so that a task runs only when the kernel says
/// so: `drain` runs until every program waits for an answer. It is used by one thread alone.
package final class QueueExecutor: TaskExecutor, @unchecked Sendable {
  // A class, because the concurrency runtime identifies an executor by its reference.
  private var queue: [UnownedJob] = []
  private var head = 0

  package init() {}

  package func enqueue(_ job: consuming ExecutorJob) {
    queue.append(UnownedJob(job))
  }

  /// Runs jobs, those that they enqueue included, until none is left.
  package func drain() {
    while head < queue.count {
      let job = queue[head]
      head += 1
      if head == queue.count {
        queue.removeAll(keepingCapacity: true)
        head = 0
      }
      job.runSynchronously(on: asUnownedTaskExecutor())
    }
  }
}
