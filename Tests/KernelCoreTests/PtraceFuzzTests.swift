import KernelCore
import LinuxABI
import SeededNumbers
import Testing

@Suite struct `Random tracers` {
  /// F1 to F11, D13, E8, C39, C40: whatever tracers ask for, tracers and tracees know each other, and
  /// nobody who stops has nothing to go on with.
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `20,000 random calls of tracers leave the tables whole`(seed: UInt64) throws {
    var limits = KernelLimits()
    limits.tasksMax = 24
    limits.threadIDsMax = 400
    limits.pagesMax = 1_000
    limits.traceEventsMax = 1_024
    func start() -> Kernel {
      var kernel = Kernel(limits: limits, decisions: .seeded(seed))
      kernel.makeDirectory("/bin")
      kernel.makeFile("/bin/program", contents: [0x7f, 0x45, 0x4c, 0x46], permissions: 0o755)
      return kernel
    }
    var kernel = start()
    var random = SplitMix64(state: seed)
    var made = 0
    var stops = 0
    while made < 20_000 {
      switch kernel.next() {
      case .start(let task, _), .resume(let task, _):
        made += 1
        kernel.submit(Self.call(&random), by: task)
        if made % 10 == 0 {
          try kernel.checkInvariants()
          stops += kernel.tasks.count { $0.state == .traced }
        }
      case .handler(let task, _):
        // One that a fault called comes back for ever.
        made += 1
        kernel.submit(.sigreturn, by: task)
      case .ended: continue
      case .allDone, .deadlock:
        try kernel.checkInvariants()
        // All wait, most often for tracers; when there is no room for another program, all is new.
        if kernel.tasks.count > 20 { kernel = start() }
        _ = kernel.spawnProgram(entry: 0)
      }
    }
    #expect(stops > 1_000)
  }

  private static func call(_ random: inout SplitMix64) -> SystemCall {
    func pick(_ count: UInt64) -> UInt64 { random.next() % count }
    func signal() -> UInt64 { [0, 0, 0, 10, 12, 15, 17, 18, 19, 20, 9, 64, 65][Int(pick(13))] }
    let pid = Int32(pick(40))
    switch pick(40) {
    case 0, 1, 2:
      let some = CloneFlags(rawValue: random.next() & random.next() & random.next())
      return .clone(
        CloneArguments(
          flags: some.intersection(.built), exitSignal: pick(3) == 0 ? Int32(pick(66)) : 17))
    case 3: return .thread(part: 0)
    case 4: return .clone(.ptrace, .child, part: 0)
    case 5: return .exit(code: 1)
    case 6 where pick(3) == 0: return .exitGroup(code: 2)
    case 7: return .execve(path: Array("/bin/program".utf8), entry: 0)
    case 8: return .kill(pid: ProcessID(rawValue: pid), signal: Signal(rawValue: Int32(signal())))
    case 9:
      return .tgkill(
        pid: ProcessID(rawValue: pid), tid: ThreadID(rawValue: pid),
        signal: Signal(rawValue: Int32(signal())))
    case 10...13: return .wait4(pid: -1, options: [.noHang, .all, .untraced, .continued])
    case 14: return .wait4(pid: -1, options: .all)
    case 15:
      return .sigaction(
        signal: Signal(rawValue: Int32(signal())), disposition: SignalDisposition(handler: pick(3)))
    case 16: return .ptrace(.traceMe)
    case 17, 18: return .ptrace(.attach, pid)
    case 19, 20, 21:
      return .ptrace(.seize, pid, data: random.next() & random.next() & (0x7f | 1 << 20))
    case 22: return .ptrace(.setOptions, pid, data: random.next() & 0x10_00ff)
    case 23: return .ptrace(.interrupt, pid)
    case 24: return .ptrace(.listen, pid)
    case 25, 26: return .ptrace(.detach, pid, data: signal())
    case 27: return .ptrace(pick(4) == 0 ? .kill : .signalInfo, pid)
    case 28: return .ptrace(.eventMessage, pid)
    case 29:
      // Any request with any words.
      return .registers(
        RegisterCall(
          .ptrace, pick(0x4220) & (pick(2) == 0 ? 0x1f : ~0), random.next() >> pick(64),
          random.next() >> pick(64), random.next() >> pick(64)))
    case 30: return .compute(nanoseconds: pick(3_000_000))
    case 31: return .schedYield
    default: return .ptrace(.resume, pid, data: signal())
    }
  }
}
