/// A kind of soft interrupt; the lower number is served first.
///
/// Source: `include/linux/interrupt.h`; 2.6.11 has SCSI in the place of BLOCK.
public enum SoftInterrupt: UInt8, Hashable, Sendable, CaseIterable {
  /// Urgent tasklets (`HI_SOFTIRQ`).
  case highTasklets
  /// Timers of the kernel (`TIMER_SOFTIRQ`).
  case timers
  /// Packets to send (`NET_TX_SOFTIRQ`).
  case netSend
  /// Packets that came (`NET_RX_SOFTIRQ`).
  case netReceive
  /// Requests that a disk has done (`BLOCK_SOFTIRQ`).
  case block
  /// Polled requests (`IRQ_POLL_SOFTIRQ`).
  case poll
  /// Tasklets (`TASKLET_SOFTIRQ`).
  case tasklets

  var bit: UInt16 { 1 << UInt16(rawValue) }
}

/// What a processor has of its own: Linux's per-CPU variables, as far as they are here.
struct ProcessorState: Sendable {
  /// The memory that is loaded; -1 for the kernel's alone (`init_mm`).
  var activeMM: Int32 = -1
  /// Whether it is counted for a task that has none itself.
  var isBorrowed = false
  /// The soft interrupts that are raised, a bit each.
  var pending: UInt16 = 0
  /// What is left to do for each kind.
  var queues = ContiguousArray(
    repeating: SoftInterruptQueue(), count: SoftInterrupt.allCases.count)
  /// Whether they are being served: a further interrupt only raises.
  var isServing = false
  /// The interrupt that it is in, where somebody else drives the kernel.
  var service: InterruptService?
  /// Its `ksoftirqd`, as a task.
  var daemon: Int32 = -1
  var counts = SoftInterruptCounts()
  var lazyMemory = LazyMemoryCounts()
}

/// What there is to do for one kind of soft interrupt.
struct SoftInterruptQueue: Sendable {
  var items = 0
  var nanosecondsEach: UInt64 = 0
}

/// What soft interrupts did on a processor.
public struct SoftInterruptCounts: Hashable, Sendable {
  /// Interrupts of devices and timers.
  public internal(set) var interrupts = 0
  /// Rounds over all that were raised, at the end of interrupts.
  public internal(set) var roundsAtInterrupt = 0
  /// Rounds in `ksoftirqd`.
  public internal(set) var roundsInDaemon = 0
  /// How often `ksoftirqd` was woken.
  public internal(set) var daemonWakes = 0
  /// Packets, tasklets and requests that were done.
  public internal(set) var itemsDone = 0
  /// Time that interrupts took from whoever ran.
  public internal(set) var interruptNanoseconds: UInt64 = 0
}

/// Packets that come from outside, one after the other: a device that interrupts.
public struct PacketStream: Hashable, Sendable {
  /// The processor that it interrupts.
  public var cpu: Int32 = 0
  /// When the next interrupt comes, in virtual nanoseconds.
  public var nextNanoseconds: UInt64
  /// The time between two.
  public var everyNanoseconds: UInt64
  /// How many interrupts are still to come.
  public var count: Int
  /// How many packets each of them brings.
  public var packetsEach = 1
  /// What each packet costs in its soft interrupt.
  public var costNanoseconds: UInt64

  /// A stream from its parts.
  public init(
    cpu: Int32 = 0, from nextNanoseconds: UInt64, everyNanoseconds: UInt64, count: Int,
    packetsEach: Int = 1, costNanoseconds: UInt64
  ) {
    self.cpu = cpu
    self.nextNanoseconds = nextNanoseconds
    self.everyNanoseconds = everyNanoseconds
    self.count = count
    self.packetsEach = packetsEach
    self.costNanoseconds = costNanoseconds
  }
}

// Interrupts and what they leave for later.
extension Kernel {
  /// Connects a source of packets.
  ///
  /// - Precondition: The kernel was booted with threads, and has the processor; the time between
  ///   two
  ///   packets is above 0.
  public mutating func connect(_ stream: PacketStream) {
    precondition(hasKernelThreads, "this kernel was booted without threads of its own")
    precondition(
      stream.everyNanoseconds > 0 && side.processors.indices.contains(Int(stream.cpu)),
      "no such device")
    makeUnique()
    side.streams.append(stream)
    armInterrupt()
  }

  /// What soft interrupts did on a processor.
  ///
  /// - Returns: nil if there is no such processor, or the kernel has no threads of its own.
  public func softInterrupts(ofProcessor cpu: Int32) -> SoftInterruptCounts? {
    guard hasKernelThreads, side.processors.indices.contains(Int(cpu)) else { return nil }
    return side.processors[Int(cpu)].counts
  }

  // MARK: - Interrupts

  /// Lets the next interrupt come when the first device or timer is due.
  mutating func armInterrupt() {
    var next = side.timers.last { !$0.isRaised }?.deadline ?? .max
    for stream in side.streams where stream.count > 0 { next = min(next, stream.nextNanoseconds) }
    for disk in side.disks { if let end = disk.busyUntilNanoseconds { next = min(next, end) } }
    side.nextInterruptNanoseconds = next
    timers.remove(.kernel)
    if next < .max { timers.insert(.kernel, at: next) }
  }

  /// An interrupt: devices and timers say what is to be done, and at its end that is begun.
  ///
  /// Source: `kernel/softirq.c: irq_enter, irq_exit`.
  mutating func interrupt() {
    if isDriven { return beginInterrupts() }
    let start = timeNanoseconds
    timers.remove(.kernel)
    passInterruptTime(profile.kernelThreads.interruptNanoseconds)
    let raised = takeHardware()
    for cpu in raised {
      side.processors[cpu].counts.interrupts += 1
      if !side.processors[cpu].isServing { exitInterrupt(cpu: cpu) }
    }
    side.processors[processor].counts.interruptNanoseconds += timeNanoseconds - start
    armInterrupt()
  }

  /// Time that passes in an interrupt: whoever was interrupted has it the less of the processor.
  private mutating func passInterruptTime(_ nanoseconds: UInt64) {
    timeNanoseconds &+= nanoseconds
    sliceUsedNanoseconds &+= nanoseconds
  }

  /// Raises the soft interrupts of what is due.
  ///
  /// - Returns: The processors that were interrupted.
  mutating func takeHardware() -> [Int] {
    var raised: [Int] = []
    func note(_ cpu: Int) { if !raised.contains(cpu) { raised.append(cpu) } }
    for place in side.timers.indices.reversed() {
      let timer = side.timers[place]
      guard timer.deadline <= timeNanoseconds else { break }
      if timer.isRaised { continue }
      // Who schedules itself serves it before the next interrupt.
      side.timers[place].isRaised = isDriven
      side.processors[timer.cpu].pending |= SoftInterrupt.timers.bit
      note(timer.cpu)
    }
    for place in side.streams.indices {
      while side.streams[place].count > 0, side.streams[place].nextNanoseconds <= timeNanoseconds {
        let cpu = Int(side.streams[place].cpu)
        side.streams[place].count -= 1
        side.streams[place].nextNanoseconds &+= side.streams[place].everyNanoseconds
        enqueue(
          .netReceive, cpu: cpu, items: max(side.streams[place].packetsEach, 0),
          nanosecondsEach: side.streams[place].costNanoseconds)
        note(cpu)
      }
    }
    for disk in side.disks.indices where isDone(disk) {
      endRequest(of: disk)
      // A disk has one line, to the first processor.
      side.processors[0].pending |= SoftInterrupt.block.bit
      note(0)
    }
    return raised
  }

  private mutating func enqueue(
    _ vector: SoftInterrupt, cpu: Int, items: Int, nanosecondsEach: UInt64
  ) {
    let place = Int(vector.rawValue)
    side.processors[cpu].queues[place].items += items
    side.processors[cpu].queues[place].nanosecondsEach = nanosecondsEach
    side.processors[cpu].pending |= vector.bit
  }

  /// What was raised is served at the end of the interrupt, up to a limit; the rest is the
  /// daemon's.
  ///
  /// Source: `kernel/softirq.c: __irq_exit_rcu, invoke_softirq`.
  private mutating func exitInterrupt(cpu: Int) {
    guard side.processors[cpu].pending != 0 else { return }
    serve(cpu: cpu, inDaemon: false)
  }

  // MARK: - Soft interrupts

  /// Raises a soft interrupt; outside of an interrupt that is the daemon's to serve (G13).
  ///
  /// Source: `kernel/softirq.c: raise_softirq_irqoff`.
  mutating func raiseSoftirq(
    _ vector: SoftInterrupt, cpu: Int, items: Int, nanosecondsEach: UInt64
  ) {
    enqueue(vector, cpu: cpu, items: max(items, 0), nanosecondsEach: nanosecondsEach)
    // In an interrupt it is seen at the end of that.
    if !side.processors[cpu].isServing, side.processors[cpu].service == nil {
      wakeSoftirqDaemon(cpu: cpu)
    }
  }

  /// Source: `kernel/softirq.c: do_softirq, run_ksoftirqd`.
  mutating func serveSoftirqs(cpu: Int) {
    if isDriven { return beginServing(cpu: cpu) }
    guard side.processors[cpu].pending != 0, !side.processors[cpu].isServing else { return }
    let start = timeNanoseconds
    serve(cpu: cpu, inDaemon: true)
    if current >= 0 { taskTable[current].systemNanoseconds &+= timeNanoseconds - start }
    armInterrupt()
  }

  mutating func wakeSoftirqDaemon(cpu: Int) {
    if wakeProcess(side.processors[cpu].daemon) { side.processors[cpu].counts.daemonWakes += 1 }
  }

  /// Serves what is raised, and what is raised meanwhile, until the limit of rounds or of time, or
  /// until somebody else is to run.
  ///
  /// Source: `kernel/softirq.c: handle_softirqs`; 2.6.11's `__do_softirq`, which knows rounds
  /// alone.
  private mutating func serve(cpu: Int, inDaemon: Bool) {
    let rules = profile.kernelThreads
    let start = timeNanoseconds
    var restarts = rules.softInterruptRestartsMax
    side.processors[cpu].isServing = true
    repeat {
      let pending = side.processors[cpu].pending
      side.processors[cpu].pending = 0
      record(.softInterrupt, Int64(cpu), Int64(pending), inDaemon ? 1 : 0, 0)
      if inDaemon {
        side.processors[cpu].counts.roundsInDaemon += 1
      } else {
        side.processors[cpu].counts.roundsAtInterrupt += 1
      }
      for vector in SoftInterrupt.allCases where pending & vector.bit != 0 {
        handle(vector, cpu: cpu)
      }
      restarts -= 1
    } while side.processors[cpu].pending != 0 && restarts > 0
      && !isServedLongEnough(since: start, rules)
    side.processors[cpu].isServing = false
    if side.processors[cpu].pending != 0 { wakeSoftirqDaemon(cpu: cpu) }
  }

  private func isServedLongEnough(since start: UInt64, _ rules: KernelThreadRules) -> Bool {
    guard rules.softInterruptNanosecondsMax > 0 else { return false }
    return timeNanoseconds - start >= rules.softInterruptNanosecondsMax || needsReschedule
  }

  /// Does what one kind of soft interrupt has to do, up to its budget.
  ///
  /// Source: `net/core/dev.c: net_rx_action`; `kernel/softirq.c: tasklet_action_common`.
  private mutating func handle(_ vector: SoftInterrupt, cpu: Int) {
    switch vector {
    case .timers: runTimers(ofProcessor: cpu)
    case .block: completeRequests()
    case .highTasklets, .netSend, .netReceive, .poll, .tasklets: break
    }
    let place = Int(vector.rawValue)
    let queue = side.processors[cpu].queues[place]
    let count = min(queue.items, profile.kernelThreads.softInterruptItemsMax)
    for _ in 0..<count {
      passInterruptTime(queue.nanosecondsEach)
      side.processors[cpu].queues[place].items -= 1
      side.processors[cpu].counts.itemsDone += 1
      // Interrupts are enabled: what comes now is served in the next round.
      if side.nextInterruptNanoseconds <= timeNanoseconds {
        passInterruptTime(profile.kernelThreads.interruptNanoseconds)
        for raised in takeHardware() {
          side.processors[raised].counts.interrupts += 1
          if !side.processors[raised].isServing { exitInterrupt(cpu: raised) }
        }
        armInterrupt()
      }
    }
    if side.processors[cpu].queues[place].items > 0 { side.processors[cpu].pending |= vector.bit }
  }

  // MARK: - The daemon

  /// One for each processor, tied to it, of the lowest priority in 2.6.
  ///
  /// Source: `kernel/softirq.c: spawn_ksoftirqd`.
  mutating func bootSoftirqDaemon(_ cpu: Int32, parent: Int32) {
    let task = bootThread(
      "ksoftirqd/" + String(cpu), .softInterrupts(cpu), parent: parent, flags: .noFreeze, cpu: cpu)
    side.processors[Int(cpu)].daemon = task
  }

  /// Source: 2.6.11's `kernel/softirq.c: ksoftirqd`; today `kernel/smpboot.c: smpboot_thread_fn`
  /// and `run_ksoftirqd`.
  mutating func softirqDaemonCall(_ index: Int, cpu home: Int32) -> KernelCall {
    // It serves the processor that it is on: 2.6 lets root move it away from its own.
    let cpu = isDriven ? Int32(processor) : home
    let isPending = side.processors[Int(cpu)].pending != 0
    switch side.threads[index].place {
    case 0:
      // It says how it sleeps before it looks.
      side.threads[index].place = 1
      return .setState(.interruptible)
    case 1:
      side.threads[index].place = 2
      if side.threads[index].shouldStop { return .exit(code: 0) }
      if side.threads[index].shouldPark {
        side.threads[index].place = 0
        side.threads[index].sleep = .running
        return .kthreadParkme
      }
      return isPending ? .setState(.running) : .schedule
    case 2:
      side.threads[index].place = 3
      return .setState(.running)
    case 3:
      guard isPending else {
        side.threads[index].place = 1
        return .setState(.interruptible)
      }
      side.threads[index].place = 4
      return .preemptDisable
    case 4:
      side.threads[index].place = 5
      return .doSoftirq(cpu: cpu)
    case 5:
      side.threads[index].place = 6
      return .preemptEnable
    default:
      side.threads[index].place = 3
      return .condResched
    }
  }
}
