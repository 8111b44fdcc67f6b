internal import KernelCore
internal import LinuxABI
internal import Machine

/// A run that stands before a call: the kernel, what runs as its tasks, and what is known of it.
///
/// A value: a copy is a snapshot, from which the run can go on another way.
struct World<Task: Explorable> {
  /// A task of the run, in the order of creation.
  struct Member {
    let id: TaskID
    let threadID: ThreadID
    /// Its number, by the order of creation.
    let number: Int
    var execution: Task
    /// Its address space, by the task that it began with.
    let space: Int
    let isThread: Bool
    let clearedWord: UInt64
    /// Whether it stores its thread id before its first call.
    var storesThreadID: Bool
    /// Its last call, while the answer is awaited.
    var call: SystemCall?
    /// When it made that call, in steps of the run.
    var calledAt = 0
    var stepCount = 0
    var hasEnded = false
  }

  var kernel: Kernel
  var surroundings: Task.Surroundings
  private(set) var members: [Member] = []
  /// The task whose call is due, by its place in `members`.
  private(set) var current = 0
  /// The call that is due.
  private(set) var call: SystemCall?
  private(set) var stepCount = 0
  /// How the run ended; nil as long as it goes on.
  private(set) var ending: Ending?
  /// What children run that have not started, and by whom they were created.
  private struct Unborn {
    let execution: Task
    var creator: Int?
    let number: Int
    var arguments = CloneArguments(flags: [])
  }

  private var unborn: [Unborn]
  private var createdCount = 1
  private(set) var status: WaitStatus?
  private(set) var words: [UInt32] = []
  private(set) var leakedTasks = 0
  /// The decisions that were looked at.
  private var seenCount = 0
  private(set) var detector: RaceDetector?
  /// Wakes that woke nobody: the word, and when.
  private var idleWakes: [(address: UInt64, step: Int)] = []
  private var assertion: Int?
  /// How many handlers of signals began.
  private var handlerCount = 0
  /// More of them are a livelock: a timer can interrupt a task again and again that makes no call.
  private static var handlersMax: Int { 10_000 }

  /// A program before its first call.
  init(_ program: Task, on kernel: Kernel, credentials: Credentials, detectsRaces: Bool) {
    self.kernel = kernel
    if detectsRaces {
      var detector = RaceDetector()
      detector.create(by: nil)
      self.detector = detector
    }
    unborn = [Unborn(execution: program, number: 0)]
    self.kernel.prescribe([])
    seenCount = kernel.decisionCount
    let first = self.kernel.spawnProgram(entry: 0, credentials: credentials)
    surroundings = program.begin(on: &self.kernel, as: first)
  }

  var console: [UInt8] { kernel.console }

  /// Whether there was a data race.
  var hasRaces: Bool { detector?.races.isEmpty == false }

  /// Hands out the data races that were not handed out yet.
  mutating func takeRaces() -> ArraySlice<DataRace> { detector?.takeRaces() ?? [] }

  /// What the call that is due touches.
  var footprint: Footprint {
    let member = members[current]
    return Footprint(
      call ?? .getpid, clearedWord: member.clearedWord, isThread: member.isThread,
      storesThreadID: member.storesThreadID)
  }

  /// Makes the call that is due, and goes on to the next one; at first, just to the first one.
  ///
  /// - Parameters:
  ///   - choices: What is decided on the way.
  ///   - observed: The words that are read before a task ends.
  mutating func advance(_ choices: [UInt16], observing observed: [UserAddress]) {
    if !choices.isEmpty { kernel.prescribe(choices) }
    if let call {
      self.call = nil
      submit(call, observing: observed)
    }
    while call == nil, ending == nil {
      switch kernel.next() {
      case .start(let task, let entry): start(task, Int(entry))
      case .resume(let task, let reply): resume(task, reply)
      case .handler(let task, let delivery): interrupt(task, for: delivery)
      case .ended(let task): end(task)
      case .allDone: finish()
      case .deadlock: judge(deadlock(observing: observed))
      }
    }
  }

  /// Gives the run up, since it is as long as it may be.
  mutating func stopAtLimit() { ending = .stepLimit }

  // What is asked at every step is mutating, though it changes nothing: so it works on the world in
  // place, where others may be handed a copy of its 2 KB.

  /// The next decision that was taken and not looked at yet.
  mutating func nextDecision() -> Decision? {
    guard let decision = kernel.decisionIfTaken(seenCount) else { return nil }
    seenCount += 1
    return decision
  }

  /// Whether a decision may be taken on the way to the next call.
  mutating func mayDecide() -> Bool {
    switch call {
    // They wake nobody.
    case .load, .store, .fetchAdd, .exchange, .compareExchange, .getpid, .gettid, .schedYield,
      .futexWait:
      kernel.hasRunQueue
    // Who is next is decided among the others.
    case .exit, .exitGroup: otherCountMax() > 1
    case .clone, .registers, nil: true
    default: kernel.hasSeveralTasks
    }
  }

  /// No fewer than the tasks that have not ended, beside the one whose call is due.
  private mutating func otherCountMax() -> Int {
    // What has not started is no member.
    members.count { !$0.hasEnded } - 1 + createdCount - members.count
  }

  /// Whether no decision can be taken on the way to the next call, whatever becomes of this one: there
  /// is one task, and it makes no other.
  mutating func isAlone() -> Bool {
    switch call {
    case .clone, .registers, nil: false
    default: !kernel.hasSeveralTasks
    }
  }

  /// Whether a second decision may follow on the first: a task that is given the processor may lose
  /// it again before it gets to its own code.
  mutating func mayDecideTwice() -> Bool {
    guard let call, !call.mayEndOthers else { return true }
    return members.contains { member in
      if let call = member.call { !member.hasEnded && call.mayEndOthers } else { false }
    }
  }

  /// Where the task is in `members`; nil for one that has not started.
  private func member(_ task: TaskID) -> Int? {
    members.lastIndex { $0.id == task }
  }

  // MARK: - Steps

  private mutating func submit(_ call: SystemCall, observing observed: [UserAddress]) {
    let task = members[current].id
    let space = members[current].space
    if Task.hidesAccessesWhenAlone, isAlone(in: space) { meetEnded(in: space) }
    detector?.step(
      call, of: members[current].number, number: members[current].stepCount, space: space,
      cleared: members[current].clearedWord)
    members[current].call = call
    members[current].calledAt = stepCount
    members[current].stepCount += 1
    members[current].storesThreadID = false
    stepCount += 1
    switch call {
    case .exit, .exitGroup:
      if space == 0 { observe(observed, in: task) }
      if case .exitGroup = call, space == 0 { leakedTasks = kernel.otherTaskCount }
      if assertion == nil { assertion = members[current].execution.failedAssertion }
    case .clone, .registers:
      kernel.submit(toKernel(call, of: current), by: task)
      return
    default: break
    }
    let left = members[current].execution.carryOut(
      call, as: task, on: &kernel, in: &surroundings)
    kernel.submit(left, by: task)
  }

  /// Whether the task whose call is due is the only one left in its memory.
  private func isAlone(in space: Int) -> Bool {
    members.count == createdCount && members.count { $0.space == space && !$0.hasEnded } == 1
  }

  /// What a task sees of those that have ended orders it after them; but where it is alone, its looking
  /// is no step.
  private mutating func meetEnded(in space: Int) {
    for member in members where member.space == space && member.hasEnded {
      detector?.waited(members[current].number, for: member.number)
    }
  }

  /// Goes on with a handler of a task's.
  private mutating func interrupt(_ task: TaskID, for delivery: SignalDelivery) {
    handlerCount += 1
    if handlerCount > Self.handlersMax { stopAtLimit() }
    guard Task.runsHandlers else {
      kernel.submit(.sigreturn, by: task)
      return
    }
    guard let index = member(task) ?? join(task, kernel.entry(of: task)) else {
      ending = .stopped
      return
    }
    members[index].execution.interrupt(
      for: delivery, as: task, on: &kernel, in: &surroundings)
    goOn(index, .start)
  }

  /// A call as the kernel gets it: children and programs have entry words of this run.
  private mutating func toKernel(_ call: SystemCall, of index: Int) -> SystemCall {
    switch call {
    case .clone(var arguments):
      unborn.append(
        Unborn(
          execution: members[index].execution.child(entry: arguments.entry), creator: index,
          number: createdCount, arguments: arguments))
      createdCount += 1
      detector?.create(by: members[index].number)
      arguments.entry = UInt64(unborn.count - 1)
      return .clone(arguments)
    case .registers(let named) where named.number == .execve:
      unborn.append(
        Unborn(
          execution: members[index].execution.child(entry: named.f),
          number: members[index].number))
      // The fifth word is the errno of a driver that can't load it.
      return .registers(
        RegisterCall(
          .execve, 0, 0, 0, 0, named.e, UInt64(unborn.count - 1), bytes: named.bytes))
    default: return call
    }
  }

  private mutating func start(_ task: TaskID, _ entry: Int) {
    let born = unborn[entry]
    if let index = member(task) {
      // It has executed a program; else it begins now, after a handler that came first.
      if case .registers(let call) = members[index].call, call.number == .execve {
        members[index].execution = born.execution
      }
      goOn(index, .start)
      return
    }
    guard let index = join(task, UInt64(entry)) else { return }
    goOn(index, .start)
  }

  /// Makes a task that has been asked for a member.
  private mutating func join(_ task: TaskID, _ entry: UInt64) -> Int? {
    guard let place = Int(exactly: entry), unborn.indices.contains(place) else { return nil }
    let born = unborn[place]
    let flags = born.arguments.flags
    let parent = born.creator.map { members[$0] }
    let isThread = flags.contains(.thread) && (parent.map { $0.space == 0 } ?? false)
    members.append(
      Member(
        id: task, threadID: kernel.threadID(of: task), number: born.number,
        execution: born.execution,
        space: flags.contains(.vm) ? parent?.space ?? members.count : members.count,
        isThread: isThread,
        clearedWord: flags.contains(.childClearTID) ? born.arguments.childTID.rawValue : 0,
        storesThreadID: flags.contains(.childSetTID)))
    return members.count - 1
  }

  private mutating func resume(_ task: TaskID, _ reply: Reply) {
    guard let index = member(task) else { return }
    switch members[index].call {
    case .futexWake(let address, _, _) where reply.value == 0:
      idleWakes.append((address.rawValue, members[index].calledAt))
    case .futexWait(let address, _, _, _) where reply.value == 0:
      detector?.wake(members[index].number, from: address.rawValue, space: members[index].space)
    case .wait4 where reply.value > 0:
      let ended = members.lastIndex { Int64($0.threadID.rawValue) == reply.value }
      if let ended { detector?.waited(members[index].number, for: members[ended].number) }
    default: break
    }
    goOn(index, reply)
  }

  private mutating func goOn(_ index: Int, _ reply: Reply) {
    current = index
    members[index].call = nil
    let task = members[index].id
    call = members[index].execution.step(reply, as: task, on: &kernel, in: &surroundings)
    if call == nil { ending = .stopped }
  }

  // MARK: - Ends

  private mutating func end(_ task: TaskID) {
    // One that was killed before it started is not among the members.
    if let index = member(task) {
      members[index].hasEnded = true
      members[index].execution.end(in: &surroundings)
    }
    if status == nil, !members.isEmpty, let ended = kernel.status(ofProgram: members[0].id) {
      // Threads are gone with their process; its children may be left.
      leakedTasks = max(leakedTasks, members.count { !$0.hasEnded && !$0.isThread })
      status = ended
    }
  }

  private mutating func finish() {
    if let assertion {
      judge(.assertion(assertion))
    } else if let signal = status?.terminationSignal {
      judge(.fault(signal))
    } else {
      judge(.finished)
    }
  }

  private mutating func judge(_ ending: Ending) {
    self.ending = Task.judge(ending, on: kernel, in: &surroundings)
  }

  private mutating func deadlock(observing observed: [UserAddress]) -> Ending {
    if let task = members.first(where: { !$0.hasEnded && $0.space == 0 }) {
      observe(observed, in: task.id)
    }
    if let assertion { return .assertion(assertion) }
    for member in members where !member.hasEnded {
      guard case .futexWait(let address, _, _, _) = member.call else { continue }
      if idleWakes.contains(where: { $0.address == address.rawValue && $0.step < member.calledAt })
      {
        return .lostWake(address)
      }
    }
    return .deadlock
  }

  private mutating func observe(_ observed: [UserAddress], in task: TaskID) {
    words.removeAll(keepingCapacity: true)
    for address in observed {
      words.append(UInt32(truncatingIfNeeded: kernel.peek(task, address, .word) ?? 0))
    }
  }
}

extension SystemCall {
  /// Whether it concerns other processes, or is too rare to be looked at.
  var mayEndOthers: Bool {
    switch self {
    case .wait4, .kill, .sigaction, .exitGroup, .registers: true
    default: false
    }
  }
}
