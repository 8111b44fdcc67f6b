import KernelCore
import LinuxABI
import Testing

/// Rules of execve that a scenario cannot ask of Linux: they depend on what happens in the middle of
/// the call, or on memory that is short.
@Suite struct `Rules of execve` {
  private static let program = SystemCall.execve(path: Array("/bin/program".utf8), entry: 4)

  private static func kernel(
    _ limits: KernelLimits = .standard, _ source: DecisionSource = .parentFirst
  ) -> Kernel {
    var kernel = Kernel(limits: limits, decisions: source)
    kernel.makeDirectory("/bin")
    kernel.makeFile("/bin/program", contents: [0x7f, 0x45, 0x4c, 0x46], permissions: 0o755)
    return kernel
  }

  /// D1: without memory for the program nothing has happened yet, to no thread.
  @Test func `without memory execve is ENOMEM and the threads live`() throws {
    var limits = KernelLimits()
    limits.pagesMax = 20
    let play = try Play(
      [
        [.thread(part: 1), Self.program, .load(word(1)), .schedYield, .load(word(1))],
        [.store(word(1), 7), .schedYield],
      ], on: Self.kernel(limits))
    #expect(play.errors(2)[1] == .noMemory)
    #expect(play.values(2).last == 7)
  }

  /// D1: with the other threads gone there is no way back, so a lack of memory is SIGSEGV.
  @Test func `past the point of no return a lack of memory is SIGSEGV`() throws {
    var limits = KernelLimits()
    // Twice the memory of a program, and what the other program maps meanwhile.
    limits.pagesMax = 48
    let map = SystemCall.mmap(
      length: 16 * UserMemoryLayout.pageBytes, access: .write, sharing: .private)
    let play = try Play(
      [
        [.fork(part: 1), .schedYield, .schedYield, map, .wait()],
        [.thread(part: 2), Self.program], [.compute(nanoseconds: 1_000)],
      ], on: Self.kernel(limits))
    #expect(play.errors(2)[3] == nil)
    #expect(play.answers[2]?.last?.extra == Int64(Signal.segmentationFault.rawValue))
  }

  /// D2: the wait for the other threads can be killed; then no program is executed.
  @Test func `who waits in execve for other threads can be killed`() throws {
    var wasKilledWaiting = false
    var endings: Set<Int64> = []
    for seed in 0..<300 as Range<UInt64> {
      let play = try Play(
        [
          [.fork(part: 1), .schedYield, .schedYield, .kill(pid: 3, signal: .kill), .wait()],
          [.thread(part: 2), .thread(part: 3), .compute(nanoseconds: 100_000), .exit(code: 1)],
          [Self.program], [.compute(nanoseconds: 100_000)], [.exitGroup(code: 5)],
        ], on: Self.kernel(.standard, .seeded(seed)))
      let status = try #require(play.answers[2]?.last).extra
      endings.insert(status)
      let events = play.kernel.trace.events
      let waits = events.contains {
        $0.kind == .block && $0.a == Int64(TaskState.waitingForExec.rawValue)
      }
      if waits, !events.contains(where: { $0.kind == .exec }) { wasKilledWaiting = true }
    }
    #expect(wasKilledWaiting)
    #expect(endings.isSubset(of: [9, 5 << 8]))
    #expect(endings.count == 2)
  }

  /// D2, D3: the thread that executes goes on as the only one, with the leader's number, whatever the
  /// order is in which the others end.
  @Test func `one thread is left in every order`() throws {
    for seed in 0..<100 as Range<UInt64> {
      let play = try Play(
        [
          [.fork(part: 1), .wait()],
          [.thread(part: 2), .thread(part: 3), .thread(part: 3), .futexWait(word(0), 0)],
          [Self.program], [.compute(nanoseconds: 1_000_000_000)],
          [.getpid, .gettid, .exit(code: 6)],
        ], on: Self.kernel(.standard, .seeded(seed)))
      #expect(play.answers[2]?.last?.extra == 6 << 8)
      #expect(play.ending == .allDone)
    }
  }
}
