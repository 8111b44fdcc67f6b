package import LinuxABI

/// What a scheduling choice is about that Linux leaves open.
public enum DecisionKind: UInt8, Hashable, BitwiseCopyable, Sendable, CaseIterable {
  /// After clone: 0 = the parent goes on, 1 = the child runs first, 2 and up = the other runnable
  /// tasks in the order of the run queue.
  case afterClone
  /// After a call, while others are runnable: 0 = the task goes on until its slice ends, k = the
  /// k-th task of the run queue takes over. For a kernel thread, wherever it can be preempted.
  case preempt
  /// When the processor is free: k = the task at place k of the run queue, from 0.
  case dispatch
}

/// A choice that was taken.
public struct Decision: Hashable, BitwiseCopyable, Sendable {
  /// What it was about.
  public let kind: DecisionKind
  /// How many options there were: two or more.
  public let options: UInt16
  /// Which of them was taken, from 0.
  public let choice: UInt16
}

/// How choices are taken that no list prescribes.
public enum DecisionPolicy: Hashable, Sendable {
  /// Option 0 always: a parent goes on after clone, a task runs until its slice ends, and the run
  /// queue is served in its order.
  case parentFirst
  /// The same, but after clone the child runs first.
  case childFirst
  /// By a generator with this seed: the same seed, the same choices.
  case seeded(UInt64)
}

/// Where a kernel's scheduling choices come from: a list of choices, then a policy.
///
/// It is a value, and the only source of chance: the same program, kernel and source make the same
/// run, event by event.
public struct DecisionSource: Hashable, Sendable {
  /// Choices to take first, in their order.
  public var choices: [UInt16]
  /// How the choices after those are taken.
  public var policy: DecisionPolicy

  /// A source from its parts.
  public init(choices: [UInt16] = [], policy: DecisionPolicy) {
    self.choices = choices
    self.policy = policy
  }

  /// A parent goes on after clone.
  public static var parentFirst: DecisionSource { DecisionSource(policy: .parentFirst) }
  /// A child runs first after clone.
  public static var childFirst: DecisionSource { DecisionSource(policy: .childFirst) }
  /// Choices of a generator.
  public static func seeded(_ seed: UInt64) -> DecisionSource {
    DecisionSource(policy: .seeded(seed))
  }
  /// The choices of a list, for example those of a log, then those of a policy.
  public static func replay(
    _ choices: [UInt16], then policy: DecisionPolicy = .parentFirst
  ) -> DecisionSource {
    DecisionSource(choices: choices, policy: policy)
  }
}

/// What was decided in a run.
public struct DecisionLog: Sendable {
  fileprivate let kept: RecordLog<Decision>
  /// Keeps the kernel from changing the table as long as somebody looks at it.
  fileprivate let owner: TableOwner
  /// Decisions that were taken but not kept.
  public let droppedCount: Int
  /// Choices of a replayed list that were not among the options, so that the policy chose instead:
  /// above 0, the run is another one than that of the list.
  public let mismatchCount: Int

  /// The decisions, in their order, as far as the limit lets them be kept.
  public var decisions: [Decision] { (0..<kept.count).map { kept[$0] } }
  /// The choices alone: replayed, they give the identical run.
  public var choices: [UInt16] { (0..<kept.count).map { kept[$0].choice } }
}

extension Kernel {
  /// What was decided so far.
  public var decisionLog: DecisionLog {
    DecisionLog(
      kept: decisions.kept, owner: owner, droppedCount: decisions.taken - decisions.kept.count,
      mismatchCount: decisions.mismatchCount)
  }

  // What explores every run asks and says; see `Exploration`. What it asks at every step is mutating,
  // though it changes nothing; see `checkUserLimit`.

  /// How many decisions were taken.
  package var decisionCount: Int { decisions.taken }

  /// A decision that was taken, by its number; `limits.decisionsMax` has to have room for it.
  package func decision(_ number: Int) -> Decision { decisions.kept[number] }

  /// The tasks that are ready for the processor and do not have it, in the order of the run queue.
  package var runQueueOrder: [TaskID] {
    var order: [TaskID] = []
    var task = runQueue.first
    while task >= 0 {
      order.append(id(of: task))
      task = taskTable[task].nextInQueue
    }
    return order
  }

  /// The thread id of a task that is there.
  package func threadID(of task: TaskID) -> ThreadID {
    ThreadID(rawValue: taskTable[task.index].threadID)
  }

  /// Whether there are tasks beside init and one more, so that a decision may come.
  package var hasSeveralTasks: Bool {
    mutating get { taskTable.count > 2 }
  }

  /// Whether a task is ready for the processor and does not have it, or may get so as time passes.
  package var hasRunQueue: Bool {
    mutating get { runQueue.count > 0 || timers.earliest != nil }
  }

  /// A decision by its number, if it was taken; `limits.decisionsMax` has to have room for it.
  package mutating func decisionIfTaken(_ number: Int) -> Decision? {
    number < decisions.taken ? decisions.kept[number] : nil
  }

  /// The tasks that are there, zombies included, beside init and one more.
  package var otherTaskCount: Int { taskTable.count - 2 }

  /// Says what the next decisions are to be; option 0 is taken after them.
  package mutating func prescribe(_ choices: [UInt16]) { decisions.prescribe(choices) }
}

/// Takes the choices of a run and keeps them.
struct Decisions: Sendable {
  private var source: DecisionSource
  /// The number of the decision that the first choice of the list is for.
  private var listStart = 0
  /// The number of the first decision from which on option 0 is taken, whatever it is about.
  private var firstOptionStart = 0
  private let keptMax: Int
  fileprivate private(set) var taken = 0
  fileprivate private(set) var mismatchCount = 0
  private var random: UInt64 = 0
  fileprivate private(set) var kept = RecordLog<Decision>(pieceShift: 8)

  init(_ source: DecisionSource, keptMax: Int) {
    self.source = source
    self.keptMax = keptMax
    if case .seeded(let seed) = source.policy { random = seed }
    noteSource()
  }

  /// Notes when the source has no more to say than one word: most have not from the start.
  private mutating func noteSource() {
    firstOptionStart =
      source.policy == .parentFirst ? listStart + source.choices.count : Int.max
  }

  mutating func makeUnique() { kept.makeUnique() }

  mutating func prescribe(_ choices: [UInt16]) {
    source = .replay(choices)
    listStart = taken
    noteSource()
  }

  /// One of `count` options, from 0; `count` is two or more.
  @inline(__always)
  mutating func take(_ kind: DecisionKind, of count: Int) -> Int {
    // A choice is 16 bits; nobody runs out of options before.
    let options = count < Int(UInt16.max) ? UInt16(truncatingIfNeeded: count) : .max
    let choice = taken >= firstOptionStart ? 0 : choose(kind, options)
    // All are kept up to the limit.
    if taken < keptMax {
      kept.append(Decision(kind: kind, options: options, choice: choice))
    }
    taken &+= 1
    return Int(choice)
  }

  @inline(never)
  private mutating func choose(_ kind: DecisionKind, _ options: UInt16) -> UInt16 {
    if taken - listStart < source.choices.count {
      let choice = source.choices[taken - listStart]
      if choice < options { return choice }
      mismatchCount += 1
    }
    switch source.policy {
    case .parentFirst: return 0
    case .childFirst: return kind == .afterClone ? 1 : 0
    case .seeded:
      let bits = nextRandom()
      // Three times in four a task goes on, else no run would ever come to the end of a slice.
      if kind == .preempt, bits >> 62 != 0 { return 0 }
      return UInt16(truncatingIfNeeded: bits % UInt64(options))
    }
  }

  /// SplitMix64 (Steele, Lea and Flood, 2014).
  private mutating func nextRandom() -> UInt64 {
    random &+= 0x9e37_79b9_7f4a_7c15
    var bits = random
    bits = (bits ^ bits >> 30) &* 0xbf58_476d_1ce4_e5b9
    bits = (bits ^ bits >> 27) &* 0x94d0_49bb_1331_11eb
    return bits ^ bits >> 31
  }
}
