package import KernelCore
package import LinuxABI

/// A run as players show it: for each line of its trace the tasks as they are then.
///
/// Theory of operation. A trace has no states, but what makes them: clones with their flags, ends, waits.
/// They are worked out by going through the events, and kept where a line of the trace ends. A player needs
/// no kernel then, and shows nothing that the trace does not say: of memory and descriptors only who shares
/// them.
package struct RunRecording: Sendable {
  /// A task.
  package struct Task: Equatable, Sendable {
    package var threadID: Int32
    package var processID: Int32
    package var parentProcessID: Int32
    package var state: TaskState
    /// How it ended, once it has.
    package var status: WaitStatus?
    /// What it holds; nil once it has ended.
    package var holdings: Holdings?
  }

  /// The structures of a task: equal numbers of a kind are one structure.
  package struct Holdings: Equatable, Sendable {
    package var mm: Int
    package var files: Int
    package var fs: Int
    package var sighand: Int
    package var signal: Int
  }

  /// The tasks behind a line of the trace.
  package struct Step: Sendable {
    /// The line; empty for the state before the first one.
    package var text: String
    /// The task that it is about; 0 for none.
    package var threadID: Int32
    /// Who has the processor then; 0 for none.
    package var running: Int32
    /// The tasks that are there, by their thread ids.
    package var tasks: [Task]
  }

  /// The steps; those of a long run are its last.
  package let steps: [Step]
  /// How many lines come before the first step.
  package let linesBefore: Int

  /// The most steps that are kept.
  package static var stepsMax: Int { 100 }

  /// Goes through a trace.
  ///
  /// - Parameter trace: The trace; of one that has lost its beginning the tasks that were there then have
  ///   nothing in common.
  package init(_ trace: RecordedTrace) {
    let lines = TraceLines.lines(of: trace.events, detail: .calls)
    var table = StateTable()
    var steps: [Step] = []
    var reached = 0
    func keep() {
      // What comes before the last steps is not shown, and would cost as much.
      guard lines.count - reached <= Self.stepsMax else { return }
      let line = reached > 0 ? lines[reached - 1] : nil
      steps.append(
        Step(
          text: line?.text ?? "", threadID: line?.threadID ?? 0, running: table.running,
          tasks: table.tasks))
    }
    for event in trace.events {
      if reached < lines.count, lines[reached].sequence == event.sequence {
        keep()
        reached += 1
      }
      table.apply(event)
    }
    keep()
    if steps.count > Self.stepsMax { steps.removeFirst(steps.count - Self.stepsMax) }
    linesBefore = lines.count + 1 - steps.count
    self.steps = steps
  }
}

/// The tasks while the events of a trace are gone through.
private struct StateTable {
  private var table = TaskTable()
  /// What is known of tasks besides their lives, by thread id.
  private var known: [(threadID: Int32, parent: Int32, holdings: RunRecording.Holdings?)] = []
  private var made = 0
  /// The last call of each task: `unshare` and `close_range` count once they are answered.
  private var calls: [(threadID: Int32, call: TraceEvent)] = []

  /// Who has the processor; 0 for none.
  var running: Int32 {
    table.running(on: 0).map { table.lives[$0].threadID.rawValue } ?? 0
  }

  /// The tasks that are there, by their thread ids.
  var tasks: [RunRecording.Task] {
    var tasks: [RunRecording.Task] = []
    for life in table.lives where life.state != .dead {
      let found = known.first { $0.threadID == life.threadID.rawValue }
      tasks.append(
        RunRecording.Task(
          threadID: life.threadID.rawValue, processID: life.processID.rawValue,
          parentProcessID: found?.parent ?? 1, state: life.state, status: life.status,
          holdings: found?.holdings))
    }
    tasks.sort { $0.threadID < $1.threadID }
    return tasks
  }

  mutating func apply(_ event: TraceEvent) {
    let caller = event.threadID.rawValue
    if caller > 0, place(of: caller) == nil, table.life(Int64(caller)) == nil {
      known.append((caller, 1, fresh()))
    }
    table.apply(event)
    switch event.kind {
    case .call:
      calls.removeAll { $0.threadID == caller }
      calls.append((caller, event))
    case .reply: answer(event, to: caller)
    case .clone: clone(event, by: caller)
    case .exit:
      if let place = place(of: caller) { known[place].holdings = nil }
    case .reap: known.removeAll { Int64($0.threadID) == event.a }
    case .reparent: reparent(event)
    case .exec: execute(Int32(truncatingIfNeeded: event.a))
    case .threadIDTaken:
      let places = [event.a, event.b].map { place(of: Int32(truncatingIfNeeded: $0)) }
      guard let one = places[0], let other = places[1] else { return }
      (known[one].threadID, known[other].threadID) = (known[other].threadID, known[one].threadID)
    default: break
    }
  }

  private func place(of thread: Int32) -> Int? { known.firstIndex { $0.threadID == thread } }

  private mutating func number() -> Int {
    made &+= 1
    return made
  }

  private mutating func fresh() -> RunRecording.Holdings {
    RunRecording.Holdings(
      mm: number(), files: number(), fs: number(), sighand: number(), signal: number())
  }

  /// Source: `kernel/fork.c: copy_process`.
  private mutating func clone(_ event: TraceEvent, by caller: Int32) {
    let child = Int32(truncatingIfNeeded: event.a)
    let flags = CloneFlags(rawValue: UInt64(bitPattern: event.b))
    var holdings = fresh()
    var parent = Int32(1)
    if let place = place(of: caller) {
      if let own = known[place].holdings {
        if flags.contains(.vm) { holdings.mm = own.mm }
        if flags.contains(.files) { holdings.files = own.files }
        if flags.contains(.fs) { holdings.fs = own.fs }
        if flags.contains(.sighand) { holdings.sighand = own.sighand }
        if flags.contains(.thread) { holdings.signal = own.signal }
      }
      let isSibling = flags.contains(.parent) || flags.contains(.thread)
      parent = isSibling ? known[place].parent : processID(of: caller)
    }
    known.removeAll { $0.threadID == child }
    known.append((child, parent, holdings))
  }

  private func processID(of thread: Int32) -> Int32 {
    table.life(Int64(thread)).map { table.lives[$0].processID.rawValue } ?? thread
  }

  private mutating func reparent(_ event: TraceEvent) {
    let parent = processID(of: Int32(truncatingIfNeeded: event.b))
    for place in known.indices where Int64(processID(of: known[place].threadID)) == event.a {
      known[place].parent = parent
    }
  }

  /// Source: `fs/exec.c: begin_new_exec`: a new address space, and of what is shared with others its own.
  private mutating func execute(_ thread: Int32) {
    guard let place = place(of: thread), var own = known[place].holdings else { return }
    own.mm = number()
    if isShared(own.files, besides: thread) { own.files = number() }
    if isShared(own.sighand, besides: thread) { own.sighand = number() }
    known[place].holdings = own
  }

  /// Whether another task has one of a task's structures too.
  private func isShared(_ number: Int, besides thread: Int32) -> Bool {
    // Numbers of different kinds are different ones.
    known.contains { other in
      guard other.threadID != thread, let held = other.holdings else { return false }
      return [held.files, held.fs, held.sighand].contains(number)
    }
  }

  /// Source: `kernel/fork.c: ksys_unshare`; `fs/file.c: close_range` with `CLOSE_RANGE_UNSHARE`.
  private mutating func answer(_ event: TraceEvent, to thread: Int32) {
    guard let index = calls.firstIndex(where: { $0.threadID == thread }) else { return }
    let call = calls.remove(at: index).call
    guard event.a == 0, let place = place(of: thread), var own = known[place].holdings else {
      return
    }
    var flags: CloneFlags = []
    switch callName(of: call) {
    case "unshare": flags = CloneFlags(rawValue: UInt64(bitPattern: call.b))
    case "close_range": flags = call.d & 2 != 0 ? .files : []
    default: return
    }
    if flags.contains(.files), isShared(own.files, besides: thread) {
      own.files = number()
    }
    // A mount namespace of one's own has a root and a directory of one's own.
    let wantsOwnDirectory = flags.contains(.fs) || flags.contains(.newNS)
    if wantsOwnDirectory, isShared(own.fs, besides: thread) { own.fs = number() }
    known[place].holdings = own
  }
}
