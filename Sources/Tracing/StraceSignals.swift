import KernelCore
import LinuxABI

/// The signals of a trace from when they are sent until a task takes note of them.
struct StraceSignals {
  private var sent: [Sent] = []
  private var reasons = SignalReasons()

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
    let reason = reasons.take(event) ?? .kernel
    switch event.kind {
    case .fault:
      // What the kernel forces on a task has no event of its own.
      guard let task = table.life(Int64(event.threadID.rawValue)) else { return }
      sent.append(
        Sent(
          signal: event.b, process: Int64(table.lives[task].processID.rawValue), task: task,
          isIgnored: false, text: Self.text(event.b, ", si_addr=" + hexadecimal(event.a))))
    case .signal:
      let target = event.d != 0 ? table.life(event.d) : table.recipient(inProcess: event.b)
      let text = description(of: event, reason, in: table)
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

  private func description(
    of event: TraceEvent, _ reason: SignalReason, in table: TaskTable
  ) -> String {
    var fields = ", si_code=" + reason.name.description
    switch reason {
    case .childEnd(let process, let status):
      fields += ", si_pid=" + String(process) + ", si_status="
      fields +=
        status.exitCode.map { String($0) } ?? status.terminationSignal?.name
        ?? String(status.rawValue)
    case .process, .thread:
      if let sender = table.life(Int64(event.threadID.rawValue)) {
        fields += ", si_pid=" + String(table.lives[sender].processID.rawValue)
      }
    case .kernel: break
    }
    return Self.text(event.a, fields)
  }

  private static func text(_ signal: Int64, _ fields: String) -> String {
    let name = Signal(rawValue: Int32(truncatingIfNeeded: signal)).name
    return "--- " + name + " {si_signo=" + name + fields + "} ---"
  }
}
