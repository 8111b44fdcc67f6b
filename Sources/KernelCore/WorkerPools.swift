internal import LinuxABI

/// A pool of workers: Linux's `struct worker_pool`.
struct WorkerPool: Sendable {
  /// The processor that its workers are tied to; -1 for the unbound pool.
  let cpu: Int32
  /// Whether it makes workers as it needs them; 2.6's `events/N` is one thread for good.
  let isManaged: Bool
  /// Work that waits for a worker, the oldest first.
  var work: ContiguousArray<WorkItem> = []
  /// Records of workers without work, the one first that had some last.
  var idle: ContiguousArray<Int32> = []
  /// Records of all of them, the rescuer not counted.
  var workers: ContiguousArray<Int32> = []
  /// Workers of a processor's pool that are at work and do not sleep (`nr_running`).
  var runningCount = 0
  /// Whether one of them is making another (`POOL_MANAGER_ACTIVE`).
  var isManaging = false
  /// Records of workers that are to end.
  var dying: ContiguousArray<Int32> = []
  /// The number in the name of the next one.
  var nextNumber = 0
  /// Its rescuer, as a task, or -1.
  var rescuer: Int32 = -1
  var itemsDone = 0

  /// Whether somebody should come to work: there is some, and nobody at it who goes on.
  ///
  /// Source: `kernel/workqueue.c: need_more_worker`; workers of an unbound pool are never counted.
  var needsWorker: Bool { !work.isEmpty && runningCount == 0 }

  /// Whether a worker that has done its piece takes the next one.
  ///
  /// Source: `kernel/workqueue.c: keep_working`.
  var keepsWorking: Bool { !work.isEmpty && runningCount <= 1 }

  /// Whether more are idle than a quarter of those at work, and two.
  ///
  /// Source: `kernel/workqueue.c: too_many_workers`, MAX_IDLE_WORKERS_RATIO.
  var hasTooManyIdle: Bool {
    idle.count > 2 && (idle.count - 2) * 4 >= workers.count - idle.count
  }

  /// Source: `kernel/workqueue.c: IDLE_WORKER_TIMEOUT, MAYDAY_INITIAL_TIMEOUT, CREATE_COOLDOWN`.
  static var idleNanosecondsMax: UInt64 { 300_000_000_000 }
  static var maydayNanoseconds: UInt64 { 10_000_000 }
  static var cooldownNanoseconds: UInt64 { 1_000_000_000 }
}

/// Something that a worker does.
enum WorkItem: Equatable, Sendable {
  case steps(ContiguousArray<WorkStep>)
  /// Writes dirty pages of a disk (`wb_workfn`).
  case writeback(Int)
}

/// A pool of workers at one moment.
public struct WorkerPoolSnapshot: Hashable, Sendable {
  /// How many workers there are, the rescuer not counted.
  public let workerCount: Int
  /// How many of them have no work.
  public let idleCount: Int
  /// How many are at work and do not sleep; 0 always in the unbound pool, which does not count
  /// them.
  public let runningCount: Int
  /// Pieces of work that wait.
  public let waitingCount: Int
  /// Pieces of work that are done.
  public let itemsDone: Int
}

// Workers do what others do not want to wait for. The pool of a processor keeps one of them
// running: when it sleeps in the middle of its work another one takes the next piece.
//
// Source: `kernel/workqueue.c: worker_thread, process_one_work, manage_workers`.
extension Kernel {
  /// A pool of workers; nil if there is no such pool, or the kernel has no threads of its own.
  public func workerPool(_ number: WorkerPoolID) -> WorkerPoolSnapshot? {
    guard hasKernelThreads, side.pools.indices.contains(Int(number.rawValue)) else { return nil }
    let pool = side.pools[Int(number.rawValue)]
    return WorkerPoolSnapshot(
      workerCount: pool.workers.count, idleCount: pool.idle.count,
      runningCount: pool.runningCount, waitingCount: pool.work.count, itemsDone: pool.itemsDone)
  }

  /// The pool of all processors together, as an index: it follows those of the processors.
  var unboundPool: Int { side.pools.count - 1 }

  /// Makes a pool with one worker.
  mutating func addPool(cpu: Int32, parent: Int32) {
    let number = side.pools.count
    side.pools.append(WorkerPool(cpu: cpu, isManaged: true))
    let task = bootThread(
      workerName(of: number), .worker(Int32(number)), parent: parent, flags: [.worker, .noFreeze],
      cpu: cpu)
    let index = threadIndex(of: task)
    side.threads[index].flags.insert(.fixedProcessor)
    side.pools[number].workers.append(Int32(index))
    side.pools[number].idle.append(Int32(index))
  }

  /// Makes the thread that helps the unbound pool where no worker can be made.
  mutating func bootRescuer(parent: Int32) {
    let pool = unboundPool
    let task = bootThread(
      "kworker/R-writeback", .rescuer(Int32(pool)), parent: parent,
      flags: [.worker, .noFreeze, .fixedProcessor])
    side.pools[pool].rescuer = task
  }

  /// Makes 2.6's `events/N`: keventd.
  mutating func bootEvents(_ cpu: Int32) {
    let number = side.pools.count
    side.pools.append(WorkerPool(cpu: cpu, isManaged: false))
    let task = bootThread(
      "events/" + String(cpu), .events(Int32(number)), parent: Self.initTask, flags: .noFreeze,
      cpu: cpu)
    side.pools[number].workers.append(Int32(threadIndex(of: task)))
    side.pools[number].idle.append(Int32(threadIndex(of: task)))
  }

  /// `kworker/1:0`, or `kworker/u4:0` for the fourth pool.
  private mutating func workerName(of pool: Int) -> String {
    let number = side.pools[pool].nextNumber
    side.pools[pool].nextNumber += 1
    let cpu = side.pools[pool].cpu
    return "kworker/" + (cpu >= 0 ? String(cpu) : "u" + String(pool)) + ":" + String(number)
  }

  // MARK: - Work

  /// Leaves work for a worker; what waits already is not left twice.
  ///
  /// Source: `kernel/workqueue.c: __queue_work, kick_pool`.
  mutating func queueWork(_ item: WorkItem, on pool: Int) {
    if case .writeback(let disk) = item {
      disarmTimer(.writeback(disk))
      guard !side.disks[disk].isQueued else { return }
      // One that is being done is done again by whoever does it.
      guard !side.disks[disk].isWriting else {
        side.disks[disk].isRequeued = true
        return
      }
      side.disks[disk].isQueued = true
    }
    side.pools[pool].work.append(item)
    kick(pool)
  }

  private mutating func kick(_ pool: Int) {
    guard side.pools[pool].needsWorker, let first = side.pools[pool].idle.first else { return }
    wakeProcess(side.threads[Int(first)].task)
  }

  /// A worker of a processor's pool sleeps in the middle of its work: another one goes on.
  ///
  /// Source: `kernel/workqueue.c: wq_worker_sleeping`.
  mutating func willSleep(_ index: Int) {
    guard case .worker(let number) = side.threads[index].body,
      side.pools[Int(number)].cpu >= 0, isAtWork(side.threads[index].place),
      !side.threads[index].sleepsAtWork
    else { return }
    side.threads[index].sleepsAtWork = true
    side.pools[Int(number)].runningCount -= 1
    kick(Int(number))
  }

  /// It goes on with its work.
  ///
  /// Source: `kernel/workqueue.c: wq_worker_running`.
  mutating func resumeWork(_ index: Int) {
    side.threads[index].sleepsAtWork = false
    guard case .worker(let number) = side.threads[index].body else { return }
    side.pools[Int(number)].runningCount += 1
  }

  /// Whether a worker's place is between taking a piece of work and looking for the next.
  private func isAtWork(_ place: Int) -> Bool {
    place == Place.working || place == Place.done || place >= Place.writing
  }

  /// Whether a worker has a piece of work.
  func isWorking(_ index: Int) -> Bool { isAtWork(side.threads[index].place) }

  // MARK: - Workers

  /// Where a worker goes on.
  enum Place {
    static var start: Int { 0 }
    static var woken: Int { 1 }
    static var looking: Int { 2 }
    static var managing: Int { 3 }
    static var taking: Int { 4 }
    static var working: Int { 5 }
    static var done: Int { 6 }
    static var cooling: Int { 7 }
    static var writing: Int { 20 }
    static var written: Int { 21 }
  }

  /// Source: `kernel/workqueue.c: worker_thread`.
  mutating func workerStep(_ index: Int, _ pool: Int) -> KernelStep {
    switch side.threads[index].place {
    case Place.start, Place.woken:
      join(index, pool)
      if side.pools[pool].dying.contains(Int32(index)) { return endWorker(index, pool) }
      side.pools[pool].idle.removeAll { $0 == Int32(index) }
      side.threads[index].place = Place.looking
      return .call(.setState(.running))
    case Place.looking:
      guard side.pools[pool].needsWorker else { return rest(index, pool) }
      // One is left for when this one sleeps.
      if side.pools[pool].isManaged, side.pools[pool].idle.isEmpty, !side.pools[pool].isManaging {
        side.pools[pool].isManaging = true
        side.threads[index].place = Place.managing
        let cpu = side.pools[pool].cpu
        return .make(
          Array(workerName(of: pool).utf8), .worker(Int32(pool)),
          [.worker, .noFreeze, .fixedProcessor], cpu)
      }
      side.threads[index].place = Place.taking
      return .call(.condResched)
    case Place.managing: return manage(index, pool)
    case Place.cooling:
      side.threads[index].place = Place.looking
      return .call(.setState(.running))
    default: return workStep(index, pool)
    }
  }

  /// Sees what has become of the worker that was to be made.
  ///
  /// Source: `kernel/workqueue.c: maybe_create_worker, create_worker`.
  private mutating func manage(_ index: Int, _ pool: Int) -> KernelStep {
    side.pools[pool].isManaging = false
    let made = side.threads[index].reply
    guard made > 0 else {
      // No task is to be had: the rescuer is called, and it is tried again later.
      if side.pools[pool].rescuer >= 0 {
        armTimer(.callRescuer(pool), after: WorkerPool.maydayNanoseconds)
      }
      side.threads[index].sleep = .sleepingInKernel
      side.threads[index].place = Place.cooling
      return .call(.scheduleTimeout(nanoseconds: WorkerPool.cooldownNanoseconds))
    }
    disarmTimer(.callRescuer(pool))
    let task = threadIDs[Int32(truncatingIfNeeded: made)]
    // Somebody else may have stopped it since.
    if task >= 0, isKernelThread(task),
      side.threads[threadIndex(of: task)].body == .worker(Int32(pool))
    {
      let worker = threadIndex(of: task)
      join(worker, pool)
      // It has not looked yet whether there is work.
      if side.threads[worker].place == Place.start {
        side.pools[pool].idle.append(Int32(worker))
      }
    }
    side.threads[index].place = Place.taking
    return .call(.condResched)
  }

  /// A new worker is one of its pool from when its maker or it itself says so.
  private mutating func join(_ index: Int, _ pool: Int) {
    guard !side.pools[pool].workers.contains(Int32(index)) else { return }
    side.pools[pool].workers.append(Int32(index))
  }

  /// Takes pieces of work and does them, as long as the pool wants it to.
  mutating func workStep(_ index: Int, _ pool: Int) -> KernelStep {
    switch side.threads[index].place {
    case Place.taking:
      guard let item = side.pools[pool].work.first else {
        side.threads[index].place = Place.looking
        return .call(.condResched)
      }
      side.pools[pool].work.removeFirst()
      // Others of an unbound pool take what is left.
      if side.pools[pool].cpu < 0 { kick(pool) }
      if isCounted(index) { side.pools[pool].runningCount += 1 }
      switch item {
      case .steps(let steps):
        side.threads[index].work = steps
        side.threads[index].place = Place.working
      case .writeback(let disk):
        side.disks[disk].isQueued = false
        side.disks[disk].isWriting = true
        side.threads[index].disk = disk
        side.threads[index].place = Place.writing
      }
      return .call(.condResched)
    case Place.working:
      guard let step = side.threads[index].work.first else {
        side.threads[index].place = Place.done
        return .call(.condResched)
      }
      side.threads[index].work.removeFirst()
      switch step {
      case .run(let nanoseconds): return .call(.run(nanoseconds: nanoseconds))
      case .sleep(let nanoseconds):
        side.threads[index].sleep = .uninterruptible
        return .call(.scheduleTimeout(nanoseconds: nanoseconds))
      }
    case Place.done:
      side.pools[pool].itemsDone += 1
      let keepsWorking = side.pools[pool].keepsWorking
      if isCounted(index) { side.pools[pool].runningCount -= 1 }
      side.threads[index].place = keepsWorking ? Place.taking : Place.looking
      return .call(.condResched)
    default: return writebackStep(index)
    }
  }

  /// Whether a pool counts whether a worker of it runs.
  private func isCounted(_ index: Int) -> Bool {
    guard case .worker(let number) = side.threads[index].body else { return false }
    return side.pools[Int(number)].cpu >= 0
  }

  /// Goes to sleep without work.
  ///
  /// Source: `kernel/workqueue.c: worker_enter_idle`.
  private mutating func rest(_ index: Int, _ pool: Int) -> KernelStep {
    side.threads[index].place = Place.woken
    if case .worker = side.threads[index].body {
      side.pools[pool].idle.insert(Int32(index), at: 0)
      side.threads[index].asleepSinceNanoseconds = timeNanoseconds
      if side.pools[pool].hasTooManyIdle, !isArmed(.cullWorkers(pool)) {
        armTimer(.cullWorkers(pool), after: WorkerPool.idleNanosecondsMax)
      }
    }
    side.threads[index].sleep = .idleInKernel
    return .call(.schedule)
  }

  /// Ends workers that have had no work for 300 seconds, as long as there are too many.
  ///
  /// Source: `kernel/workqueue.c: idle_worker_timeout, idle_cull_fn`.
  mutating func cullWorkers(of pool: Int) {
    while side.pools[pool].hasTooManyIdle, let last = side.pools[pool].idle.last {
      let end = side.threads[Int(last)].asleepSinceNanoseconds + WorkerPool.idleNanosecondsMax
      guard end <= timeNanoseconds else {
        armTimer(.cullWorkers(pool), at: end)
        return
      }
      side.pools[pool].idle.removeLast()
      side.pools[pool].dying.append(last)
      wakeProcess(side.threads[Int(last)].task)
    }
  }

  private mutating func endWorker(_ index: Int, _ pool: Int) -> KernelStep {
    side.pools[pool].dying.removeAll { $0 == Int32(index) }
    side.pools[pool].workers.removeAll { $0 == Int32(index) }
    return .call(.exit(code: 0))
  }

  /// A thread that ends is in no pool any more, though somebody else ended it.
  mutating func leavePools(_ index: Int) {
    let number = Int32(index)
    side.flushers.members.removeAll { $0 == number }
    side.flushers.idle.removeAll { $0 == number }
    for pool in side.pools.indices {
      side.pools[pool].workers.removeAll { $0 == number }
      side.pools[pool].idle.removeAll { $0 == number }
      side.pools[pool].dying.removeAll { $0 == number }
    }
  }

  // MARK: - Those that are no workers of a managed pool

  /// Has the rescuer do what waits.
  ///
  /// Source: `kernel/workqueue.c: pool_mayday_timeout, rescuer_thread`.
  mutating func callRescuer(of pool: Int) {
    if !side.pools[pool].work.isEmpty { wakeProcess(side.pools[pool].rescuer) }
  }

  /// Source: `kernel/workqueue.c: rescuer_thread`.
  mutating func rescuerStep(_ index: Int, _ pool: Int) -> KernelStep {
    switch side.threads[index].place {
    case Place.start, Place.woken, Place.looking:
      guard !side.pools[pool].work.isEmpty else { return rest(index, pool) }
      side.threads[index].place = Place.taking
      return .call(.setState(.running))
    default: return workStep(index, pool)
    }
  }

  /// One thread that does one piece after the other, and what sleeps in one holds all up.
  ///
  /// Source: 2.6.11's `kernel/workqueue.c: worker_thread, run_workqueue`.
  mutating func eventsStep(_ index: Int, _ pool: Int) -> KernelStep {
    switch side.threads[index].place {
    case Place.start, Place.looking:
      side.pools[pool].idle = [Int32(index)]
      side.threads[index].place = Place.woken
      return .call(.setState(.interruptible))
    case Place.woken:
      guard !side.pools[pool].work.isEmpty else {
        side.threads[index].place = Place.looking
        return .call(.schedule)
      }
      side.pools[pool].idle = []
      side.threads[index].place = Place.taking
      return .call(.setState(.running))
    default: return workStep(index, pool)
    }
  }
}
