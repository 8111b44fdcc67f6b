import KernelCore
import LinuxABI

/// A trace as the text of Linux's ftrace, with the events of its scheduler.
///
///     # tracer: nop
///             task-2       [000] d..2.     0.000010: sched_switch: prev_comm=task prev_pid=2 ...
///
/// Each line is `comm-pid [cpu] flags seconds.microseconds: event: fields`. The events are
/// `sched_switch`, `sched_wakeup`, `sched_wakeup_new`, `sched_process_fork`, `sched_process_exec`,
/// `sched_process_exit`, `sched_process_free` and `signal_generate`. Every priority is 120: a trace
/// does not have them. The processor without a task is `swapper/0`, pid 0.
///
/// Source: `include/trace/events/sched.h`, `include/trace/events/signal.h`;
/// `kernel/trace/trace_output.c: trace_print_context`.
public enum FtraceText {
  /// The whole trace.
  ///
  /// - Parameter trace: The trace.
  /// - Returns: Lines, each with its line end; those of the header start with `#`.
  public static func text(of trace: RecordedTrace) -> String {
    var writer = FtraceWriter(program: trace.program)
    for event in trace.events { writer.add(event) }
    writer.finish()
    let count = String(writer.lines.count)
    var text = "# tracer: nop\n#\n"
    text += "# entries-in-buffer/entries-written: " + count + "/" + count + "   #P:1\n#\n"
    text += "#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION\n"
    text += "#              | |         |   |||||     |         |\n"
    for line in writer.lines { text += line + "\n" }
    return text
  }
}

/// Makes the lines.
private struct FtraceWriter {
  private(set) var lines: [String] = []
  private let program: String
  private var table = TaskTable()
  /// Who had the processor last: 0 for nobody.
  private var current: Int32 = 0
  /// The task that left the processor, as long as nobody has it.
  private var leaving: (life: Int, nanoseconds: UInt64, state: String)?
  private var reasons = SignalReasons()
  /// The thread id that a task had before it took its leader's.
  private var takenFrom: (own: Int64, taken: Int64)?

  init(program: String) {
    self.program = program
  }

  mutating func add(_ event: TraceEvent) {
    let time = event.timeNanoseconds
    let caller = Int64(event.threadID.rawValue)
    goIdle(before: event)
    if event.kind == .dispatch {
      switchTo(event.threadID.rawValue, at: time)
      leaving = nil
    }
    let runs = table.life(caller) == table.running && table.running != nil
    if runs, let life = table.running { leave(life, event) }
    table.apply(event)
    write(event)
  }

  /// Nobody takes the processor over at the end of a trace.
  mutating func finish() {
    guard let leaving, table.runnableCount == 0 else { return }
    switchTo(0, at: leaving.nanoseconds)
  }

  // MARK: Switches

  private mutating func leave(_ life: Int, _ event: TraceEvent) {
    let state: String
    switch event.kind {
    case .preempt: state = event.a == 2 ? "R" : "R+"
    case .block: state = letter(of: TaskState(rawValue: UInt8(truncatingIfNeeded: event.a)))
    case .exit: state = "Z"
    default: return
    }
    leaving = (life, event.timeNanoseconds, state)
  }

  /// Puts the idle task on the processor if nobody could run when the last one left.
  private mutating func goIdle(before event: TraceEvent) {
    guard let leaving, current != 0, table.runnableCount == 0, event.kind != .dispatch,
      // What a task still does while it ends.
      event.threadID.rawValue != current
    else { return }
    switchTo(0, at: leaving.nanoseconds)
  }

  private mutating func switchTo(_ next: Int32, at time: UInt64) {
    guard next != current else { return }
    var state = leaving?.state ?? "R"
    if let leaving, table.lives[leaving.life].state == .dead { state = "X" }
    if current == 0 { state = "R" }
    line(
      at: time, by: current, flags: "d..2.", "sched_switch",
      "prev_comm=" + name(of: current) + " prev_pid=" + String(current)
        + " prev_prio=120 prev_state=" + state + " ==> next_comm=" + name(of: next)
        + " next_pid=" + String(next) + " next_prio=120")
    current = next
  }

  /// The state of a task as the scheduler's tracepoints write it.
  ///
  /// Source: `include/trace/events/sched.h: TRACE_EVENT(sched_switch)`.
  private func letter(of state: TaskState?) -> String {
    switch state {
    case .waitingForVfork, .waitingForExec: "D"
    case .stopped: "T"
    case .traced: "t"
    case .zombie: "Z"
    case .dead: "X"
    case .running, .runnable: "R"
    default: "S"
    }
  }

  // MARK: Other events

  private mutating func write(_ event: TraceEvent) {
    let reason = reasons.take(event) ?? .kernel
    switch event.kind {
    case .clone:
      line(
        event, "sched_process_fork",
        comm + pid(event.threadID) + " child_comm=" + program
          + " child_pid=" + String(event.a))
      line(event, "sched_wakeup_new", comm + " pid=" + String(event.a) + " prio=120 target_cpu=000")
    case .wake:
      line(event, "sched_wakeup", comm + " pid=" + String(event.a) + " prio=120 target_cpu=000")
    case .exit: line(event, "sched_process_exit", comm + pid(event.threadID) + " prio=120")
    case .reap:
      line(event, "sched_process_free", comm + " pid=" + String(event.a) + " prio=120")
    case .signal: writeSignal(event, reason)
    case .threadIDTaken:
      takenFrom = (event.a, event.b)
      if Int64(current) == event.a { current = Int32(truncatingIfNeeded: event.b) }
    case .exec:
      let old = takenFrom.flatMap { $0.taken == event.a ? $0.own : nil } ?? event.a
      takenFrom = nil
      line(
        event, "sched_process_exec",
        "filename=" + program + " pid=" + String(event.a)
          + " old_pid=" + String(old))
    default: break
    }
  }

  /// Source: `include/trace/events/signal.h: TRACE_EVENT(signal_generate)`.
  private mutating func writeSignal(_ event: TraceEvent, _ reason: SignalReason) {
    let target = event.d != 0 ? event.d : event.b
    line(
      event, "signal_generate",
      "sig=" + String(event.a) + " errno=0 code=" + String(reason.number) + " " + comm + " pid="
        + String(target) + " grp=" + (event.d == 0 ? "1" : "0") + " res="
        + (event.c == 1 ? "1" : "0"))
  }

  // MARK: Lines

  private var comm: String { "comm=" + program }

  private func pid(_ threadID: ThreadID) -> String { " pid=" + String(threadID.rawValue) }

  private func name(of threadID: Int32) -> String { threadID == 0 ? "swapper/0" : program }

  private mutating func line(_ event: TraceEvent, _ name: String, _ fields: String) {
    line(at: event.timeNanoseconds, by: event.threadID.rawValue, flags: ".....", name, fields)
  }

  private mutating func line(
    at time: UInt64, by threadID: Int32, flags: String, _ name: String, _ fields: String
  ) {
    let comm = threadID == 0 ? "<idle>" : program
    let seconds = secondsText(time)
    lines.append(
      indent(comm, to: 16) + comm + "-" + String(threadID)
        + indent(String(threadID), to: 7) + " [000] " + flags + " " + indent(seconds, to: 12)
        + seconds + ": " + name + ": " + fields)
  }

  private func indent(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.utf8.count))
  }
}
