import KernelCore
import LinuxABI
import SeededNumbers
import Testing

@Suite struct `Random programs` {
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `50,000 random calls leave the tables whole`(seed: UInt64) throws {
    var limits = KernelLimits()
    limits.tasksMax = 40
    limits.threadIDsMax = 400
    limits.pagesMax = 1_000
    limits.traceEventsMax = 1_024
    var kernel = Kernel(limits: limits, decisions: .seeded(seed))
    try Self.drive(&kernel, seed: seed, calls: 50_000, checkEvery: 20)
  }

  @Test func `a replayed log gives the identical run`() throws {
    var first = Kernel(decisions: .seeded(11))
    try Self.drive(&first, seed: 5, calls: 3_000, checkEvery: 1_000)
    var second = Kernel(decisions: .replay(first.decisionLog.choices))
    try Self.drive(&second, seed: 5, calls: 3_000, checkEvery: 1_000)
    #expect(first.trace.events == second.trace.events)
    #expect(second.decisionLog.mismatchCount == 0)
  }

  @Test func `a copy of a kernel goes on by itself`() throws {
    var kernel = Kernel(decisions: .seeded(3))
    try Self.drive(&kernel, seed: 8, calls: 500, checkEvery: 100)
    let events = kernel.trace.events
    var copy = kernel
    try Self.drive(&copy, seed: 9, calls: 500, checkEvery: 100)
    try kernel.checkInvariants()
    #expect(kernel.trace.events == events)
    #expect(copy.trace.eventCount > events.count)
  }

  private static func drive(
    _ kernel: inout Kernel, seed: UInt64, calls: Int, checkEvery: Int
  ) throws {
    var random = SplitMix64(state: seed)
    var made = 0
    while made < calls {
      switch kernel.next() {
      case .start(let task, _), .resume(let task, _):
        made += 1
        // The last call leaves its task in the kernel, so that another drive can go on.
        kernel.submit(call(&random), by: task)
        if made % checkEvery == 0 { try kernel.checkInvariants() }
      case .handler(let task, _):
        // One that a fault called comes back for ever.
        made += 1
        kernel.submit(.sigreturn, by: task)
      case .ended: continue
      case .allDone, .deadlock:
        guard kernel.tasks.count < 30 else { return }
        _ = kernel.spawnProgram(entry: 0, credentials: random.next() & 1 == 0 ? .root : .user)
      }
    }
  }

  private static func call(_ random: inout SplitMix64) -> SystemCall {
    func pick(_ count: UInt64) -> UInt64 { random.next() % count }
    let address = UserAddress(rawValue: word(pick(8) * 512).rawValue)
    switch pick(26) {
    case 0, 1, 2:
      let flags = CloneFlags(rawValue: random.next() & random.next() & 0xffff_ff00)
      return .clone(
        CloneArguments(
          flags: pick(2) == 0 ? flags.intersection(.built) : flags,
          exitSignal: pick(3) == 0 ? Int32(pick(70)) : 17, parentTID: address,
          childTID: address))
    case 3: return .thread(part: 0)
    case 4: return .fork(part: 0)
    case 5, 6: return .exit(code: Int32(pick(300)))
    case 7: return .exitGroup(code: 1)
    case 8, 9: return .wait4(pid: ProcessID(rawValue: Int32(pick(12)) - 4), options: .noHang)
    case 10:
      return .wait4(
        pid: -1, options: WaitOptions(rawValue: Int32(truncatingIfNeeded: pick(8) << 29)))
    case 11: return .kill(pid: ProcessID(rawValue: Int32(pick(60))), signal: .kill)
    case 12:
      return .kill(
        pid: ProcessID(rawValue: Int32(pick(80)) - 10), signal: Signal(rawValue: Int32(pick(70))))
    case 13:
      return .sigaction(
        signal: Signal(rawValue: Int32(pick(66))), disposition: SignalDisposition(handler: pick(3)))
    case 14:
      return .futexWait(
        address: address, expected: 0, timeoutNanoseconds: pick(3) == 0 ? nil : pick(1_000_000))
    case 15: return .futexWake(address: address, count: Int32(pick(3)))
    case 16: return .open("/tmp/" + String(pick(4)), OpenFlags(rawValue: Int32(pick(0o4000))))
    case 17: return .close(fd: FileDescriptor(rawValue: Int32(pick(8))))
    case 18: return .dup(fd: FileDescriptor(rawValue: Int32(pick(8))))
    case 19: return .write(FileDescriptor(rawValue: Int32(pick(8))), "text")
    case 20:
      return .read(
        fd: FileDescriptor(rawValue: Int32(pick(8))), buffer: .memory(address, count: 9_000))
    case 21:
      return .mmap(
        length: pick(40_000), access: MemoryAccess(rawValue: UInt8(pick(8))),
        sharing: pick(2) == 0 ? .private : .shared)
    case 22:
      return .munmap(
        address: UserMemoryLayout.mmapStart + pick(16) * 4_096, length: pick(20_000))
    case 23: return .store(address: address + pick(4_096), width: .doubleWord, value: random.next())
    case 24:
      return .store(
        address: UserMemoryLayout.mmapStart + pick(40_000), width: .word, value: random.next())
    default: return .compute(nanoseconds: pick(5_000_000))
    }
  }
}
