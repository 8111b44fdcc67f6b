internal import LinuxABI

/// Calls as `strace -f` writes them, a line each.
///
/// Source: strace(1), "DESCRIPTION"; `src/strace.c: printleader`.
package struct CallLines: Sendable {
  /// The task whose call stands at the end without its answer.
  private var open: ThreadID?
  /// The calls without an answer.
  private var calls: [(task: ThreadID, name: String)] = []
  private var tasks: [ThreadID] = []
  private var hasSeveral = false

  /// No lines yet.
  package init() {}

  /// The text that an event adds.
  package mutating func add(_ event: CallEvent) -> String {
    switch event {
    case .call(let task, let name, let text):
      note(task)
      let before = suspend()
      open = task
      calls.removeAll { $0.task == task }
      calls.append((task, name))
      return before + leader(task) + text
    case .answer(let task, let rest, let result):
      let name = calls.first { $0.task == task }?.name ?? ""
      calls.removeAll { $0.task == task }
      if open == task {
        open = nil
        return rest + ") = " + result + "\n"
      }
      return suspend() + leader(task) + "<... " + name + " resumed>" + rest + ") = " + result
        + "\n"
    case .signal(let task, let text):
      note(task)
      return suspend() + leader(task) + "--- " + text + " ---\n"
    case .ended(let task, let status):
      note(task)
      var text = ""
      if open == task {
        text = ") = ?\n"
        open = nil
      } else {
        text = suspend()
      }
      calls.removeAll { $0.task == task }
      tasks.removeAll { $0 == task }
      return text + leader(task) + "+++ " + (status?.description ?? "exited") + " +++\n"
    }
  }

  /// Ends the last line, when nothing more will come.
  package mutating func finish() -> String { suspend() }

  private mutating func note(_ task: ThreadID) {
    if !tasks.contains(task) { tasks.append(task) }
    if tasks.count > 1 { hasSeveral = true }
  }

  private func leader(_ task: ThreadID) -> String {
    hasSeveral ? "[pid " + String(task.rawValue) + "] " : ""
  }

  private mutating func suspend() -> String {
    guard open != nil else { return "" }
    open = nil
    return " <unfinished ...>\n"
  }
}
