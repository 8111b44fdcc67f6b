import ExerciseKit
import Wire

/// What you write: the life of a kernel thread, and what memory a processor uses while one runs.
///
/// What `thread` throws you let pass.
public protocol KernelThreads: Sendable {
  init()

  /// What a new kernel thread does around its function.
  ///
  /// It reports to who has it made that it is there, and sleeps uninterruptibly until it is woken for the
  /// first time: it may be that it is first tied to a processor. If it is to stop by then, its function is never
  /// called, and it exits with `-EINTR`, -4. If it is to park it does that before its function. It exits with
  /// what its function returns.
  ///
  /// - Parameter thread: The thread.
  /// - Throws: What `thread` throws.
  ///
  /// Source: `kernel/kthread.c: kthread`.
  func main(_ thread: KernelThread) throws

  /// The function of a kernel thread that does jobs: it does what there is, sleeps interruptibly while there
  /// is nothing, parks when it is told to, and comes back when it is told to stop. When it does a job its state is
  /// running again: a job may let others run, and who has said that it will sleep would not come back.
  ///
  /// - Parameter thread: The thread.
  /// - Returns: How many jobs it has done.
  /// - Throws: What `thread` throws.
  ///
  /// Source: `kernel/kthread.c: kthread_worker_fn`; `kernel/smpboot.c: smpboot_thread_fn`.
  func work(_ thread: KernelThread) throws -> Int32

  /// What becomes of memory when a processor switches from one task to another.
  ///
  /// A kernel thread has no memory of its own (`mm` is nil). While it runs the processor keeps the memory
  /// of the task before, so that nothing has to be loaded: the thread *borrows* it (`activeMM`), and that counts as a
  /// reference. A process uses its own, and `activeMM` is the same. Memory is loaded only where the
  /// processor has another one. A reference that nobody needs any more is dropped, once the processor does
  /// not use that memory any more; a thread that does not run borrows nothing.
  ///
  /// - Parameters:
  ///   - previous: The task that leaves the processor.
  ///   - next: The task that gets it.
  ///   - processor: The processor.
  ///
  /// Source: `kernel/sched/core.c: context_switch, finish_task_switch`.
  func switchMemory(
    from previous: inout TaskMemory, to next: inout TaskMemory, on processor: MemoryProcessor)
}

/// How a thread says that it will sleep.
public enum ThreadState: UInt8, Sendable {
  /// It does not: `schedule` comes back at once.
  case running
  /// Until somebody wakes it; nobody counts that as load.
  case interruptible
  /// Until somebody wakes it, and no signal.
  case uninterruptible
}

/// A kernel thread, as its own code sees it.
///
/// Other tasks may do something at each of these calls: bring a job, tell the thread to stop, to park, to go on.
public final class KernelThread {
  // A class, because other tasks change it in the middle of the code that uses it.

  private let scene: ThreadScene
  private let code: any KernelThreads
  private var state = ThreadState.running
  private var points = 0
  private var jobs = 0
  private var hasReported = false
  private var isToStop = false
  private var isToPark = false
  private var isParked = false
  private var isOver = false
  /// What happened.
  private(set) var events: [ThreadEvent] = []

  init(_ scene: ThreadScene, _ code: any KernelThreads) {
    self.scene = scene
    self.code = code
    isToStop = scene.stopsAtFirst
    isToPark = scene.parksAtFirst
  }

  // MARK: - What your code does with it

  /// Says how the next `schedule` will be: `set_current_state`.
  public func setState(_ state: ThreadState) throws {
    try point()
    self.state = state
  }

  /// Sleeps if that was said, until somebody wakes the thread; else lets others run.
  public func schedule() throws {
    try point()
    guard state != .running else {
      events.append(.scheduled)
      return
    }
    events.append(
      scene.hasMain && !hasReported
        ? .sleptUnreported
        : state == .interruptible ? .sleptInterruptibly : .sleptUninterruptibly)
    while state != .running {
      guard points < scene.lastPoint else { throw SceneOver() }
      try point()
    }
  }

  /// Tells who has this thread made that it is there, and now asleep or about to be: `complete`.
  public func report() throws {
    try point()
    hasReported = true
    events.append(.reported)
    // Who waits for that may go on at once, and wake the thread.
    if scene.wakesAtOnce { wake() }
  }

  /// Whether it is told to end: `kthread_should_stop`.
  public func shouldStop() throws -> Bool {
    try point()
    return isToStop
  }

  /// Whether it is told to park: `kthread_should_park`.
  public func shouldPark() throws -> Bool {
    try point()
    return isToPark
  }

  /// Sleeps until it is told to go on, or to stop: `kthread_parkme`.
  ///
  /// It comes back at once if it is not to park.
  public func parkMe() throws {
    try point()
    state = .running
    guard isToPark else { return }
    isParked = true
    events.append(.parked)
    while isToPark {
      guard points < scene.lastPoint else { throw SceneOver() }
      try point()
    }
    isParked = false
    events.append(.unparked)
  }

  /// Takes the next job out of the list, and does it.
  ///
  /// - Returns: Whether there was one.
  public func doJob() throws -> Bool {
    try point()
    guard jobs > 0 else { return false }
    jobs -= 1
    events.append(state == .running ? .didJob : .didJobAsleep)
    return true
  }

  /// Whether there is a job.
  public func hasJob() throws -> Bool {
    try point()
    return jobs > 0
  }

  /// Calls the thread's function: your `work`, as it happens.
  public func callFunction() throws -> Int32 {
    try point()
    events.append(.calledFunction)
    return try code.work(self)
  }

  /// Ends the thread; who stopped it gets the result: `kthread_exit`.
  public func exit(_ result: Int32) throws -> Never {
    events.append(.exited(result))
    throw SceneOver()
  }

  // MARK: - Others

  /// A place at which others may do something.
  private func point() throws {
    points += 1
    guard points <= ThreadScene.pointsMax else {
      events.append(.neverSleeps)
      throw SceneOver()
    }
    for action in scene.actions where action.point == points { perform(action.kind) }
  }

  private func perform(_ kind: ThreadScene.Action.Kind) {
    switch kind {
    case .wake: wake()
    case .job:
      jobs += 1
      wake()
    case .stop:
      isToStop = true
      isToPark = false
      wake()
    case .park:
      isToPark = true
      wake()
    case .unpark:
      isToPark = false
      wake()
    }
  }

  private func wake() { state = .running }

  /// The jobs that are left.
  var jobsLeft: Int { jobs }
}

/// The memory of a task, as the scheduler sees it.
public struct TaskMemory: Equatable, Sendable {
  /// Its own: nil for a kernel thread.
  public var mm: Int?
  /// The one that the processor uses while it runs; nil for a kernel thread that does not run.
  public var activeMM: Int?
}

/// A processor, as far as memory is concerned.
public final class MemoryProcessor {
  // A class, because it remembers what is done with it.

  /// The memory whose page table is loaded.
  public private(set) var loaded: Int
  /// The references to each memory: its process is one, as long as it lives.
  private(set) var references: [Int]
  /// How often a page table was loaded.
  private(set) var loads = 0
  /// Whether memory was given back while it was loaded.
  private(set) var isUsedAfterEnd = false

  init(processes: Int) {
    loaded = 0
    references = [Int](repeating: 1, count: processes)
  }

  /// Loads a page table, and with it forgets all translations: that is what makes switches slow.
  public func load(_ mm: Int) {
    loads += 1
    loaded = mm
    check()
  }

  /// Counts one more reference: `mmgrab`.
  public func grab(_ mm: Int) {
    if references.indices.contains(mm) { references[mm] += 1 }
  }

  /// Counts one less; the last one gives the memory back: `mmdrop`.
  public func drop(_ mm: Int) {
    if references.indices.contains(mm) { references[mm] -= 1 }
    check()
  }

  private func check() {
    if !references.indices.contains(loaded) || references[loaded] <= 0 { isUsedAfterEnd = true }
  }
}

/// The end of a scene: let it pass.
struct SceneOver: Error {}
