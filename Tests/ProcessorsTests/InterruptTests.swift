import KernelCore
import LinuxABI
import Processors
import Scheduling
import Testing

/// Interrupts of processors, and the daemons that do what they leave.
@Suite struct `Interrupts of several processors` {
  private static let eevdf = policy(.eevdf, processors: 2)
  private static var busy: ThreadPlay.Part {
    part([.system(.bind(2)), .system(.run(milliseconds: 8))])
  }

  private static func kernel(_ profile: KernelProfile = .linux618, _ streams: PacketStream...)
    -> Kernel
  {
    var kernel = Kernel.full(profile, processors: 2)
    for stream in streams { kernel.connect(stream) }
    return kernel
  }

  /// What an interrupt takes is neither the task's time nor waiting; it goes on so much later.
  @Test func `hold up who has the processor, and nobody else`() throws {
    let stream = PacketStream(
      cpu: 1, from: 1_000_000, everyNanoseconds: 2_000_000, count: 3, costNanoseconds: 500_000)
    let play = try ThreadPlay(
      Self.eevdf, on: Self.kernel(.linux618, stream),
      [part([.system(.fork(1)), .system(.run(milliseconds: 8))]), Self.busy])
    let other = try play.times(0)
    let held = try play.times(1)
    #expect(other.interruptNanoseconds == 0 && other.userNanoseconds == 8_000_000)
    #expect(held.interruptNanoseconds == 1_500_000 && held.userNanoseconds == 8_000_000)
    #expect(held.waitNanoseconds == 0 && held.totalNanoseconds == 9_500_000)
    let counts = try #require(play.machine.kernel.softInterrupts(ofProcessor: 1))
    #expect(counts.interrupts == 3 && counts.itemsDone == 3 && counts.daemonWakes == 0)
    #expect(counts.interruptNanoseconds == 1_500_000)
    #expect(play.machine.kernel.softInterrupts(ofProcessor: 0)?.interrupts == 0)
  }

  /// G13: what is left after 2 ms is the daemon's, which is tied to its processor, and takes turns there.
  @Test func `leave to the daemon of their processor what takes long`() throws {
    let stream = PacketStream(
      cpu: 1, from: 1_000_000, everyNanoseconds: 250_000, count: 20, costNanoseconds: 500_000)
    let play = try ThreadPlay(
      Self.eevdf, on: Self.kernel(.linux618, stream),
      until: 30_000_000, [part([.system(.fork(1)), .system(.run(milliseconds: 3))]), Self.busy])
    let lines = try play.timeline()
    // It computes 8 ms; the other 8 are those of interrupts, as long as these come.
    #expect(lines == ["CPU0 |PPP...............|", "CPU1 |AAAAAAAAAAAssAAAAA|"])
    let counts = try #require(play.machine.kernel.softInterrupts(ofProcessor: 1))
    #expect(counts.itemsDone == 20 && counts.daemonWakes > 0 && counts.roundsInDaemon > 0)
    let daemon = try #require(play.machine.kernel.kernelThread(named: "ksoftirqd/1"))
    #expect(daemon.systemNanoseconds + counts.interruptNanoseconds == 10_000_000)
    #expect(play.machine.kernel.kernelThread(named: "ksoftirqd/0")?.systemNanoseconds == 0)
  }

  /// In 2.6 the daemon has nice 19: who computes goes on to the end of its slice.
  @Test func `are served late by a daemon of nice 19`() throws {
    let play = try ThreadPlay(
      policy(.o1, processors: 2), on: .full(.linux26, processors: 2),
      [
        part([
          .system(.bind(2)), .system(.run(milliseconds: 1)),
          .kernel(.raiseSoftirq(.tasklets, cpu: 1, items: 4, nanosecondsEach: 500_000)),
          .system(.run(milliseconds: 120)),
        ])
      ])
    let line = try runs(play.timeline()[1])
    #expect(line == "P100 s2 P21")
  }

  /// G13: 2.6 lets root move the daemon, which serves the processor that it is on: its own waits for an interrupt.
  @Test func `are left for an interrupt where 2.6's daemon was moved away`() throws {
    var kernel = Kernel.full(.linux26, processors: 2)
    let daemon = try #require(kernel.kernelThread(named: "ksoftirqd/1")).threadID
    kernel.connect(
      PacketStream(
        cpu: 1, from: 40_000_000, everyNanoseconds: 1_000_000, count: 1, costNanoseconds: 0))
    let play = try ThreadPlay(
      policy(.o1, processors: 2), on: kernel,
      [
        part([
          .system(.bind(1)),
          .system(.registers(RegisterCall(.schedSetaffinity, UInt64(daemon.rawValue), 8, 1))),
          .kernel(.raiseSoftirq(.tasklets, cpu: 1, items: 4, nanosecondsEach: 500_000)),
          .system(.run(milliseconds: 150)),
        ])
      ])
    let counts = try #require(play.machine.kernel.softInterrupts(ofProcessor: 1))
    #expect(counts.daemonWakes == 1 && counts.roundsInDaemon == 0)
    #expect(counts.itemsDone == 5 && counts.roundsAtInterrupt > 0)
  }

  /// G13: a timer runs out on the processor whose task started it.
  @Test func `of timers come to the processor that started them`() throws {
    let sleeper = thread([.setState(.interruptible), .scheduleTimeout(nanoseconds: 3_500_000)])
    let play = try ThreadPlay(
      Self.eevdf, on: .full(processors: 2),
      [
        { replies in
          switch replies.count {
          case 1: .system(.bind(1))
          case 2: .kernel(.make("sleeper", part: 1, cpu: 1))
          case 3: .kernel(.wakeUpProcess(ThreadID(rawValue: Int32(replies[2]))))
          case 4: .system(.run(milliseconds: 6))
          default: nil
          }
        }, sleeper,
      ])
    #expect(play.machine.kernel.softInterrupts(ofProcessor: 1)?.interrupts == 1)
    #expect(play.machine.kernel.softInterrupts(ofProcessor: 0)?.interrupts == 0)
    #expect(play.machine.kernel.kernelThread(named: "sleeper") == nil)
  }

  /// A processor without a task serves in its idle task.
  @Test func `come to idle processors too`() throws {
    let stream = PacketStream(
      cpu: 1, from: 1_000_000, everyNanoseconds: 1_000_000, count: 2, costNanoseconds: 1_500_000)
    let play = try ThreadPlay(
      Self.eevdf, on: Self.kernel(.linux618, stream),
      [
        part([
          .system(.bind(1)), .system(.run(milliseconds: 2)), .system(.fork(1)),
          .system(.run(milliseconds: 6)),
        ]),
        // It is ready while its processor serves.
        part([.system(.bind(2)), .system(.run(milliseconds: 1))]),
      ])
    let lines = try play.timeline()
    #expect(lines == ["CPU0 |PPPPPPPP|", "CPU1 |....A...|"])
    #expect(play.machine.idleNanoseconds(ofProcessor: 1) == 7_000_000)
    #expect(play.machine.kernel.softInterrupts(ofProcessor: 1)?.itemsDone == 2)
  }

  /// G14: dirty pages come to the disk, by the flushers of 2.6 and by the workers of today.
  @Test(arguments: [(LinuxPolicy.Kind.o1, KernelProfile.linux26), (.eevdf, .linux618)])
  func `of disks let daemons go on`(kind: LinuxPolicy.Kind, profile: KernelProfile) throws {
    var boot = Boot.full
    boot.processorCount = 2
    boot.memoryPages = 1_000
    let pages = InodePages(inode: 9, count: 300)
    let play = try ThreadPlay(
      policy(kind, processors: 2),
      on: Kernel(profile: profile, limits: .processors(2), boot: boot), until: 40_000_000_000,
      [part([.kernel(.dirty(pages)), .system(.run(milliseconds: 1))])])
    #expect(play.machine.kernel.disk(0)?.pagesWritten == 300)
    #expect(play.machine.kernel.dirtyMemory?.dirtyPages == 0 && play.ending == .allDone)
  }
}
