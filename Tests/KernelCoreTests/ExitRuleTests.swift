import KernelCore
import LinuxABI
import Testing

/// Rules of the end of tasks that take the trace to be seen: what comes before what.
@Suite struct `Rules of exit` {
  /// C3: the thread id is cleared, the parent of a vfork goes on, children find their new parent,
  /// and only then the process's own parent is told.
  @Test func `what a task has goes in the order of do_exit`() throws {
    let play = try Play([
      [.clone([.vm, .vfork, .childClearTID], .child, part: 1, childTID: word(3)), .wait()],
      [.fork(part: 2), .exit(code: 5)], [.compute(nanoseconds: 10_000_000)],
    ])
    let kinds: [TraceEventKind] = [
      .exit, .threadIDStored, .wake, .reparent, .processEnd, .signal, .reap,
    ]
    let events = play.kernel.trace.events.filter { $0.threadID == 3 && kinds.contains($0.kind) }
    let firstOfExit = try #require(events.firstIndex { $0.kind == .exit })
    let order = events[firstOfExit...].map(\.kind)
    #expect(order == [.exit, .threadIDStored, .wake, .reparent, .processEnd, .signal])
  }

  /// C3: the mark that a task is on its way out comes first: its children go to a thread that is not.
  @Test func `a thread that ends is nobody's new parent`() throws {
    var parents: [ThreadID] = []
    _ = try Play([
      [.thread(part: 1), .thread(part: 2), .futexWait(word(0), 0)],
      [.fork(part: 3), .exit(code: 0)], [.compute(nanoseconds: 10_000_000)],
      [.compute(nanoseconds: 30_000_000)],
    ]) { kernel, _, _ in
      if let child = kernel.tasks.first(where: { $0.processID != 2 && $0.threadID != 1 }) {
        parents.append(child.parentThreadID)
      }
    }
    #expect(parents.first == 3)
    #expect(parents.last == 2)
  }
}
