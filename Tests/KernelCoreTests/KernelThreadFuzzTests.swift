import KernelCore
import LinuxABI
import SeededNumbers
import Testing

/// Random calls of kernel threads and processes: the tables stay whole, nothing traps, and a run
/// ends.
@Suite struct `Fuzzed kernel threads` {
  @Test(arguments: [KernelProfile.linux618, .linux26], PreemptionModel.allCases)
  func `random calls leave the tables whole`(
    profile: KernelProfile, model: PreemptionModel
  ) throws {
    var faults: Set<KernelFault.Kind> = []
    for seed in 0..<12 {
      var random = SplitMix64(state: UInt64(seed) * 6 + UInt64(model.rawValue))
      faults.formUnion(try Self.run(&random, profile, model).kernelFaults.map(\.kind))
    }
    // The calls are as wrong as they can be.
    #expect(faults.count >= 8, "\(faults)")
  }

  /// One run of 400 calls.
  private static func run(
    _ random: inout SplitMix64, _ profile: KernelProfile, _ model: PreemptionModel
  ) throws -> Kernel {
    var boot = Boot.full(model)
    boot.processorCount = 2
    boot.memoryPages = 600
    boot.disks.append(DiskSettings(directory: "home"))
    var limits = KernelLimits.standard
    limits.tasksMax = 40
    var kernel = Kernel(
      profile: profile, limits: limits, decisions: .seeded(random.next()), boot: boot)
    for _ in 0..<3 {
      _ = kernel.makeWaitQueue()
      _ = kernel.makeCompletion()
      _ = kernel.makeKernelWord()
    }
    kernel.connect(
      PacketStream(
        cpu: Int32(random.next() % 2), from: random.next() % 9_000_000,
        everyNanoseconds: 1 + random.next() % 500_000, count: 200,
        costNanoseconds: random.next() % 400_000))
    kernel.makeFile("/tmp/helper", contents: [0x7f, 0x45, 0x4c, 0x46], permissions: 0o755)
    _ = kernel.spawnProgram(entry: 0)
    // Some long enough for pages to be old; the others are for what the calls do.
    let isLong = random.next() % 6 == 0
    kernel.letDaemonsRun(
      untilNanoseconds: random.next() % (isLong ? 40_000_000_000 : 2_000_000_000))
    var calls = 0
    while true {
      try kernel.checkInvariants()
      switch kernel.next() {
      case .start(let task, _), .resume(let task, _), .handler(let task, _):
        calls += 1
        let isLate = calls > 400
        if kernel.isKernelThread(task) {
          if random.next() % 20 == 0 {
            kernel.submit(.getpid, by: task)
          } else {
            kernel.submit(inKernel: isLate ? .exit(code: 0) : call(&random, kernel), by: task)
          }
        } else if isLate {
          kernel.submit(.exitGroup(code: 0), by: task)
        } else if random.next() % 3 == 0 {
          kernel.submit(system(&random), by: task)
        } else {
          kernel.submit(inKernel: call(&random, kernel), by: task)
        }
      case .ended: continue
      case .allDone, .deadlock: return kernel
      }
    }
  }

  private static func system(_ random: inout SplitMix64) -> SystemCall {
    switch random.next() % 9 {
    case 0: .fork(part: 0)
    case 1: .thread(part: 0)
    case 2: .kill(pid: ProcessID(rawValue: Int32(random.next() % 24)), signal: .kill)
    case 3: .kill(pid: ProcessID(rawValue: Int32(random.next() % 24)), signal: .user1)
    case 4: .open("/tmp/f", [.create, .readWrite])
    case 5:
      .write(
        FileDescriptor(rawValue: Int32(random.next() % 6)), String(repeating: "a", count: 9_000))
    case 6: .wait(-1, .noHang)
    case 7: .compute(nanoseconds: random.next() % 9_000_000)
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
    let kind: WaitKind = random.next() & 1 == 0 ? .shared : .exclusive
    let path = Array((random.next() & 1 == 0 ? "/tmp/helper" : "/none").utf8)
    switch random.next() % 44 {
    case 0: return .setState(state)
    case 1: return .schedule
    case 2, 3: return .scheduleTimeout(nanoseconds: time)
    case 4: return .yield
    case 5, 6: return .run(nanoseconds: time)
    case 7: return .condResched
    case 8: return .mightSleep
    case 9: return .preemptDisable
    case 10: return .preemptEnable
    case 11, 12, 13: return .wakeUpProcess(thread)
    case 14: return .prepareToWait(queue, state, kind)
    case 15: return .finishWait(queue)
    case 16: return .wakeUp(queue, exclusiveMax: small)
    case 17: return .waitForCompletion(completion)
    case 18, 19: return .complete(completion)
    case 20: return random.next() % 8 == 0 ? .completeAll(completion) : .complete(completion)
    case 21: return .read(word)
    case 22: return .write(word, time)
    case 23: return .kthreadCreate(plan)
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
    case 35: return .allowSignal(.user1)
    case 36: return .signalPending
    case 37: return .flushSignals
    case 38: return random.next() & 1 == 0 ? .useMM(thread) : .unuseMM
    case 39: return .kernelExecve(path: path, entry: 0)
    case 40: return .userModeThread(path: path, entry: 0)
    case 41:
      return .raiseSoftirq(
        SoftInterrupt(rawValue: UInt8(random.next() % 7)) ?? .poll, cpu: small,
        items: Int(random.next() % 50), nanosecondsEach: 1_000)
    case 42:
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
