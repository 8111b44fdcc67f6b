import KernelCore
import LinuxABI
import Processors
import Scheduling
import SeededNumbers
import Testing

/// Random calls of kernel threads and processes on processors that a policy schedules.
@Suite struct `Random kernel threads` {
  @Test(arguments: LinuxPolicy.Kind.allCases, [1, 2, 4])
  func `leave tables and processors in order`(kind: LinuxPolicy.Kind, processors: Int) throws {
    var faults: Set<KernelFault.Kind> = []
    for seed in UInt64(0)..<4 {
      var random = SplitMix64(state: seed &* 77 &+ UInt64(processors))
      let machine = try Self.run(&random, kind, processors)
      faults.formUnion(machine.kernel.kernelFaults.map(\.kind))
    }
    // The calls are as wrong as they can be.
    #expect(faults.count >= 8, "\(faults)")
  }

  @Test(arguments: LinuxPolicy.Kind.allCases)
  func `have one run each`(kind: LinuxPolicy.Kind) throws {
    for seed in UInt64(50)...51 {
      var first = SplitMix64(state: seed)
      var second = first
      let events = try Self.run(&first, kind, 3).events
      #expect(try Self.run(&second, kind, 3).events == events)
      #expect(events.count > 200)
    }
  }

  /// One run of 200 calls.
  private static func run(
    _ random: inout SplitMix64, _ kind: LinuxPolicy.Kind, _ processors: Int
  ) throws -> ScheduledKernel<LinuxPolicy> {
    var machine = machine(&random, kind, processors)
    var calls = 0
    for step in 0... {
      try #require(step < 20_000, "the run has no end")
      try machine.checkInvariants()
      try machine.kernel.checkInvariants()
      switch try machine.next() {
      case .start(let task, _), .resume(let task, _), .handler(let task, _):
        calls += 1
        let isLate = calls > 200
        if machine.kernel.isKernelThread(task) {
          if random.next() % 20 == 0 {
            machine.submit(.getpid, by: task)
          } else {
            machine.submit(
              inKernel: isLate ? .exit(code: 0) : call(&random, machine.kernel), by: task)
          }
        } else if isLate {
          machine.submit(.exitGroup(code: 0), by: task)
        } else if random.next() % 3 == 0 {
          machine.submit(system(&random), by: task)
        } else {
          machine.submit(inKernel: call(&random, machine.kernel), by: task)
        }
      case .ended: continue
      case .allDone, .deadlock: return machine
      }
    }
    return machine
  }

  private static func machine(
    _ random: inout SplitMix64, _ kind: LinuxPolicy.Kind, _ processors: Int
  ) -> ScheduledKernel<LinuxPolicy> {
    var boot = Boot.full
    boot.preemption = PreemptionModel.allCases[Int(random.next() % 3)]
    boot.processorCount = Int32(processors)
    boot.memoryPages = 600
    boot.disks.append(DiskSettings(directory: "home"))
    var limits = KernelLimits.processors(processors)
    limits.tasksMax = 48
    var kernel = Kernel(
      profile: kind == .o1 ? .linux26 : .linux618, limits: limits, boot: boot)
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
    var machine = ScheduledKernel(kernel, scheduler: kind)
    machine.spawnProgram(entry: 0)
    let isLong = random.next() % 6 == 0
    machine.letDaemonsRun(
      untilNanoseconds: random.next() % (isLong ? 40_000_000_000 : 2_000_000_000))
    return machine
  }

  private static func system(_ random: inout SplitMix64) -> SystemCall {
    let task = random.next() % 24
    return switch random.next() % 13 {
    case 0: .fork(0)
    case 1: .thread(0)
    case 2: .kill(pid: ProcessID(rawValue: Int32(task)), signal: .kill)
    case 3: .kill(pid: ProcessID(rawValue: Int32(task)), signal: .user1)
    case 4: .open(path: Array("/tmp/f".utf8), flags: [.create, .readWrite], mode: 0o600)
    case 5: .write(fd: 3, buffer: .bytes(Array(repeating: 97, count: 9_000)))
    case 6: .wait4(pid: -1, options: .noHang)
    case 7: .compute(nanoseconds: random.next() % 9_000_000)
    case 8: .registers(RegisterCall(.setpriority, 0, task, random.next() % 20))
    case 9: .registers(RegisterCall(.schedSetscheduler, task, 1, 1 + random.next() % 99))
    case 10: .registers(RegisterCall(.schedSetscheduler, task, 0))
    case 11: .registers(RegisterCall(.schedSetaffinity, task, 8, 1 + random.next() % 15))
    default: .exit(code: 0)
    }
  }

  private static func call(_ random: inout SplitMix64, _ kernel: Kernel) -> KernelCall {
    let thread = ThreadID(rawValue: Int32(random.next() % 24))
    // Daemons that are stopped or parked do no more work: only threads of this test are.
    let fuzzed = kernel.kernelThreads.filter { $0.name == "fuzz" }.randomElement(using: &random)
    let own = fuzzed?.threadID ?? 99
    let small = Int32(random.next() % 4)
    let queue = WaitQueueID(rawValue: small)
    let completion = CompletionID(rawValue: small)
    let word = KernelWord(rawValue: small)
    let time = random.next() % 3_000_000
    let state = SleepState(rawValue: UInt8(random.next() % 4)) ?? .running
    let plan = KernelThreadPlan("fuzz", entry: 0)
    let path = Array((random.next() & 1 == 0 ? "/tmp/helper" : "/none").utf8)
    switch random.next() % 42 {
    case 0: return .setState(state)
    case 1: return .schedule
    case 2, 3: return .scheduleTimeout(nanoseconds: time)
    case 4: return .yield
    case 5, 6, 7: return .run(nanoseconds: time)
    case 8: return .mightSleep
    case 9: return .preemptDisable
    case 10: return .preemptEnable
    case 11, 12, 13: return .wakeUpProcess(thread)
    case 14:
      return .prepareToWait(queue, state, random.next() & 1 == 0 ? .shared : .exclusive)
    case 15: return .finishWait(queue)
    case 16: return .wakeUp(queue, exclusiveMax: small)
    case 17: return .waitForCompletion(completion)
    case 18, 19: return .complete(completion)
    case 20: return random.next() % 8 == 0 ? .completeAll(completion) : .complete(completion)
    case 21: return .write(word, time)
    case 22: return .kthreadCreate(plan)
    case 23: return .kthreadCreateOnCPU(plan, cpu: small)
    case 24, 25: return .kthreadRun(plan)
    case 26: return .kthreadBind(thread, cpu: small)
    case 27: return .kthreadStop(own)
    case 28: return .kthreadPark(own)
    case 29: return .kthreadUnpark(own)
    case 30: return .kthreadShouldStop
    case 31: return .kthreadParkme
    case 32: return .kernelThread(plan, CloneFlags(rawValue: random.next() & 0xe00))
    case 33: return .daemonize(name: Array("daemon".utf8))
    case 34: return random.next() % 4 == 0 ? .exit(code: small) : .kthreadShouldPark
    case 35: return random.next() & 1 == 0 ? .allowSignal(.user1) : .flushSignals
    case 36: return random.next() & 1 == 0 ? .useMM(thread) : .unuseMM
    case 37: return .kernelExecve(path: path, entry: 0)
    case 38: return .userModeThread(path: path, entry: 0)
    case 39:
      return random.next() & 1 == 0
        ? .doSoftirq(cpu: small)
        : .raiseSoftirq(
          SoftInterrupt(rawValue: UInt8(random.next() % 7)) ?? .poll, cpu: small,
          items: Int(random.next() % 50), nanosecondsEach: 1_000)
    case 40:
      return .queueWork(
        WorkerPoolID(rawValue: small), [.run(nanoseconds: time), .sleep(nanoseconds: time)])
    default:
      return random.next() & 1 == 0
        ? .dirty(
          InodePages(
            disk: Int(small), inode: small, firstPage: small, count: Int32(random.next() % 90)))
        : .wakeFlushers(pages: Int(small))
    }
  }
}
