internal import LinuxABI

// What each call of a kernel thread does.
extension Kernel {
  /// Carries a call out for a kernel thread, or for a process whose index is -1.
  mutating func perform(_ call: KernelCall, by task: Int32, _ index: Int) -> KernelOutcome {
    switch call {
    case .setState(let state):
      side.threads[index].sleep = state.taskState
      return .value(0)
    case .schedule:
      side.threads[index].stage = .schedule
      return sleepAsSaid(task, index) ? .value(0) : .waits
    case .scheduleTimeout(let nanoseconds):
      return scheduleTimeout(nanoseconds, task, index)
    case .yield:
      if isDriven { noteYield() }
      if runQueue.count > 0 {
        side.threads[index].reply = 0
        yieldProcessor(because: .yielded)
        return .waits
      }
      return .value(0)
    case .run(let nanoseconds): return runFor(nanoseconds, task, index)
    case .condResched:
      // Only where the kernel is not preempted anyway.
      return .value(0)
    case .mightSleep:
      // Said only: the count stays.
      if side.threads[index].preemptCount > 0 { fault(.scheduleWhileAtomic, of: task) }
      if side.threads[index].sleep != .running { fault(.mightSleepNotRunning, of: task) }
      return .value(0)
    case .preemptDisable:
      side.threads[index].preemptCount += 1
      return .value(0)
    case .preemptEnable:
      guard side.threads[index].preemptCount > 0 else {
        fault(.preemptUnderflow, of: task)
        return .value(-Int64(Errno.invalidArgument.rawValue))
      }
      side.threads[index].preemptCount -= 1
      return .value(0)
    case .wakeUpProcess(let threadID):
      return withTask(threadID, task) { kernel, other in .value(kernel.wakeProcess(other) ? 1 : 0) }
    case .prepareToWait, .finishWait, .wakeUp, .waitForCompletion, .complete, .completeAll, .read,
      .write:
      return performWaiting(call, by: task, index)
    case .kthreadCreate, .kthreadCreateOnCPU, .kthreadRun, .kthreadBind, .kthreadStop, .kthreadPark,
      .kthreadUnpark,
      .kthreadShouldStop, .kthreadShouldPark, .kthreadParkme, .kernelThread, .daemonize,
      .userModeThread:
      return performThreads(call, by: task, index)
    case .exit(let code):
      endThread(task, result: code)
      return .ended
    case .allowSignal, .signalPending, .flushSignals: return performSignals(call, by: task)
    case .useMM, .unuseMM, .getUser: return performMemory(call, by: task, index)
    case .kernelExecve(let path, let entry): return execute(path, entry, by: task)
    case .raiseSoftirq(let vector, let cpu, let items, let nanosecondsEach):
      guard side.processors.indices.contains(Int(cpu)) else { return noSuchObject(task) }
      raiseSoftirq(vector, cpu: Int(cpu), items: items, nanosecondsEach: nanosecondsEach)
      return .value(0)
    case .doSoftirq(let cpu):
      // Only its own processor serves them; one that schedules itself works for all in turn.
      guard side.processors.indices.contains(Int(cpu)), !isDriven || Int(cpu) == processor else {
        return noSuchObject(task)
      }
      serveSoftirqs(cpu: Int(cpu))
      return .value(0)
    case .queueWork(let pool, let steps):
      guard side.pools.indices.contains(Int(pool.rawValue)) else { return noSuchObject(task) }
      queueWork(.steps(ContiguousArray(steps)), on: Int(pool.rawValue))
      return .value(0)
    case .dirty(let pages):
      guard side.disks.indices.contains(pages.disk), pages.count >= 0, pages.firstPage >= 0,
        pages.firstPage <= Int32.max - pages.count
      else { return noSuchObject(task) }
      dirty(pages)
      return balanceDirtyPages(pages.count, disk: pages.disk, by: task, index, reply: 0)
    case .wakeFlushers(let pages): return .value(wakeFlushers(pages: pages))
    }
  }

  /// The named thing is none: EINVAL.
  mutating func noSuchObject(_ task: Int32) -> KernelOutcome {
    fault(.noSuchObject, of: task)
    return .value(-Int64(Errno.invalidArgument.rawValue))
  }

  /// Does something with a task that is named by its thread id.
  mutating func withTask(
    _ threadID: ThreadID, _ caller: Int32, _ body: (inout Kernel, Int32) -> KernelOutcome
  ) -> KernelOutcome {
    let task = threadIDs[threadID.rawValue]
    guard task >= 0, taskTable[task].state != .builtIn else { return noSuchThread(caller) }
    return body(&self, task)
  }

  /// Does something with a kernel thread that is named by its thread id.
  mutating func withThread(
    _ threadID: ThreadID, _ caller: Int32, _ body: (inout Kernel, Int32, Int) -> KernelOutcome
  ) -> KernelOutcome {
    let task = threadIDs[threadID.rawValue]
    guard task >= 0, isKernelThread(task) else { return noSuchThread(caller) }
    return body(&self, task, threadIndex(of: task))
  }

  private mutating func noSuchThread(_ caller: Int32) -> KernelOutcome {
    fault(.noSuchThread, of: caller)
    return .value(-Int64(Errno.noSuchProcess.rawValue))
  }

  // MARK: - The own processor

  /// Sleeps up to a time; timers of the kernel run out at ticks, so it is never earlier.
  ///
  /// Source: `kernel/time/timer.c: schedule_timeout` (until 6.12; now `sleep_timeout.c`).
  private mutating func scheduleTimeout(
    _ nanoseconds: UInt64, _ task: Int32, _ index: Int
  ) -> KernelOutcome {
    let deadline = deadline(after: nanoseconds)
    side.threads[index].stage = .timeout(deadline)
    armTimer(.wake(task), at: deadline)
    return sleepAsSaid(task, index) ? .value(side.threads[index].reply) : .waits
  }

  private mutating func runFor(
    _ nanoseconds: UInt64, _ task: Int32, _ index: Int
  ) -> KernelOutcome {
    guard nanoseconds <= limits.computeNanosecondsMax else {
      return .value(-Int64(Errno.invalidArgument.rawValue))
    }
    guard index >= 0 else {
      // Who drives the kernel has let it pass before.
      if !isDriven { spend(nanoseconds, on: task) }
      return .value(0)
    }
    side.threads[index].reply = 0
    side.threads[index].runNanosecondsLeft = nanoseconds
    return .waits
  }

  // MARK: - Signals

  /// Whether a signal waits that a kernel thread lets through.
  ///
  /// Source: `include/linux/sched/signal.h: signal_pending`.
  func hasSignal(_ task: Int32) -> Bool {
    let waiting = taskTable[task].pending.set.union(signals[taskTable[task].signal].pending.set)
    return !waiting.isSubset(of: taskTable[task].blocked)
  }

  private mutating func performSignals(_ call: KernelCall, by task: Int32) -> KernelOutcome {
    switch call {
    case .allowSignal(let signal):
      guard (1...Signal.maximum).contains(signal.rawValue) else {
        return .value(-Int64(Errno.invalidArgument.rawValue))
      }
      // G8. Source: `kernel/signal.c: kernel_sigaction`, SIG_KTHREAD.
      let sighand = taskTable[task].sighand
      sighands[sighand].ignored &= ~signal.bit
      sighands[sighand].handled |= signal.bit
      taskTable[task].blocked.remove(SignalSet(signal))
      return .value(0)
    case .signalPending: return .value(hasSignal(task) ? 1 : 0)
    default:
      // Source: `kernel/signal.c: flush_signals`.
      flush(SignalSet(rawValue: ~0), of: .task(task))
      flush(SignalSet(rawValue: ~0), of: .group(taskTable[task].signal))
      return .value(0)
    }
  }

  // MARK: - Programs

  /// D14: a kernel thread cannot execute a program, one that was made to do so can.
  ///
  /// Source: `fs/exec.c: kernel_execve`.
  private mutating func execute(
    _ path: [UInt8], _ entry: UInt64, by task: Int32
  ) -> KernelOutcome {
    guard profile.kernelThreads.execution == .allowed else {
      fault(.executed, of: task)
      return .value(-Int64(Errno.invalidArgument.rawValue))
    }
    do throws(Errno) {
      try becomeProgram(task, path: path, entry: entry)
    } catch {
      return .value(-Int64(error.rawValue))
    }
    return .ended
  }

  // MARK: - Memory of processes

  /// G10: a kernel thread may have the memory of a process for a while, and stays one.
  ///
  /// Source: `kernel/kthread.c: kthread_use_mm, kthread_unuse_mm`; `kernel/fork.c: get_task_mm`.
  private mutating func performMemory(
    _ call: KernelCall, by task: Int32, _ index: Int
  ) -> KernelOutcome {
    switch call {
    case .useMM(let threadID):
      let other = threadIDs[threadID.rawValue]
      guard other >= 0, taskTable[other].mm >= 0, taskTable[task].mm < 0 else {
        fault(.memoryInUse, of: task)
        return .value(-Int64(Errno.invalidArgument.rawValue))
      }
      let mm = taskTable[other].mm
      memory.spaces[mm].users += 1
      taskTable[task].mm = mm
      loadMemory(mm)
      return .value(0)
    case .unuseMM:
      guard taskTable[task].mm >= 0 else {
        fault(.memoryInUse, of: task)
        return .value(-Int64(Errno.invalidArgument.rawValue))
      }
      keepMemory(ofEnding: task)
      memory.release(taskTable[task].mm)
      taskTable[task].mm = -1
      return .value(0)
    case .getUser(let address):
      guard taskTable[task].mm >= 0,
        let value = peek(id(of: task), address, .word)
      else { return .value(-Int64(Errno.badAddress.rawValue)) }
      return .value(Int64(value))
    default: return .value(0)
    }
  }
}

extension KernelCall {
  /// Its number in traces.
  var number: UInt8 {
    switch self {
    case .setState: 0
    case .schedule: 1
    case .scheduleTimeout: 2
    case .yield: 3
    case .run: 4
    case .condResched: 5
    case .mightSleep: 6
    case .preemptDisable: 7
    case .preemptEnable: 8
    case .wakeUpProcess: 9
    case .prepareToWait: 10
    case .finishWait: 11
    case .wakeUp: 12
    case .waitForCompletion: 13
    case .complete: 14
    case .completeAll: 15
    case .read: 16
    case .write: 17
    case .kthreadCreate: 18
    case .kthreadRun: 19
    case .kthreadBind: 20
    case .kthreadStop: 21
    case .kthreadPark: 22
    case .kthreadUnpark: 23
    case .kthreadShouldStop: 24
    case .kthreadShouldPark: 25
    case .kthreadParkme: 26
    case .kernelThread: 27
    case .daemonize: 28
    case .exit: 29
    case .allowSignal: 30
    case .signalPending: 31
    case .flushSignals: 32
    case .useMM: 33
    case .unuseMM: 34
    case .getUser: 35
    case .kernelExecve: 36
    case .userModeThread: 37
    case .raiseSoftirq: 38
    case .doSoftirq: 39
    case .queueWork: 40
    case .dirty: 41
    case .wakeFlushers: 42
    case .kthreadCreateOnCPU: 43
    }
  }

  /// Its first word in traces; 0 for one without.
  var word: Int64 {
    switch self {
    case .setState(let state): Int64(state.rawValue)
    case .scheduleTimeout(let nanoseconds), .run(let nanoseconds):
      Int64(truncatingIfNeeded: nanoseconds)
    case .wakeUpProcess(let task), .kthreadBind(let task, _), .kthreadStop(let task),
      .kthreadPark(let task), .kthreadUnpark(let task), .useMM(let task):
      Int64(task.rawValue)
    case .prepareToWait(let queue, _, _), .finishWait(let queue), .wakeUp(let queue, _):
      Int64(queue.rawValue)
    case .waitForCompletion(let one), .complete(let one), .completeAll(let one):
      Int64(one.rawValue)
    case .read(let word), .write(let word, _): Int64(word.rawValue)
    case .exit(let code): Int64(code)
    case .allowSignal(let signal): Int64(signal.rawValue)
    case .getUser(let address): Int64(bitPattern: address.rawValue)
    case .raiseSoftirq(let vector, _, _, _): Int64(vector.rawValue)
    case .doSoftirq(let cpu), .kthreadCreateOnCPU(_, let cpu): Int64(cpu)
    case .queueWork(let pool, _): Int64(pool.rawValue)
    case .dirty(let pages): Int64(pages.inode)
    case .wakeFlushers(let pages): Int64(pages)
    case .kernelThread(_, let flags): Int64(bitPattern: flags.rawValue)
    default: 0
    }
  }

  /// Whether it might sleep, so that PREEMPT_VOLUNTARY looks there too.
  var mightSleep: Bool {
    switch self {
    case .waitForCompletion, .kthreadCreate, .kthreadCreateOnCPU, .kthreadRun, .kthreadStop,
      .kthreadPark, .dirty:
      true
    default: false
    }
  }

  /// Whether a system call of a process may do it: it needs nothing that only a thread of the
  /// kernel has.
  var isForProcesses: Bool {
    switch self {
    case .run, .wakeUpProcess, .wakeUp, .waitForCompletion, .complete, .completeAll, .read, .write,
      .kthreadCreate, .kthreadCreateOnCPU, .kthreadRun, .kthreadBind, .kthreadStop, .kthreadPark,
      .kthreadUnpark,
      .kernelThread, .raiseSoftirq, .queueWork, .dirty, .wakeFlushers:
      true
    default: false
    }
  }
}
