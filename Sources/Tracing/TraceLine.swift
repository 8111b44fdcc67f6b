import KernelCore
import LinuxABI

/// Which events a text form shows.
public enum TraceDetail: Sendable {
  /// System calls with their answers, ends of tasks, signals that do something, faults, and
  /// changes of parents: what a program does and suffers.
  case calls
  /// Every event: decisions, the run queue and pages of memory, too.
  case everything
}

/// One line of a text form: one event, or a call with its answer.
struct TraceLine {
  /// The number of its event in the trace.
  let sequence: UInt64
  let timeNanoseconds: UInt64
  /// The task in whose column it stands; 0 for none.
  let threadID: Int32
  var text: String
  /// What the line changes in the state of tasks.
  var changes: [StateChange] = []

  /// A task that is something else from this line on.
  struct StateChange {
    let threadID: Int32
    let state: ColumnState
  }

  /// What the column of a task shows while something else happens.
  enum ColumnState {
    /// It doesn't exist, yet or any more.
    case absent
    /// It could run, and waits for the processor.
    case runnable
    /// It waits for something else.
    case waiting
    /// It has ended, and nobody has waited for it.
    case zombie
  }
}

/// Makes lines of the events of a trace.
struct TraceLines {
  private let detail: TraceDetail
  private var lines: [TraceLine] = []
  /// The last call of each task that has no answer yet, by thread id.
  private var openCalls: [(threadID: Int32, call: TraceEvent, line: Int)] = []

  /// The lines of events in their order.
  static func lines(of events: [TraceEvent], detail: TraceDetail) -> [TraceLine] {
    var writer = TraceLines(detail: detail)
    for event in events { writer.add(event) }
    return writer.lines
  }

  private init(detail: TraceDetail) {
    self.detail = detail
  }

  private mutating func add(_ event: TraceEvent) {
    switch event.kind {
    case .call: addCall(event)
    case .reply: addReply(event)
    default: addOther(event)
    }
  }

  private mutating func addCall(_ event: TraceEvent) {
    let threadID = event.threadID.rawValue
    openCalls.removeAll { $0.threadID == threadID }
    openCalls.append((threadID, event, lines.count))
    append(event, callText(of: event), [(threadID, .runnable)])
  }

  private mutating func addReply(_ event: TraceEvent) {
    let threadID = event.threadID.rawValue
    let index = openCalls.firstIndex { $0.threadID == threadID }
    let open = index.map { openCalls.remove(at: $0) }
    let text = "= " + replyText(of: event, to: open?.call)
    // The answer goes onto the call's own line if that is still the last one.
    if let open, open.line == lines.count - 1 {
      lines[open.line].text += " " + text
    } else {
      append(event, (open.map { callName(of: $0.call) } ?? "...") + " " + text)
    }
  }

  /// The events that are no call and no answer; see `TraceEventKind` for their values.
  private mutating func addOther(_ event: TraceEvent) {
    let threadID = event.threadID.rawValue
    let isDetailed = detail == .everything
    switch event.kind {
    case .call, .reply: break
    case .exit:
      openCalls.removeAll { $0.threadID == threadID }
      append(event, "+++ " + status(event.a) + " +++", [(threadID, .zombie)])
    case .fault:
      append(event, "--- " + signal(event.b) + " at " + address(event.a) + " ---")
    case .signal:
      // An ignored signal does nothing; the SIGCHLD that a parent ignores is every child's.
      guard isDetailed || event.c == 2 else { return }
      let effect = event.c == 1 ? ", ignored" : event.c == 2 ? ", fatal" : ""
      append(event, "--- " + signal(event.a) + " to process " + String(event.b) + effect + " ---")
    case .handler:
      append(event, "--- handler of " + signal(event.a) + " at " + address(event.b) + " ---")
    case .exec: append(event, "--- a program is executed ---")
    case .threadIDTaken:
      append(event, "--- takes over the thread id " + String(event.b) + " ---")
    case .reparent:
      append(
        event,
        "--- process " + String(event.a) + " becomes a child of " + String(event.b) + " ---")
    case .clone:
      change(Int32(truncatingIfNeeded: event.a), to: .runnable)
      if isDetailed {
        append(
          event, "--- task " + String(event.a) + " in process " + String(event.d) + " ---")
      }
    case .reap:
      change(Int32(truncatingIfNeeded: event.a), to: .absent)
      if isDetailed { append(event, "--- task " + String(event.a) + " is gone ---") }
    case .block:
      change(threadID, to: .waiting)
      if isDetailed { append(event, "--- " + state(event.a) + " ---") }
    case .wake:
      change(Int32(truncatingIfNeeded: event.a), to: .runnable)
      if isDetailed { append(event, "--- task " + String(event.a) + " can go on ---") }
    default: if isDetailed { append(event, "--- " + detailText(of: event) + " ---") }
    }
  }

  private func detailText(of event: TraceEvent) -> String {
    switch event.kind {
    case .dispatch: event.a == 1 ? "starts" : "gets the processor"
    case .preempt:
      switch event.a {
      case 0: "another task is chosen"
      case 1: "its slice ends"
      default: "yields"
      }
    case .processEnd: "process " + String(event.b) + " has ended: " + status(event.a)
    case .decision: decisionText(of: event)
    case .pageZeroed: "page " + address(event.a) + " is new"
    case .pageCopied: "page " + address(event.a) + " is copied"
    case .threadIDStored:
      event.c == 1
        ? "can't store a thread id at " + address(event.a)
        : "stores " + String(event.b) + " at " + address(event.a)
    default: event.kind.name.description
    }
  }

  private func decisionText(of event: TraceEvent) -> String {
    let kind: StaticString =
      switch DecisionKind(rawValue: UInt8(truncatingIfNeeded: event.a)) {
      case .afterClone: "after clone"
      case .preempt: "after a call"
      case .dispatch: "who runs next"
      case nil: "decision"
      }
    return kind.description + ": " + String(event.c) + " of 0 to " + String(event.b - 1)
  }

  // MARK: Lines

  private mutating func append(
    _ event: TraceEvent, _ text: String, _ changes: [(Int32, TraceLine.ColumnState)] = []
  ) {
    lines.append(
      TraceLine(
        sequence: event.sequence, timeNanoseconds: event.timeNanoseconds,
        threadID: event.threadID.rawValue, text: text,
        changes: changes.map { TraceLine.StateChange(threadID: $0.0, state: $0.1) }))
  }

  /// Adds a change to the last line: it is seen from the next one on.
  private mutating func change(_ threadID: Int32, to state: TraceLine.ColumnState) {
    guard let last = lines.indices.last else { return }
    lines[last].changes.append(TraceLine.StateChange(threadID: threadID, state: state))
  }
}

private func status(_ value: Int64) -> String {
  WaitStatus(rawValue: Int32(truncatingIfNeeded: value)).description
}

private func signal(_ value: Int64) -> String {
  Signal(rawValue: Int32(truncatingIfNeeded: value)).name
}

private func address(_ value: Int64) -> String {
  UserAddress(rawValue: UInt64(bitPattern: value)).description
}

private func state(_ value: Int64) -> String {
  TaskState(rawValue: UInt8(truncatingIfNeeded: value)).map { $0.name.description }
    ?? "waiting"
}
