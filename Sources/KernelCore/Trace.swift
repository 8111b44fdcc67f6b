public import LinuxABI

/// One thing that happened, in a record of fixed size.
public struct TraceEvent: Hashable, Sendable {
  /// Its place among the events of the run, from 0.
  public let sequence: UInt64
  /// When, in virtual nanoseconds.
  public let timeNanoseconds: UInt64
  /// The task that was running; 0 where none was.
  public let threadID: ThreadID
  /// The processor.
  public let cpu: UInt16
  /// What happened; it says what the four values are.
  public let kind: TraceEventKind
  /// The first value.
  public let a: Int64
  /// The second value.
  public let b: Int64
  /// The third value.
  public let c: Int64
  /// The fourth value.
  public let d: Int64

  /// An event from its parts, as when a written trace is read again.
  public init(
    sequence: UInt64, timeNanoseconds: UInt64, threadID: ThreadID, cpu: UInt16,
    kind: TraceEventKind, a: Int64, b: Int64, c: Int64, d: Int64
  ) {
    self.sequence = sequence
    self.timeNanoseconds = timeNanoseconds
    self.threadID = threadID
    self.cpu = cpu
    self.kind = kind
    self.a = a
    self.b = b
    self.c = c
    self.d = d
  }
}

/// What an event is, and what its values a, b, c and d are; those not named are 0.
public enum TraceEventKind: UInt8, Hashable, BitwiseCopyable, Sendable, CaseIterable {
  /// A call begins: its number, and three of its words. For clone those are the flag word and the
  /// two addresses for thread ids, else the first three.
  case call
  /// A call returns: its result, what it stored beside it, 1 if it was refused by name.
  case reply
  /// A task gets the processor: 1 if for the first time. (In a driven kernel's own ring the second
  /// value is the number of the processor.)
  case dispatch
  /// A task loses the processor but stays runnable: 0 = another was chosen, 1 = its slice ended,
  /// 2 = it yielded.
  case preempt
  /// A task waits: for what (`TaskState`).
  case block
  /// A task can go on: its thread id, and what it waited for (`TaskState`).
  case wake
  /// A task was created: its thread id, the flag word, its exit signal (-1: a thread's), its
  /// process.
  case clone
  /// A task ends: its own status word, its process, and how many threads of the process are left.
  case exit
  /// A process has ended: its status word, its id, and the thread id of its parent.
  case processEnd
  /// What was left of a task goes: its thread id, its status word, 1 if somebody waited for it.
  case reap
  /// A child gets another parent: its process, and the parent's thread id.
  case reparent
  /// A signal is sent: its number, the process, 1 if it is ignored and 2 if it is fatal, and the
  /// thread id if it is for one thread alone.
  case signal
  /// A handler begins: the signal, its address.
  case handler
  /// A program is executed: the thread id of the task, its entry.
  case exec
  /// A thread that executes a program takes over its leader's thread id: its own, the leader's.
  case threadIDTaken
  /// A decision was taken: its kind, the number of options, the choice.
  case decision
  /// A page of memory came to be: its address, its frame.
  case pageZeroed
  /// A page was copied, because a task wrote to it while it was shared since a fork: its address,
  /// the new frame, the old frame.
  case pageCopied
  /// An access that is not allowed: its address, the signal.
  case fault
  /// The kernel stored a thread id, or cleared it: its address, the value, 1 if that failed.
  case threadIDStored
  /// A kernel thread, or a process in a system call, calls a function of the kernel: its number, and its
  /// first word (`KernelCall`).
  case kernelCall
  /// Soft interrupts are served: the processor, a bit for each kind (`SoftInterrupt`), 1 if by its daemon.
  case softInterrupt

  /// The name, for the text forms of a trace.
  public var name: StaticString {
    switch self {
    case .call: "call"
    case .reply: "reply"
    case .dispatch: "dispatch"
    case .preempt: "preempt"
    case .block: "block"
    case .wake: "wake"
    case .clone: "clone"
    case .exit: "exit"
    case .processEnd: "process_end"
    case .reap: "reap"
    case .reparent: "reparent"
    case .signal: "signal"
    case .handler: "handler"
    case .exec: "exec"
    case .threadIDTaken: "thread_id_taken"
    case .decision: "decision"
    case .pageZeroed: "page_zeroed"
    case .pageCopied: "page_copied"
    case .fault: "fault"
    case .threadIDStored: "thread_id_stored"
    case .kernelCall: "kernel_call"
    case .softInterrupt: "soft_interrupt"
    }
  }
}

/// The events of a run, as far as the ring still holds them.
public struct Trace: Sendable {
  fileprivate let ring: TraceRing
  /// Keeps the kernel from changing the ring as long as somebody looks at it.
  fileprivate let owner: TableOwner

  /// The events so far, those that made room included.
  public var eventCount: Int { ring.eventCount }

  /// Whether events had to make room: then a statement about the whole run is worth nothing.
  public var overflowed: Bool { ring.eventCount > ring.keptCount }

  /// The events that are there, oldest first.
  public var events: [TraceEvent] {
    (ring.eventCount - ring.keptCount..<ring.eventCount).map { ring.event($0) }
  }
}

extension Kernel {
  /// What happened so far.
  public var trace: Trace { Trace(ring: ring, owner: owner) }
}

/// The ring that events are recorded in: always on, and never larger than its limit.
struct TraceRing: Sendable {
  private var records: RecordLog<TraceRecord>

  init(eventsMax: Int) {
    var shift = 0
    while 1 << shift < eventsMax { shift += 1 }
    records = RecordLog(pieceShift: 7, ringShift: shift)
  }

  mutating func makeUnique() { records.makeUnique() }

  fileprivate var eventCount: Int { records.count }
  fileprivate var keptCount: Int { records.keptCount }

  @inline(__always)
  mutating func record(
    _ kind: TraceEventKind, at timeNanoseconds: UInt64, by threadID: Int32,
    _ a: Int64, _ b: Int64, _ c: Int64, _ d: Int64
  ) {
    records.append(
      TraceRecord(
        timeNanoseconds: timeNanoseconds, a: a, b: b, c: c, d: d, threadID: threadID, kind: kind))
  }

  fileprivate func event(_ number: Int) -> TraceEvent {
    let record = records[number]
    return TraceEvent(
      sequence: UInt64(number), timeNanoseconds: record.timeNanoseconds,
      threadID: ThreadID(rawValue: record.threadID), cpu: 0, kind: record.kind, a: record.a,
      b: record.b, c: record.c, d: record.d)
  }
}

/// An event as the ring keeps it: its place says which one it is.
struct TraceRecord: BitwiseCopyable, Sendable {
  var timeNanoseconds: UInt64
  var a: Int64
  var b: Int64
  var c: Int64
  var d: Int64
  var threadID: Int32
  var kind: TraceEventKind
}

extension TraceEvent: CustomStringConvertible {
  /// The event in one line, for tests and messages.
  public var description: String {
    var text = String(timeNanoseconds) + " " + threadID.description + " "
    text += kind.name.description
    for value in [a, b, c, d] { text += " " + String(value) }
    return text
  }
}
