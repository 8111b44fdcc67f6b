import KernelCore
import LinuxABI
import Testing

/// Rules of clone that a scenario cannot ask of Linux: they depend on limits of the whole machine,
/// on registers, or on the architecture.
@Suite struct `Rules of clone` {
  /// A2: the order of riscv64: the thread pointer comes before the child's address.
  @Test func `the words of clone are in the order of riscv64`() {
    let call = SystemCall(
      number: .clone, arguments: (0x10_0011, 0, 0x100, 0x200, 0x300, 9), bytes: [])
    let expected = CloneArguments(
      flags: .parentSetTID, exitSignal: 17, parentTID: UserAddress(rawValue: 0x100),
      childTID: UserAddress(rawValue: 0x300), tls: 0x200, entry: 9)
    #expect(call == .clone(expected))
    #expect(call?.arguments.3 == 0x200)
    #expect(call?.arguments.4 == 0x300)
  }

  /// A4: a clone that fails leaves nothing behind, not even a number that is passed over.
  @Test func `a clone that fails takes no number`() throws {
    let play = try Play([
      [.fork(part: 1), .wait(), .clone(.thread, part: 1), .fork(part: 1), .wait()], [],
    ])
    #expect(play.errors(2)[2] == .invalidArgument)
    #expect(play.values(2)[0] == 3)
    #expect(play.values(2)[3] == 4)
  }

  /// A20: as many tasks as the machine takes; threads count as processes do, and so do zombies.
  @Test(arguments: [SystemCall.fork(part: 1), .thread(part: 1)])
  func `the last task that there is room for is made, and the next is EAGAIN`(
    call: SystemCall
  ) throws {
    var limits = KernelLimits()
    // Init, the program, and two more.
    limits.tasksMax = 4
    let play = try Play(
      [[call, .fork(part: 1), call, .wait(), call], [.schedYield]], on: Kernel(limits: limits))
    #expect(play.errors(2)[..<3] == [nil, nil, .resourceTemporarilyUnavailable])
    #expect(play.errors(2)[4] == nil)
  }

  /// A20: no free number is EAGAIN.
  @Test func `without a free number clone is EAGAIN`() throws {
    var limits = KernelLimits()
    limits.threadIDsMax = 5
    let play = try Play(
      [[.fork(part: 1), .fork(part: 1), .fork(part: 1), .wait(), .fork(part: 1)], []],
      on: Kernel(limits: limits))
    #expect(play.values(2)[..<2] == [3, 4])
    #expect(play.errors(2)[2] == .resourceTemporarilyUnavailable)
    #expect(play.values(2)[3] == 3)
    #expect(play.values(2)[4] == 3)
  }

  /// B12: numbers go on from 300 when the highest was given out; those below are the system's.
  @Test func `numbers start again at 300`() throws {
    var limits = KernelLimits()
    limits.threadIDsMax = 302
    let rounds = 302
    let calls = (0..<rounds).flatMap { _ in [SystemCall.fork(part: 1), .wait()] }
    let play = try Play([Part(calls), []], on: Kernel(limits: limits))
    let numbers = stride(from: 0, to: rounds * 2, by: 2).map { play.values(2)[$0] }
    #expect(numbers == Array(3...301) + [300, 301, 300])
  }

  /// B1, B19: a task of its own, whose thread pointer is the caller's unless CLONE_SETTLS gives one.
  @Test func `the thread pointer is copied, or set by CLONE_SETTLS`() throws {
    var pointers: [ThreadID: UInt64] = [:]
    let flags: CloneFlags = [.thread4, .setTLS]
    _ = try Play([
      [.clone(CloneArguments(flags: flags, exitSignal: 0, tls: 0x700, entry: 1))],
      [.clone([], .child, part: 2), .clone(.thread4, part: 2)], [.schedYield],
    ]) { kernel, _, _ in
      for task in kernel.tasks { pointers[task.threadID] = task.threadPointer }
    }
    #expect(pointers == [1: 0, 2: 0, 3: 0x700, 4: 0x700, 5: 0x700])
  }

  /// B23, A40: a child that shares memory has no alternate stack; before 2.6.16 it had.
  @Test(arguments: [(KernelProfile.linux618, 2), (.linux26, 0)] as [(KernelProfile, Int64)])
  func `the alternate stack of a child depends on the version`(
    profile: KernelProfile, flags: Int64
  ) throws {
    let set = SystemCall.registers(RegisterCall(.sigaltstack, 0x1_0000, 0, 8_192))
    let ask = SystemCall.registers(RegisterCall(.sigaltstack, 0, 0, 0, 1))
    let play = try Play(
      [[set, .clone(.vm, .child, part: 1), .wait()], [ask]], on: Kernel(profile: profile))
    #expect(play.answers[3]?.first?.extra == flags)
  }

  /// B24, F1: who is traced makes children that are not.
  @Test func `a tracee's child is not traced`() throws {
    let request = { (number: UInt64, tracee: UInt64) in
      SystemCall.registers(RegisterCall(.ptrace, number, tracee))
    }
    let (traceMe, resume): (UInt64, UInt64) = (0, 7)
    // The grandchild's end sends nothing, since a tracee stops for every signal.
    let play = try Play([
      [.fork(part: 1), .schedYield, .schedYield, request(resume, 4), .wait()],
      [request(traceMe, 0), .clone([], part: 2), .wait(-1, .all)],
      [.compute(nanoseconds: 50_000_000)],
    ])
    // Neither does the grandchild begin with a stop, nor may the tracer ask anything of it.
    #expect(play.values(3) == [0, 4, 4])
    #expect(play.errors(2)[3] == .noSuchProcess)
    #expect(play.values(2)[4] == 3)
  }
}
