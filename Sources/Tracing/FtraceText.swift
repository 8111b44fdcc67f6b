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
/// does not have them. A processor without a task has `swapper/0`, by its own number, pid 0.
///
/// Source: `include/trace/events/sched.h`, `include/trace/events/signal.h`;
/// `kernel/trace/trace_output.c: trace_print_context`.
public enum FtraceText {
  /// The whole trace.
  ///
  /// - Parameter trace: The trace.
  /// - Returns: Lines, each with its line end; those of the header start with `#`.
  public static func text(of trace: RecordedTrace) -> String {
    let processors = trace.processorCount
    var writer = FtraceWriter(program: trace.program, processors: processors)
    for event in trace.events { writer.add(event) }
    writer.finish()
    // That a processor has become idle is known only later, when others have gone on.
    let lines = writer.lines.enumerated().sorted {
      ($0.element.nanoseconds, $0.offset) < ($1.element.nanoseconds, $1.offset)
    }
    let count = String(lines.count)
    var text = "# tracer: nop\n#\n"
    text +=
      "# entries-in-buffer/entries-written: " + count + "/" + count + "   #P:" + String(processors)
      + "\n#\n"
    text += "#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION\n"
    text += "#              | |         |   |||||     |         |\n"
    for line in lines { text += line.element.text + "\n" }
    return text
  }
}

/// Makes the lines.
private struct FtraceWriter {
  private(set) var lines: [(nanoseconds: UInt64, text: String)] = []
  private let program: String
  private var table = TaskTable()
  private var processors: [Processor]
  private var reasons = SignalReasons()
  /// The thread id that a task had before it took its leader's.
  private var takenFrom: (own: Int64, taken: Int64)?

  private struct Processor {
    /// Who had it last: 0 for nobody.
    var current: Int32 = 0
    /// The task that left it, as long as nobody has it.
    var leaving: (life: Int, nanoseconds: UInt64, state: String)?
  }

  init(program: String, processors: Int) {
    self.program = program
    self.processors = Array(repeating: Processor(), count: processors)
  }

  mutating func add(_ event: TraceEvent) {
    let time = event.timeNanoseconds
    let caller = Int64(event.threadID.rawValue)
    let number = Int(event.cpu)
    for other in processors.indices { goIdle(other, before: event) }
    if event.kind == .dispatch {
      switchTo(event.threadID.rawValue, on: number, at: time)
      processors[number].leaving = nil
    }
    if let life = table.life(caller), table.running(on: number) == life { leave(life, event) }
    table.apply(event)
    write(event)
  }

  /// Nobody takes a processor over at the end of a trace.
  mutating func finish() {
    for number in processors.indices {
      guard let leaving = processors[number].leaving, table.waitingCount == 0 else { continue }
      switchTo(0, on: number, at: leaving.nanoseconds)
    }
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
    processors[Int(event.cpu)].leaving = (life, event.timeNanoseconds, state)
  }

  /// Puts the idle task on a processor if nobody could run when the last one left.
  private mutating func goIdle(_ number: Int, before event: TraceEvent) {
    let current = processors[number].current
    guard let leaving = processors[number].leaving, current != 0, table.waitingCount == 0,
      event.kind != .dispatch || Int(event.cpu) != number,
      // What a task still does while it ends.
      event.threadID.rawValue != current
    else { return }
    switchTo(0, on: number, at: leaving.nanoseconds)
  }

  private mutating func switchTo(_ next: Int32, on number: Int, at time: UInt64) {
    let current = processors[number].current
    guard next != current else { return }
    let leaving = processors[number].leaving
    var state = leaving?.state ?? "R"
    if let leaving, table.lives[leaving.life].state == .dead { state = "X" }
    if current == 0 { state = "R" }
    line(
      at: time, by: current, on: number, flags: "d..2.", "sched_switch",
      "prev_comm=" + name(of: current, on: number) + " prev_pid=" + String(current)
        + " prev_prio=120 prev_state=" + state + " ==> next_comm=" + name(of: next, on: number)
        + " next_pid=" + String(next) + " next_prio=120")
    processors[number].current = next
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
      line(
        event, "sched_wakeup_new",
        comm + " pid=" + String(event.a) + " prio=120 target_cpu="
          + target(event.a))
    case .wake:
      line(
        event, "sched_wakeup",
        comm + " pid=" + String(event.a) + " prio=120 target_cpu=" + target(event.a))
    case .exit: line(event, "sched_process_exit", comm + pid(event.threadID) + " prio=120")
    case .reap:
      line(event, "sched_process_free", comm + " pid=" + String(event.a) + " prio=120")
    case .signal: writeSignal(event, reason)
    case .threadIDTaken:
      takenFrom = (event.a, event.b)
      for number in processors.indices where Int64(processors[number].current) == event.a {
        processors[number].current = Int32(truncatingIfNeeded: event.b)
      }
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

  /// The processor that a task had last: where it goes to is not in a trace.
  private func target(_ threadID: Int64) -> String {
    threeDigits(table.life(threadID).map { table.lives[$0].processor } ?? 0)
  }

  private func threeDigits(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 3 - digits.utf8.count)) + digits
  }

  private var comm: String { "comm=" + program }

  private func pid(_ threadID: ThreadID) -> String { " pid=" + String(threadID.rawValue) }

  private func name(of threadID: Int32, on processor: Int) -> String {
    threadID == 0 ? "swapper/" + String(processor) : program
  }

  private mutating func line(_ event: TraceEvent, _ name: String, _ fields: String) {
    line(
      at: event.timeNanoseconds, by: event.threadID.rawValue, on: Int(event.cpu), flags: ".....",
      name, fields)
  }

  private mutating func line(
    at time: UInt64, by threadID: Int32, on processor: Int, flags: String, _ name: String,
    _ fields: String
  ) {
    let comm = threadID == 0 ? "<idle>" : program
    let seconds = secondsText(time)
    var text = indent(comm, to: 16) + comm + "-" + String(threadID)
    text += indent(String(threadID), to: 7) + " [" + threeDigits(processor) + "] " + flags + " "
    text += indent(seconds, to: 12) + seconds + ": " + name + ": " + fields
    lines.append((time, text))
  }

  private func indent(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.utf8.count))
  }
}
