public import KernelCore
public import LinuxABI

/// What a trace says of one task, from its creation until nothing is left of it.
public struct TaskLife: Sendable {
  /// A stretch of time in which a task does one thing.
  public struct Span: Sendable {
    /// What it does.
    public let state: TaskState
    /// Its thread id in that time: one that executes a program takes its leader's.
    public let threadID: ThreadID
    /// The processor that it has in that time, or had last.
    public let processor: Int
    /// From when, in virtual nanoseconds.
    public let startNanoseconds: UInt64
    /// Until when; never before the start.
    public let endNanoseconds: UInt64
  }

  /// Its thread id, the last one that it had.
  public internal(set) var threadID: ThreadID
  /// Its process.
  public internal(set) var processID: ProcessID
  /// The task that created it; nil for a program's first task, and when its beginning is lost.
  public let creatorThreadID: ThreadID?
  /// When it was created, in virtual nanoseconds; nil when the trace has lost that.
  public let createdNanoseconds: UInt64?
  /// When it first had the processor.
  public internal(set) var firstRunNanoseconds: UInt64?
  /// When it ended.
  public internal(set) var endedNanoseconds: UInt64?
  /// When the last of it went.
  public internal(set) var reapedNanoseconds: UInt64?
  /// How it ended.
  public internal(set) var status: WaitStatus?
  /// What it did, without gaps, stretches of no length left out.
  public internal(set) var spans: [Span] = []
  /// What it does at the end of the trace.
  public internal(set) var state: TaskState
  /// Since when.
  var stateNanoseconds: UInt64
  /// The processor that it had last.
  var processor = 0

  /// Whether it leads its process.
  public var isLeader: Bool { threadID.rawValue == processID.rawValue }
}

/// The tasks of a trace while its events are gone through.
struct TaskTable {
  private(set) var lives: [TaskLife] = []
  /// The tasks that have a processor, as indices into `lives`, by the processors' numbers.
  private var onProcessor: [Int?] = [nil]
  /// How many tasks have a processor or wait for one.
  private(set) var runnableCount = 0
  private var lastNanoseconds: UInt64 = 0
  /// The thread id of the task that ended last.
  private var ended: Int64 = 0
  /// The tasks that are there, as indices into `lives`, in the order of their thread ids.
  private var present: [(threadID: Int32, life: Int)] = []

  /// The task that has a processor, as an index into `lives`.
  func running(on processor: Int) -> Int? {
    processor < onProcessor.count ? onProcessor[processor] : nil
  }

  /// Whether a task has a processor.
  func isRunning(_ life: Int) -> Bool { onProcessor.contains(life) }

  /// How many tasks wait for a processor.
  var waitingCount: Int { runnableCount - onProcessor.count { $0 != nil } }

  /// The life of the task that has a thread id now.
  func life(_ threadID: Int64) -> Int? {
    let place = place(of: threadID)
    guard place < present.count, Int64(present[place].threadID) == threadID else { return nil }
    return present[place].life
  }

  /// The task that a signal to a whole process shows up in: its leader, or else the first that is
  /// left.
  func recipient(inProcess process: Int64) -> Int? {
    if let leader = life(process), lives[leader].endedNanoseconds == nil { return leader }
    for entry in present
    where Int64(lives[entry.life].processID.rawValue) == process
      && lives[entry.life].endedNanoseconds == nil
    {
      return entry.life
    }
    return life(process)
  }

  /// Takes the next event.
  mutating func apply(_ event: TraceEvent) {
    let time = event.timeNanoseconds
    lastNanoseconds = max(lastNanoseconds, time)
    let caller = Int64(event.threadID.rawValue)
    // A task that was there before the first event; not one that is gone and still tidies up.
    if caller > 0, caller != ended, life(caller) == nil {
      add(event.threadID, process: event.threadID.rawValue, creator: nil, created: nil, at: time)
    }
    switch event.kind {
    case .clone:
      add(
        ThreadID(rawValue: Int32(truncatingIfNeeded: event.a)),
        process: Int32(truncatingIfNeeded: event.d), creator: caller > 0 ? event.threadID : nil,
        created: time, at: time)
    case .dispatch: dispatch(caller, on: Int(event.cpu), at: time)
    case .preempt: leave(caller, for: .runnable, at: time)
    case .block:
      let state = TaskState(rawValue: UInt8(truncatingIfNeeded: event.a)) ?? .sleeping
      leave(caller, for: state, at: time)
    case .wake: change(life(event.a), to: .runnable, at: time)
    case .exit: end(caller, event)
    case .reap: reap(event.a, at: time)
    case .threadIDTaken: exchange(event.a, event.b, at: time)
    default: break
    }
  }

  /// Closes the stretches that are open at the end of the trace.
  mutating func finish() {
    for index in lives.indices where lives[index].state != .dead {
      close(index, at: lastNanoseconds)
    }
  }

  // MARK: Events

  private mutating func dispatch(_ threadID: Int64, on processor: Int, at time: UInt64) {
    while onProcessor.count <= processor { onProcessor.append(nil) }
    // The end of the task before left no event of its own.
    if let running = onProcessor[processor], running != life(threadID) {
      let hasEnded = lives[running].endedNanoseconds != nil
      change(running, to: hasEnded ? .zombie : .runnable, at: time)
    }
    let next = life(threadID)
    if let next { takeFromProcessor(next) }
    onProcessor[processor] = next
    guard let next else { return }
    if lives[next].firstRunNanoseconds == nil { lives[next].firstRunNanoseconds = time }
    change(next, to: .running, at: time)
    lives[next].processor = processor
  }

  private mutating func takeFromProcessor(_ life: Int) {
    for processor in onProcessor.indices where onProcessor[processor] == life {
      onProcessor[processor] = nil
    }
  }

  private mutating func leave(_ threadID: Int64, for state: TaskState, at time: UInt64) {
    let index = life(threadID)
    // A tracer may stop a task that has no processor.
    if let index { takeFromProcessor(index) }
    change(index, to: state, at: time)
  }

  private mutating func end(_ threadID: Int64, _ event: TraceEvent) {
    leave(threadID, for: .zombie, at: event.timeNanoseconds)
    ended = threadID
    guard let index = life(threadID) else { return }
    lives[index].endedNanoseconds = event.timeNanoseconds
    lives[index].status = WaitStatus(rawValue: Int32(truncatingIfNeeded: event.a))
    lives[index].processID = ProcessID(rawValue: Int32(truncatingIfNeeded: event.b))
  }

  private mutating func reap(_ threadID: Int64, at time: UInt64) {
    guard let index = life(threadID) else { return }
    takeFromProcessor(index)
    change(index, to: .dead, at: time)
    lives[index].reapedNanoseconds = time
    present.remove(at: place(of: threadID))
  }

  /// Two tasks exchange their thread ids.
  private mutating func exchange(_ left: Int64, _ right: Int64, at time: UInt64) {
    guard let first = life(left), let second = life(right) else { return }
    close(first, at: time)
    close(second, at: time)
    (lives[first].threadID, lives[second].threadID) =
      (lives[second].threadID, lives[first].threadID)
    present[place(of: left)].life = second
    present[place(of: right)].life = first
  }

  // MARK: Lives

  private mutating func add(
    _ threadID: ThreadID, process: Int32, creator: ThreadID?, created: UInt64?, at time: UInt64
  ) {
    let place = place(of: Int64(threadID.rawValue))
    // Its predecessor went before the first event, or the trace is not one of a kernel.
    if place < present.count, present[place].threadID == threadID.rawValue {
      reap(Int64(threadID.rawValue), at: time)
    }
    present.insert((threadID.rawValue, lives.count), at: place)
    lives.append(
      TaskLife(
        threadID: threadID, processID: ProcessID(rawValue: process), creatorThreadID: creator,
        createdNanoseconds: created, state: .runnable, stateNanoseconds: time))
    runnableCount += 1
  }

  private mutating func change(_ index: Int?, to state: TaskState, at time: UInt64) {
    guard let index else { return }
    close(index, at: time)
    runnableCount += (isRunnable(state) ? 1 : 0) - (isRunnable(lives[index].state) ? 1 : 0)
    lives[index].state = state
  }

  /// Ends the stretch that a task is in, and begins another one.
  private mutating func close(_ index: Int, at time: UInt64) {
    let life = lives[index]
    if life.stateNanoseconds < time {
      lives[index].spans.append(
        TaskLife.Span(
          state: life.state, threadID: life.threadID, processor: life.processor,
          startNanoseconds: life.stateNanoseconds,
          endNanoseconds: time))
    }
    lives[index].stateNanoseconds = max(time, life.stateNanoseconds)
  }

  private func isRunnable(_ state: TaskState) -> Bool { state == .running || state == .runnable }

  /// The place of the first present task whose thread id is not below one.
  private func place(of threadID: Int64) -> Int {
    var low = 0
    var high = present.count
    while low < high {
      let middle = low + (high - low) / 2
      if Int64(present[middle].threadID) < threadID { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
