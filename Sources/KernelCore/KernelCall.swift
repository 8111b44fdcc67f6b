public import LinuxABI

/// What a kernel thread asks of the rest of the kernel, or what a system call of a process does
/// there.
///
/// Each is a function of Linux. An answer is a number: 0 or what is said, or a negative errno. A
/// call that is wrong is answered too, and named in `Kernel.kernelFaults`.
public enum KernelCall: Hashable, Sendable {
  // MARK: The own state, and the processor
  /// Says in which state the next `schedule` puts the thread (`set_current_state`).
  case setState(SleepState)
  /// Gives the processor away: the thread sleeps if its state says so (`schedule`).
  case schedule
  /// The same, up to a time; answers what was left of it, in nanoseconds (`schedule_timeout`).
  case scheduleTimeout(nanoseconds: UInt64)
  /// Lets others run that are runnable (`yield`).
  case yield
  /// Works for so long.
  case run(nanoseconds: UInt64)
  /// Lets others run if it is time (`cond_resched`).
  case condResched
  /// Says that what follows might sleep (`might_sleep`).
  case mightSleep
  /// Keeps the processor until the same number of `preemptEnable`s (`preempt_disable`).
  case preemptDisable
  /// Undoes one `preemptDisable` (`preempt_enable`).
  case preemptEnable

  // MARK: Waiting and waking
  /// Wakes a task, or keeps it from going to sleep; answers 1, or 0 if it was awake
  /// (`wake_up_process`).
  case wakeUpProcess(ThreadID)
  /// Enters a queue, and says in which state to sleep (`prepare_to_wait`,
  /// `prepare_to_wait_exclusive`).
  case prepareToWait(WaitQueueID, SleepState, WaitKind)
  /// Leaves it, awake (`finish_wait`).
  case finishWait(WaitQueueID)
  /// Wakes everybody of a queue who is not exclusive, and so many who are, 0 for all; answers how
  /// many (`__wake_up`).
  case wakeUp(WaitQueueID, exclusiveMax: Int32)
  /// Sleeps until a completion is complete, and takes one of it (`wait_for_completion`).
  case waitForCompletion(CompletionID)
  /// Lets one that waits go on, now or when it comes (`complete`).
  case complete(CompletionID)
  /// Lets all go on, now and later (`complete_all`).
  case completeAll(CompletionID)
  /// Reads a word of the kernel's memory.
  case read(KernelWord)
  /// Writes a word of the kernel's memory.
  case write(KernelWord, UInt64)

  // MARK: Kernel threads
  /// Has a thread made, which sleeps until it is woken; answers its thread id (`kthread_create`).
  case kthreadCreate(KernelThreadPlan)
  /// The same, and ties it to a processor (`kthread_create_on_cpu`).
  case kthreadCreateOnCPU(KernelThreadPlan, cpu: Int32)
  /// Has one made, and wakes it (`kthread_run`).
  case kthreadRun(KernelThreadPlan)
  /// Ties a thread to a processor that has not run yet (`kthread_bind`).
  case kthreadBind(ThreadID, cpu: Int32)
  /// Tells a thread to end, and waits for it; answers its result (`kthread_stop`).
  case kthreadStop(ThreadID)
  /// Tells a thread to park, and waits until it has (`kthread_park`).
  case kthreadPark(ThreadID)
  /// Lets it go on (`kthread_unpark`).
  case kthreadUnpark(ThreadID)
  /// Whether the thread is to end: 1 or 0 (`kthread_should_stop`).
  case kthreadShouldStop
  /// Whether it is to park (`kthread_should_park`).
  case kthreadShouldPark
  /// Parks as long as it is to (`kthread_parkme`).
  case kthreadParkme
  /// Makes a thread that is a child of the caller, and shares what the flags name
  /// (`kernel_thread`).
  case kernelThread(KernelThreadPlan, CloneFlags)
  /// Gives up what a thread has of the process that made it; init adopts it (`daemonize`, until
  /// 3.8).
  case daemonize(name: [UInt8])
  /// Ends the thread with a result (`kthread_exit`, or the return of its function).
  case exit(code: Int32)

  // MARK: Signals and programs
  /// Lets a signal through (`allow_signal`).
  case allowSignal(Signal)
  /// Whether one waits: 1 or 0 (`signal_pending`).
  case signalPending
  /// Drops what waits (`flush_signals`).
  case flushSignals
  /// Takes the memory of a process for its own (`get_task_mm` and `kthread_use_mm`).
  case useMM(ThreadID)
  /// Gives it back (`kthread_unuse_mm` and `mmput`).
  case unuseMM
  /// Reads a word of the memory that it uses (`get_user`).
  case getUser(UserAddress)
  /// Turns into a program (`kernel_execve`).
  case kernelExecve(path: [UInt8], entry: UInt64)
  /// Makes a task that turns into a program, a child of the caller's parent (`user_mode_thread`);
  /// answers its thread id.
  case userModeThread(path: [UInt8], entry: UInt64)

  // MARK: Interrupts, work and pages
  /// Raises a soft interrupt of a processor with so much to do (`raise_softirq`).
  case raiseSoftirq(SoftInterrupt, cpu: Int32, items: Int, nanosecondsEach: UInt64)
  /// Serves the soft interrupts of a processor (`do_softirq`).
  case doSoftirq(cpu: Int32)
  /// Gives work to a pool of workers (`queue_work`).
  case queueWork(WorkerPoolID, [WorkStep])
  /// Makes pages of an inode dirty, as a store to a mapped file does (`balance_dirty_pages`
  /// follows).
  case dirty(InodePages)
  /// Has dirty pages written, whatever their age; 0 for all (`wakeup_flusher_threads`,
  /// `wakeup_bdflush`).
  case wakeFlushers(pages: Int)
}

/// How a thread of the kernel sleeps; the corresponding constants are `TASK_RUNNING` and its like.
public enum SleepState: UInt8, Hashable, Sendable, CaseIterable {
  /// Not at all.
  case running
  /// A signal ends it.
  case interruptible
  /// Only who it waits for ends it.
  case uninterruptible
  /// The same, but it counts for no load (`TASK_IDLE`).
  case idle

  var taskState: TaskState {
    switch self {
    case .running: .running
    case .interruptible: .sleepingInKernel
    case .uninterruptible: .uninterruptible
    case .idle: .idleInKernel
    }
  }
}

/// Whether who waits in a queue is woken together with all others, or one at a time.
public enum WaitKind: UInt8, Hashable, Sendable {
  /// With all others; at the head of the queue.
  case shared
  /// One at a time, in the order of arrival (`WQ_FLAG_EXCLUSIVE`).
  case exclusive
}

/// A queue of tasks that wait for something.
public struct WaitQueueID: RawRepresentable, Hashable, Sendable {
  /// Its number, from 0.
  public let rawValue: Int32
  /// A queue by its number.
  public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// Something that is awaited until it is complete.
public struct CompletionID: RawRepresentable, Hashable, Sendable {
  /// Its number, from 0.
  public let rawValue: Int32
  /// A completion by its number.
  public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// A word of the kernel's memory.
public struct KernelWord: RawRepresentable, Hashable, Sendable {
  /// Its number, from 0.
  public let rawValue: Int32
  /// A word by its number.
  public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// A pool of workers.
public struct WorkerPoolID: RawRepresentable, Hashable, Sendable {
  /// Its number: that of its processor, or the number of processors for the unbound one.
  public let rawValue: Int32
  /// A pool by its number.
  public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// A kernel thread that is to be made.
public struct KernelThreadPlan: Hashable, Sendable {
  /// Its name, cut to what the version shows (`KernelThreadRules.nameBytesMax`).
  public var name: [UInt8]
  /// What it runs: the word by which whoever drives the kernel knows it, handed out in
  /// `Next.start`.
  public var entry: UInt64

  /// A thread by its name and entry.
  public init(_ name: String, entry: UInt64) {
    self.name = Array(name.utf8)
    self.entry = entry
  }
}

/// One thing that a piece of work does.
public enum WorkStep: Hashable, Sendable {
  /// Works for so long.
  case run(nanoseconds: UInt64)
  /// Sleeps for so long; meanwhile another worker of a processor's pool goes on.
  case sleep(nanoseconds: UInt64)
}

/// Pages of a file on a disk.
public struct InodePages: Hashable, Sendable {
  /// The disk, from 0.
  public var disk: Int
  /// The file.
  public var inode: Int32
  /// The first page.
  public var firstPage: Int32
  /// How many there are.
  public var count: Int32

  /// Pages from their parts.
  public init(disk: Int = 0, inode: Int32, firstPage: Int32 = 0, count: Int32) {
    self.disk = disk
    self.inode = inode
    self.firstPage = firstPage
    self.count = count
  }
}
