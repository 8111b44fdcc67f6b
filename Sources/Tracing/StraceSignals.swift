import KernelCore
import LinuxABI

/// The signals of a trace from when they are sent until a task takes note of them.
struct StraceSignals {
  private var sent: [Sent] = []
  /// The end of a child that its signal tells of: its process, its status, when.
  private var endedChild: (process: Int64, status: WaitStatus, nanoseconds: UInt64)?
  /// The address of an access that its signal tells of.
  private var fault: (address: Int64, signal: Int64)?

  private struct Sent {
    let signal: Int64
    let process: Int64
    /// The task that shows it, if nobody else of the process takes it.
    let task: Int
    let isIgnored: Bool
    let text: String
  }

  /// Keeps what an event says of signals.
  mutating func note(_ event: TraceEvent, in table: TaskTable) {
    switch event.kind {
    case .processEnd:
      let status = WaitStatus(rawValue: Int32(truncatingIfNeeded: event.a))
      endedChild = (event.b, status, event.timeNanoseconds)
    case .fault: fault = (event.a, event.b)
    case .signal:
      let target = event.d != 0 ? table.life(event.d) : table.recipient(inProcess: event.b)
      let text = description(of: event, in: table)
      guard let target else { return }
      // A standard signal that waits already is not queued again.
      if sent.contains(where: { $0.signal == event.a && $0.task == target && !$0.isIgnored }) {
        return
      }
      sent.append(
        Sent(
          signal: event.a, process: event.b, task: target, isIgnored: event.c == 1, text: text))
    default: break
    }
  }

  /// The signals that a task has ignored since its last call.
  mutating func takeIgnored(by task: Int) -> [String] {
    let found = sent.filter { $0.isIgnored && $0.task == task }
    if !found.isEmpty { sent.removeAll { $0.isIgnored && $0.task == task } }
    return found.map { $0.text }
  }

  /// A signal that a task takes; without what is known of it, where the trace has lost that.
  mutating func take(_ signal: Int64, by task: Int, in table: TaskTable) -> String {
    takeFatal(signal, by: task, in: table) ?? Self.text(signal, "")
  }

  /// The signal that ends a task; nil when another one of its process has shown it.
  mutating func takeFatal(_ signal: Int64, by task: Int, in table: TaskTable) -> String? {
    index(of: signal, by: task, in: table).map { sent.remove(at: $0).text }
  }

  /// The signal that stops a task.
  mutating func takeStop(
    by task: Int, in table: TaskTable
  ) -> (name: String, text: String)? {
    for signal: Signal in [.stop, .terminalStop, .terminalInput, .terminalOutput] {
      if let index = index(of: Int64(signal.rawValue), by: task, in: table) {
        return (signal.name, sent.remove(at: index).text)
      }
    }
    return nil
  }

  private func index(of signal: Int64, by task: Int, in table: TaskTable) -> Int? {
    let process = Int64(table.lives[task].processID.rawValue)
    return sent.firstIndex {
      $0.signal == signal && !$0.isIgnored && ($0.task == task || $0.process == process)
    }
  }

  // MARK: Text

  private mutating func description(of event: TraceEvent, in table: TaskTable) -> String {
    defer {
      endedChild = nil
      fault = nil
    }
    if let fault, fault.signal == event.a {
      return Self.text(event.a, ", si_addr=" + hexadecimal(fault.address))
    }
    if event.a == Int64(Signal.child.rawValue), let child = endedChild,
      child.nanoseconds == event.timeNanoseconds
    {
      var fields = ", si_code="
      fields +=
        child.status.exitCode != nil
        ? "CLD_EXITED" : child.status.isDumped ? "CLD_DUMPED" : "CLD_KILLED"
      fields += ", si_pid=" + String(child.process) + ", si_status="
      fields +=
        child.status.exitCode.map { String($0) }
        ?? child.status.terminationSignal?.name ?? String(child.status.rawValue)
      return Self.text(event.a, fields)
    }
    guard let sender = table.life(Int64(event.threadID.rawValue)) else {
      return Self.text(event.a, ", si_code=SI_KERNEL")
    }
    let code = event.d == 0 ? "SI_USER" : "SI_TKILL"
    return Self.text(
      event.a,
      ", si_code=" + code + ", si_pid=" + String(table.lives[sender].processID.rawValue))
  }

  private static func text(_ signal: Int64, _ fields: String) -> String {
    let name = Signal(rawValue: Int32(truncatingIfNeeded: signal)).name
    return "--- " + name + " {si_signo=" + name + fields + "} ---"
  }
}
