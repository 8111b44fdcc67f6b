/// An interrupt that a processor is in, and what it serves at its end.
///
/// Who drives the kernel lets the time pass in which it does so, a part at a time: see
/// DrivenInterrupts.swift.
struct InterruptService: Sendable {
  /// When its present part is over.
  var until: UInt64
  /// When it began to serve soft interrupts; nil while it has not, and has its device's to do.
  var servesSince: UInt64?
  /// Whether `ksoftirqd` serves, and no interrupt.
  var inDaemon = false
  /// How many rounds are left.
  var restarts = 0
  /// The kinds that this round has still to serve, a bit each.
  var kinds: UInt16 = 0
  /// The kind that is served, and how many of its items the present part does.
  var vector = SoftInterrupt.highTasklets
  var items = 0
}

// Interrupts of a kernel that somebody else drives.
//
// One that schedules itself lets time pass where it serves what interrupts raised. On several
// processors others go on meanwhile, so serving is cut into parts: the interrupt itself, then what
// each raised kind does in a round. A part has its effect at its end. Whoever has the processor is
// held up until the last is over; an interrupt that comes meanwhile only raises, and takes its own
// time.
//
// Source: `kernel/softirq.c: irq_enter, handle_softirqs, irq_exit`.
extension Kernel {
  /// Devices and timers interrupt their processors.
  mutating func beginInterrupts() {
    timers.remove(.kernel)
    let cost = profile.kernelThreads.interruptNanoseconds
    for cpu in takeHardware() {
      side.processors[cpu].counts.interrupts += 1
      side.processors[cpu].counts.interruptNanoseconds &+= cost
      if let service = side.processors[cpu].service {
        side.processors[cpu].service?.until = service.until &+ cost
      } else {
        side.processors[cpu].service = InterruptService(until: deadline(after: cost))
      }
    }
    armInterrupt()
  }

  /// `ksoftirqd` begins to serve what is raised.
  mutating func beginServing(cpu: Int) {
    guard side.processors[cpu].pending != 0, side.processors[cpu].service == nil else { return }
    var service = InterruptService(until: timeNanoseconds)
    service.inDaemon = true
    side.processors[cpu].service = service
    beginRounds(cpu: cpu)
  }

  // MARK: - What is told

  /// When the present part of an interrupt is over that a processor is in; nil if it is in none.
  package func interruptEnd(on processor: Int) -> UInt64? {
    hasKernelThreads ? side.processors[processor].service?.until : nil
  }

  /// Whether a processor serves soft interrupts as the work of its daemon.
  package func servesInDaemon(_ processor: Int) -> Bool {
    hasKernelThreads && side.processors[processor].service?.inDaemon ?? false
  }

  /// Lets the present part of an interrupt have its effect, and begins the next one.
  ///
  /// - Parameters:
  ///   - processor: The processor, which is in an interrupt whose present part is over.
  ///   - mustReschedule: Whether another task is to have that processor: serving ends soon then.
  package mutating func goOnServing(on processor: Int, mustReschedule: Bool) {
    makeUnique()
    guard let service = side.processors[processor].service else { return }
    guard service.servesSince != nil else {
      guard side.processors[processor].pending != 0 else {
        side.processors[processor].service = nil
        return
      }
      return beginRounds(cpu: processor)
    }
    let place = Int(service.vector.rawValue)
    let items = service.items
    side.processors[processor].queues[place].items -= items
    side.processors[processor].counts.itemsDone += items
    if side.processors[processor].queues[place].items > 0 {
      side.processors[processor].pending |= service.vector.bit
    }
    serveNext(cpu: processor, mustReschedule: mustReschedule)
  }

  // MARK: - Rounds

  private mutating func beginRounds(cpu: Int) {
    let (now, restarts) = (timeNanoseconds, profile.kernelThreads.softInterruptRestartsMax)
    side.processors[cpu].service?.servesSince = now
    side.processors[cpu].service?.restarts = restarts
    beginRound(cpu: cpu)
    serveNext(cpu: cpu, mustReschedule: false)
  }

  private mutating func beginRound(cpu: Int) {
    let pending = side.processors[cpu].pending
    let inDaemon = side.processors[cpu].service?.inDaemon ?? false
    side.processors[cpu].pending = 0
    side.processors[cpu].service?.kinds = pending
    record(.softInterrupt, Int64(cpu), Int64(pending), inDaemon ? 1 : 0, 0)
    if inDaemon {
      side.processors[cpu].counts.roundsInDaemon += 1
    } else {
      side.processors[cpu].counts.roundsAtInterrupt += 1
    }
  }

  /// Begins the next part that takes time, or comes to the end of the interrupt.
  private mutating func serveNext(cpu: Int, mustReschedule: Bool) {
    while let service = side.processors[cpu].service, let begin = service.servesSince {
      for vector in SoftInterrupt.allCases where service.kinds & vector.bit != 0 {
        side.processors[cpu].service?.kinds &= ~vector.bit
        if handle(vector, cpu: cpu) { return }
      }
      let rules = profile.kernelThreads
      let limit = rules.softInterruptNanosecondsMax
      let isLong = limit > 0 && (timeNanoseconds - begin >= limit || mustReschedule)
      guard side.processors[cpu].pending != 0, service.restarts > 1, !isLong else { break }
      side.processors[cpu].service?.restarts = service.restarts - 1
      beginRound(cpu: cpu)
    }
    if let service = side.processors[cpu].service, let begin = service.servesSince,
      !service.inDaemon
    {
      side.processors[cpu].counts.interruptNanoseconds &+= timeNanoseconds - begin
    }
    side.processors[cpu].service = nil
    if side.processors[cpu].pending != 0 { wakeSoftirqDaemon(cpu: cpu) }
  }

  /// Does what one kind has to do at once, and begins what takes time, up to its budget.
  ///
  /// - Returns: Whether that takes time.
  private mutating func handle(_ vector: SoftInterrupt, cpu: Int) -> Bool {
    switch vector {
    case .timers: runTimers(ofProcessor: cpu)
    case .block: completeRequests()
    case .highTasklets, .netSend, .netReceive, .poll, .tasklets: break
    }
    let queue = side.processors[cpu].queues[Int(vector.rawValue)]
    let count = min(queue.items, profile.kernelThreads.softInterruptItemsMax)
    guard count > 0 else { return false }
    let (nanoseconds, isOver) = queue.nanosecondsEach.multipliedReportingOverflow(by: UInt64(count))
    let end = deadline(after: isOver ? .max : nanoseconds)
    side.processors[cpu].service?.vector = vector
    side.processors[cpu].service?.items = count
    side.processors[cpu].service?.until = end
    return true
  }
}
