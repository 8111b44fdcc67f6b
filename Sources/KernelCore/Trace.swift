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
}

/// What an event is, and what its values a, b, c and d are; those not named are 0.
public enum TraceEventKind: UInt8, Hashable, Sendable, CaseIterable {
  /// A call begins: its number, and three of its words. For clone those are the flag word and the
  /// two addresses for thread ids, else the first three.
  case call
  /// A call returns: its result, what it stored beside it, 1 if it was refused by name.
  case reply
  /// A task gets the processor: 1 if for the first time.
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
  /// A signal is sent: its number, the process, and 1 if it is ignored, 2 if it is fatal.
  case signal
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
    case .decision: "decision"
    case .pageZeroed: "page_zeroed"
    case .pageCopied: "page_copied"
    case .fault: "fault"
    case .threadIDStored: "thread_id_stored"
    }
  }
}

/// The events of a run, in a ring: always on, and never larger than its limit.
public struct Trace: Sendable {
  private var ring: ContiguousArray<TraceEvent> = []
  private let eventsMax: Int
  /// The place in the ring for the next event, once the ring is full.
  private var oldest = 0
  /// The events so far, those that made room included.
  public private(set) var eventCount: UInt64 = 0

  init(eventsMax: Int) {
    self.eventsMax = max(eventsMax, 1)
  }

  /// Whether events had to make room: then a statement about the whole run is worth nothing.
  public var overflowed: Bool { eventCount > UInt64(ring.count) }

  /// The events that are there, oldest first.
  public var events: [TraceEvent] {
    Array(ring[oldest...]) + Array(ring[..<oldest])
  }

  @inline(__always)
  mutating func record(
    _ kind: TraceEventKind, at timeNanoseconds: UInt64, by threadID: Int32,
    _ a: Int64, _ b: Int64, _ c: Int64, _ d: Int64
  ) {
    let event = TraceEvent(
      sequence: eventCount, timeNanoseconds: timeNanoseconds,
      threadID: ThreadID(rawValue: threadID), cpu: 0, kind: kind, a: a, b: b, c: c, d: d)
    eventCount += 1
    if ring.count < eventsMax {
      ring.append(event)
      return
    }
    ring[oldest] = event
    oldest += 1
    if oldest == eventsMax { oldest = 0 }
  }
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
