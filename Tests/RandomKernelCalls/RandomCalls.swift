package import KernelCore
import LinuxABI
package import SeededNumbers

/// Calls of kernel threads and of processes, as wrong as they can be.
///
///     var calls = RandomCalls(state: 5)
///     let kernel = calls.kernel(.linux618, limits: limits, processors: 2, preemption: .full)
///
/// Numbers of threads, queues and processors are small, so that calls meet each other.
package struct RandomCalls {
  /// Where all that is random comes from.
  package var random: SplitMix64

  /// The calls of a seed.
  package init(state: UInt64) {
    random = SplitMix64(state: state)
  }

  // MARK: - The machine

  /// A kernel with threads of its own, and with what their calls are about.
  package mutating func kernel(
    _ profile: KernelProfile, limits: KernelLimits, processors: Int, preemption: PreemptionModel
  ) -> Kernel {
    var boot = Boot.full
    boot.preemption = preemption
    boot.processorCount = Int32(processors)
    boot.memoryPages = 600
    boot.disks.append(DiskSettings(directory: "home"))
    var kernel = Kernel(
      profile: profile, limits: limits, decisions: .seeded(random.next()), boot: boot)
    for _ in 0..<3 {
      _ = kernel.makeWaitQueue()
      _ = kernel.makeCompletion()
      _ = kernel.makeKernelWord()
    }
    kernel.connect(
      PacketStream(
        cpu: Int32(random.next() % UInt64(processors)), from: random.next() % 9_000_000,
        everyNanoseconds: 1 + random.next() % 500_000, count: 200,
        costNanoseconds: random.next() % 400_000))
    kernel.makeFile("/tmp/helper", contents: [0x7f, 0x45, 0x4c, 0x46], permissions: 0o755)
    return kernel
  }

  /// Up to when daemons run: sometimes so long that pages are old by then.
  package mutating func daemonNanoseconds() -> UInt64 {
    let isLong = random.next() % 6 == 0
    return random.next() % (isLong ? 40_000_000_000 : 2_000_000_000)
  }

  // MARK: - Calls

  /// What a task asks for next, where a run is to have an end.
  package enum Request {
    case system(SystemCall)
    case kernel(KernelCall)
  }

  /// What a task asks for next.
  ///
  /// - Parameters:
  ///   - task: The task.
  ///   - kernel: The kernel.
  ///   - isLate: Whether it is to end.
  /// - Returns: A system call, which kernel threads may not make, or a call in the kernel.
  package mutating func next(of task: TaskID, on kernel: Kernel, isLate: Bool) -> Request {
    if kernel.isKernelThread(task) {
      if random.next() % 20 == 0 { return .system(.getpid) }
      return .kernel(isLate ? .exit(code: 0) : inKernel(kernel))
    }
    if isLate { return .system(.exitGroup(code: 0)) }
    return random.next() % 3 == 0 ? .system(system()) : .kernel(inKernel(kernel))
  }

  private mutating func system() -> SystemCall {
    let task = random.next() % 24
    return switch random.next() % 13 {
    case 0: .clone(CloneArguments(flags: [], exitSignal: .child, entry: 0))
    case 1: .clone(CloneArguments(flags: [.vm, .fs, .files, .sighand, .thread], entry: 0))
    case 2: .kill(pid: ProcessID(rawValue: Int32(task)), signal: .kill)
    case 3: .kill(pid: ProcessID(rawValue: Int32(task)), signal: .user1)
    case 4: .open(path: Array("/tmp/f".utf8), flags: [.create, .readWrite], mode: 0o600)
    case 5:
      .write(
        fd: FileDescriptor(rawValue: Int32(random.next() % 6)),
        buffer: .bytes(Array(repeating: 97, count: 9_000)))
    case 6: .wait4(pid: -1, options: .noHang)
    case 7: .compute(nanoseconds: random.next() % 9_000_000)
    case 8: .registers(RegisterCall(.setpriority, 0, task, random.next() % 20))
    case 9: .registers(RegisterCall(.schedSetscheduler, task, 1, 1 + random.next() % 99))
    case 10: .registers(RegisterCall(.schedSetscheduler, task, 0))
    case 11: .registers(RegisterCall(.schedSetaffinity, task, 8, 1 + random.next() % 15))
    // A run whose only process has ended is over.
    default: random.next() % 8 == 0 ? .exit(code: 0) : .getpid
    }
  }

  private mutating func inKernel(_ kernel: Kernel) -> KernelCall {
    let thread = ThreadID(rawValue: Int32(random.next() % 24))
    // Daemons that are stopped or parked do no more work: only threads of the test are.
    let fuzzed = kernel.kernelThreads.filter { $0.name == "fuzz" }.randomElement(using: &random)
    let own = fuzzed?.threadID ?? 99
    let small = Int32(random.next() % 4)
    let queue = WaitQueueID(rawValue: small)
    let completion = CompletionID(rawValue: small)
    let word = KernelWord(rawValue: small)
    let time = random.next() % 3_000_000
    let state = SleepState(rawValue: UInt8(random.next() % 4)) ?? .running
    let plan = KernelThreadPlan("fuzz", entry: 0)
    let isOne = random.next() & 1 == 0
    let path = Array((isOne ? "/tmp/helper" : "/none").utf8)
    switch random.next() % 46 {
    case 0: return .setState(state)
    case 1: return .schedule
    case 2, 3: return .scheduleTimeout(nanoseconds: time)
    case 4: return .yield
    case 5, 6, 7: return .run(nanoseconds: time)
    case 8: return isOne ? .mightSleep : .condResched
    case 9: return .preemptDisable
    case 10: return .preemptEnable
    case 11, 12, 13: return .wakeUpProcess(thread)
    case 14: return .prepareToWait(queue, state, isOne ? .shared : .exclusive)
    case 15: return .finishWait(queue)
    case 16: return .wakeUp(queue, exclusiveMax: small)
    case 17: return .waitForCompletion(completion)
    case 18, 19: return .complete(completion)
    case 20: return random.next() % 8 == 0 ? .completeAll(completion) : .complete(completion)
    case 21: return .read(word)
    case 22: return .write(word, time)
    case 23: return .kthreadCreate(plan)
    case 24: return .kthreadCreateOnCPU(plan, cpu: small)
    case 25, 26: return .kthreadRun(plan)
    case 27: return .kthreadBind(thread, cpu: small)
    case 28: return .kthreadStop(own)
    case 29: return .kthreadPark(own)
    case 30: return .kthreadUnpark(own)
    case 31: return .kthreadShouldStop
    case 32: return .kthreadParkme
    case 33: return .kernelThread(plan, CloneFlags(rawValue: random.next() & 0xe00))
    case 34: return .daemonize(name: Array("daemon".utf8))
    case 35: return random.next() % 4 == 0 ? .exit(code: small) : .kthreadShouldPark
    case 36: return .allowSignal(.user1)
    case 37: return .signalPending
    case 38: return .flushSignals
    case 39: return isOne ? .useMM(thread) : .unuseMM
    case 40: return .kernelExecve(path: path, entry: 0)
    case 41: return .userModeThread(path: path, entry: 0)
    case 42: return .doSoftirq(cpu: small)
    case 43:
      return .raiseSoftirq(
        SoftInterrupt(rawValue: UInt8(random.next() % 7)) ?? .poll, cpu: small,
        items: Int(random.next() % 50), nanosecondsEach: 1_000)
    case 44:
      return .queueWork(
        WorkerPoolID(rawValue: small), [.run(nanoseconds: time), .sleep(nanoseconds: time)])
    default:
      return isOne
        ? .dirty(
          InodePages(
            disk: Int(small), inode: small, firstPage: small, count: Int32(random.next() % 90)))
        : .wakeFlushers(pages: Int(small))
    }
  }
}
