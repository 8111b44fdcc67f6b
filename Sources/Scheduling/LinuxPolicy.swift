/// One of Linux's schedulers, chosen at run time, with real time above it.
///
/// Where the scheduler is known when the program is written, its own type does: `O1Policy`, or a
/// `PolicyStack` of `CFSPolicy` or `EEVDFPolicy`.
public struct LinuxPolicy: SchedulingPolicy {
  /// Which scheduler.
  public enum Kind: UInt8, Sendable, CaseIterable {
    /// `O1Policy`.
    case o1
    /// `CFSPolicy`.
    case cfs
    /// `EEVDFPolicy`.
    case eevdf
    /// `RoundRobinPolicy`, which is none of Linux's.
    case roundRobin
  }

  /// What a task takes along.
  public enum Migrant: Sendable {
    /// Under `O1Policy`.
    case o1(O1Policy.Migrant)
    /// Under `CFSPolicy`, or of real time.
    case cfs(PolicyStack<CFSPolicy>.Migrant)
    /// Under `EEVDFPolicy`, or of real time.
    case eevdf(PolicyStack<EEVDFPolicy>.Migrant)
    /// Under `RoundRobinPolicy`, or of real time.
    case roundRobin(PolicyStack<RoundRobinPolicy>.Migrant)
  }

  /// Which scheduler it is.
  public let kind: Kind
  // One of these has tasks; so each is changed where it is, which an enum of them would not be.
  private var o1 = O1Policy()
  private var cfs: PolicyStack<CFSPolicy>
  private var eevdf: PolicyStack<EEVDFPolicy>
  private var roundRobin = PolicyStack(fair: RoundRobinPolicy())

  /// A policy without tasks.
  ///
  /// - Parameters:
  ///   - kind: Which scheduler.
  ///   - processors: How many processors the machine has.
  ///   - tickNanoseconds: Between ticks of the owner's clock.
  public init(_ kind: Kind, processors: Int = 1, tickNanoseconds: Int64 = 1_000_000) {
    self.kind = kind
    cfs = PolicyStack(fair: CFSPolicy(processors: processors))
    eevdf = PolicyStack(
      fair: EEVDFPolicy(processors: processors, tickNanoseconds: tickNanoseconds))
  }

  /// Those that are stacks do.
  public var takesDeadlines: Bool { kind != .o1 }

  /// How many queued tasks are held.
  public var heldCount: Int {
    switch kind {
    case .o1: 0
    case .cfs: cfs.heldCount
    case .eevdf: eevdf.heldCount
    case .roundRobin: roundRobin.heldCount
    }
  }

  /// Whether a queued task is held.
  public func isHeld(_ task: Int32) -> Bool {
    switch kind {
    case .o1: false
    case .cfs: cfs.isHeld(task)
    case .eevdf: eevdf.isHeld(task)
    case .roundRobin: roundRobin.isHeld(task)
    }
  }

  /// When the first of the held tasks may be picked again.
  public var nextReleaseNanoseconds: UInt64 {
    switch kind {
    case .o1: .max
    case .cfs: cfs.nextReleaseNanoseconds
    case .eevdf: eevdf.nextReleaseNanoseconds
    case .roundRobin: roundRobin.nextReleaseNanoseconds
    }
  }

  /// Lets held tasks go whose time has come.
  public mutating func release(at nowNanoseconds: UInt64) -> Bool {
    switch kind {
    case .o1: false
    case .cfs: cfs.release(at: nowNanoseconds)
    case .eevdf: eevdf.release(at: nowNanoseconds)
    case .roundRobin: roundRobin.release(at: nowNanoseconds)
    }
  }

  /// How many tasks could run.
  public var runnableCount: Int {
    switch kind {
    case .o1: o1.runnableCount
    case .cfs: cfs.runnableCount
    case .eevdf: eevdf.runnableCount
    case .roundRobin: roundRobin.runnableCount
    }
  }

  /// The current task, or -1.
  public var current: Int32 {
    switch kind {
    case .o1: o1.current
    case .cfs: cfs.current
    case .eevdf: eevdf.current
    case .roundRobin: roundRobin.current
    }
  }

  /// Gets to know a task.
  public mutating func add(
    _ task: Int32, _ attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) {
    switch kind {
    case .o1: o1.add(task, attributes, at: nowNanoseconds)
    case .cfs: cfs.add(task, attributes, at: nowNanoseconds)
    case .eevdf: eevdf.add(task, attributes, at: nowNanoseconds)
    case .roundRobin: roundRobin.add(task, attributes, at: nowNanoseconds)
    }
  }

  /// Gets to know a child.
  public mutating func fork(
    _ child: Int32, from parent: Int32, as kind: ForkKind, at nowNanoseconds: UInt64
  ) {
    switch self.kind {
    case .o1: o1.fork(child, from: parent, as: kind, at: nowNanoseconds)
    case .cfs: cfs.fork(child, from: parent, as: kind, at: nowNanoseconds)
    case .eevdf: eevdf.fork(child, from: parent, as: kind, at: nowNanoseconds)
    case .roundRobin: roundRobin.fork(child, from: parent, as: kind, at: nowNanoseconds)
    }
  }

  /// Forgets a task.
  public mutating func end(_ task: Int32, parent: Int32) {
    switch kind {
    case .o1: o1.end(task, parent: parent)
    case .cfs: cfs.end(task, parent: parent)
    case .eevdf: eevdf.end(task, parent: parent)
    case .roundRobin: roundRobin.end(task, parent: parent)
    }
  }

  /// Makes a task runnable, or puts the current one back.
  public mutating func enqueue(
    _ task: Int32, because reason: EnqueueReason, at nowNanoseconds: UInt64
  ) {
    switch kind {
    case .o1: o1.enqueue(task, because: reason, at: nowNanoseconds)
    case .cfs: cfs.enqueue(task, because: reason, at: nowNanoseconds)
    case .eevdf: eevdf.enqueue(task, because: reason, at: nowNanoseconds)
    case .roundRobin: roundRobin.enqueue(task, because: reason, at: nowNanoseconds)
    }
  }

  /// Takes a task away that goes to sleep.
  public mutating func dequeue(_ task: Int32, at nowNanoseconds: UInt64) {
    switch kind {
    case .o1: o1.dequeue(task, at: nowNanoseconds)
    case .cfs: cfs.dequeue(task, at: nowNanoseconds)
    case .eevdf: eevdf.dequeue(task, at: nowNanoseconds)
    case .roundRobin: roundRobin.dequeue(task, at: nowNanoseconds)
    }
  }

  /// Picks the task that runs next.
  public mutating func pickNext(at nowNanoseconds: UInt64) -> Int32 {
    switch kind {
    case .o1: o1.pickNext(at: nowNanoseconds)
    case .cfs: cfs.pickNext(at: nowNanoseconds)
    case .eevdf: eevdf.pickNext(at: nowNanoseconds)
    case .roundRobin: roundRobin.pickNext(at: nowNanoseconds)
    }
  }

  /// Charges the current task.
  public mutating func tick(ran nanoseconds: UInt64, at nowNanoseconds: UInt64) -> Bool {
    switch kind {
    case .o1: o1.tick(ran: nanoseconds, at: nowNanoseconds)
    case .cfs: cfs.tick(ran: nanoseconds, at: nowNanoseconds)
    case .eevdf: eevdf.tick(ran: nanoseconds, at: nowNanoseconds)
    case .roundRobin: roundRobin.tick(ran: nanoseconds, at: nowNanoseconds)
    }
  }

  /// Whether a task that was just enqueued takes the processor from the current one.
  public func preempts(_ task: Int32) -> Bool {
    switch kind {
    case .o1: o1.preempts(task)
    case .cfs: cfs.preempts(task)
    case .eevdf: eevdf.preempts(task)
    case .roundRobin: roundRobin.preempts(task)
    }
  }

  /// Gives a task other attributes.
  ///
  /// - Precondition: A task that changes its class is not current: put it back first.
  public mutating func change(
    _ task: Int32, to attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) -> Bool {
    switch kind {
    case .o1: o1.change(task, to: attributes, at: nowNanoseconds)
    case .cfs: cfs.change(task, to: attributes, at: nowNanoseconds)
    case .eevdf: eevdf.change(task, to: attributes, at: nowNanoseconds)
    case .roundRobin: roundRobin.change(task, to: attributes, at: nowNanoseconds)
    }
  }

  /// Forgets a task that goes to another processor.
  public mutating func depart(
    _ task: Int32, _ attributes: SchedulingAttributes, at nowNanoseconds: UInt64
  ) -> Migrant {
    switch kind {
    case .o1: .o1(o1.depart(task, attributes, at: nowNanoseconds))
    case .cfs: .cfs(cfs.depart(task, attributes, at: nowNanoseconds))
    case .eevdf: .eevdf(eevdf.depart(task, attributes, at: nowNanoseconds))
    case .roundRobin: .roundRobin(roundRobin.depart(task, attributes, at: nowNanoseconds))
    }
  }

  /// Gets to know a task that comes from another processor.
  ///
  /// - Precondition: It was under the same scheduler there.
  public mutating func arrive(_ task: Int32, _ migrant: Migrant, at nowNanoseconds: UInt64) {
    switch migrant {
    case .o1(let migrant): o1.arrive(task, migrant, at: nowNanoseconds)
    case .cfs(let migrant): cfs.arrive(task, migrant, at: nowNanoseconds)
    case .eevdf(let migrant): eevdf.arrive(task, migrant, at: nowNanoseconds)
    case .roundRobin(let migrant): roundRobin.arrive(task, migrant, at: nowNanoseconds)
    }
  }
}
