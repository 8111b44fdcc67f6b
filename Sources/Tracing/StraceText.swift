import KernelCore
import LinuxABI

/// A trace as `strace -f -ttt` writes it.
///
///     [pid 2] 0.000001 clone(SIGCHLD) = 3
///     [pid 2] 0.000002 wait4(-1, 0 <unfinished ...>
///     [pid 3] 0.000004 exit_group(7) = ?
///     [pid 3] 0.000005 +++ exited with 7 +++
///     [pid 2] 0.000006 <... wait4 resumed>) = 3 (exited with 7)
///     [pid 2] 0.000006 --- SIGCHLD {si_signo=SIGCHLD, si_code=CLD_EXITED, si_pid=3, si_status=7} ---
///
/// The time is that since the kernel's start, in seconds. Accesses to memory stand among the calls.
/// Paths and buffers are not in a trace, and shown as `...`; of a signal there is what the trace
/// knows. A call that a handler interrupted and that starts again is shown again, as strace does.
///
/// Source: strace(1); `src/strace.c: printleader, print_signalled, print_exited, print_event_exit`.
public enum StraceText {
  /// The whole trace.
  ///
  /// - Parameter trace: The trace.
  /// - Returns: Lines, each with its line end.
  public static func text(of trace: RecordedTrace) -> String {
    var writer = StraceWriter()
    for event in trace.events { writer.add(event) }
    writer.suspend()
    return writer.text
  }
}

/// Makes the lines.
private struct StraceWriter {
  private(set) var text = ""
  private var table = TaskTable()
  private var calls: [Call] = []
  private var signals = StraceSignals()
  /// The task whose call is the last line, without a line end, as an index of its life.
  private var open: Int?

  /// A call that is not answered yet.
  private struct Call {
    let task: Int
    let event: TraceEvent
    /// Whether a handler runs in its place.
    var isInterrupted = false
    /// Its result, when another task brought it about: shown when its own task runs again.
    var result: String?
  }

  mutating func add(_ event: TraceEvent) {
    // One that takes its leader's thread id has it from the next event on.
    if event.kind == .threadIDTaken {
      line(
        event.timeNanoseconds, event.b,
        "+++ superseded by execve in pid " + String(event.a)
          + " +++")
    }
    table.apply(event)
    signals.note(event, in: table)
    guard let task = table.life(Int64(event.threadID.rawValue)) else { return }
    switch event.kind {
    case .dispatch: showResult(of: task, at: event.timeNanoseconds)
    case .call: begin(event, by: task)
    case .reply: answer(event, of: task)
    case .handler: handle(event, in: task)
    case .exec: complete(task, at: event.timeNanoseconds, "0")
    case .block where event.a == Int64(TaskState.stopped.rawValue): stop(event, task)
    case .exit: end(event, task)
    default: break
    }
  }

  /// Ends the line of a call that is not answered, because something else comes now.
  mutating func suspend() {
    guard open != nil else { return }
    text += " <unfinished ...>\n"
    open = nil
  }

  // MARK: Calls

  private mutating func begin(_ event: TraceEvent, by task: Int) {
    let time = event.timeNanoseconds
    for signal in signals.takeIgnored(by: task) { self.line(time, id(task), signal) }
    guard event.a != Int64(SystemCallNumber.rtSigreturn.rawValue) else {
      endHandler(event, of: task)
      return
    }
    calls.removeAll { $0.task == task && !$0.isInterrupted }
    calls.append(Call(task: task, event: event))
    start(event, task, at: time)
  }

  private mutating func start(_ event: TraceEvent, _ task: Int, at time: UInt64) {
    suspend()
    // Without the closing parenthesis, which comes with the answer.
    let call = String(decoding: shown(event).utf8.dropLast(), as: UTF8.self)
    text += leader(time, id(task)) + call
    open = task
  }

  private mutating func answer(_ event: TraceEvent, of task: Int) {
    guard let index = calls.lastIndex(where: { $0.task == task && !$0.isInterrupted }) else {
      return
    }
    let result = replyText(of: event, to: calls[index].event)
    if table.isRunning(task) {
      complete(task, at: event.timeNanoseconds, result)
    } else {
      calls[index].result = result
    }
  }

  private mutating func showResult(of task: Int, at time: UInt64) {
    guard let call = calls.last(where: { $0.task == task && !$0.isInterrupted }),
      let result = call.result
    else { return }
    complete(task, at: time, result)
  }

  /// Writes the result of a task's call.
  private mutating func complete(
    _ task: Int, at time: UInt64, _ result: String, isInterrupted: Bool = false
  ) {
    guard let index = calls.lastIndex(where: { $0.task == task && !$0.isInterrupted }) else {
      return
    }
    if open != task {
      suspend()
      text += leader(time, id(task)) + "<... " + name(calls[index].event) + " resumed>"
    }
    open = nil
    text += ") = " + result + "\n"
    if isInterrupted { calls[index].isInterrupted = true } else { calls.remove(at: index) }
  }

  /// The text of a call, always with its parentheses.
  private func shown(_ event: TraceEvent) -> String {
    let call = callText(of: event)
    return call.utf8.last == UInt8(ascii: ")") ? call : name(event) + "()"
  }

  private func name(_ event: TraceEvent) -> String {
    // A call without a name is "system call 999".
    String(decoding: callName(of: event).utf8.map { $0 == 0x20 ? 0x5F : $0 }, as: UTF8.self)
  }

  // MARK: Signals

  private mutating func handle(_ event: TraceEvent, in task: Int) {
    let time = event.timeNanoseconds
    complete(
      task, at: time, "? ERESTARTSYS (To be restarted if SA_RESTART is set)", isInterrupted: true)
    line(time, id(task), signals.take(event.a, by: task, in: table))
  }

  /// Ends a handler; a call that it interrupted starts again.
  private mutating func endHandler(_ event: TraceEvent, of task: Int) {
    let time = event.timeNanoseconds
    line(time, id(task), shown(event) + " = ?")
    guard let index = calls.lastIndex(where: { $0.task == task }), calls[index].isInterrupted
    else { return }
    calls[index].isInterrupted = false
    start(calls[index].event, task, at: time)
  }

  private mutating func stop(_ event: TraceEvent, _ task: Int) {
    guard let signal = signals.takeStop(by: task, in: table) else { return }
    line(event.timeNanoseconds, id(task), signal.text)
    line(event.timeNanoseconds, id(task), "--- stopped by " + signal.name + " ---")
  }

  private mutating func end(_ event: TraceEvent, _ task: Int) {
    let time = event.timeNanoseconds
    complete(task, at: time, "?")
    calls.removeAll { $0.task == task }
    let status = WaitStatus(rawValue: Int32(truncatingIfNeeded: event.a))
    if let signal = status.terminationSignal, signal != .kill,
      let text = signals.takeFatal(Int64(signal.rawValue), by: task, in: table)
    {
      line(time, id(task), text)
    }
    let dumped = status.isDumped ? " (core dumped)" : ""
    line(time, id(task), "+++ " + status.description + dumped + " +++")
  }

  // MARK: Lines

  private func id(_ task: Int) -> Int64 { Int64(table.lives[task].threadID.rawValue) }

  private func leader(_ time: UInt64, _ threadID: Int64) -> String {
    "[pid " + String(threadID) + "] " + secondsText(time) + " "
  }

  private mutating func line(_ time: UInt64, _ threadID: Int64, _ line: String) {
    suspend()
    text += leader(time, threadID) + line + "\n"
  }
}
