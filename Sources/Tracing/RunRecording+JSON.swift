import KernelCore
import LinuxABI

extension RunRecording {
  /// The longest text of a line, in bytes.
  private static var textBytesMax: Int { 240 }

  /// The recording as JSON, for the players of pages.
  ///
  ///     {"before":0,"steps":[
  ///     ["",0,0,[[2,2,1,"runnable",1,2,3,4,5]]],
  ///     ["clone(SIGCHLD) = 3",2,2,[[3,3,2,"runnable",6,7,8,9,10]]]
  ///     ]}
  ///
  /// A step is its line, the task that this is about, the one that has the processor then, and the tasks that
  /// are others than behind the line before. A task is tid, pid, ppid and state, then the numbers of `mm`,
  /// `files`, `fs`, `sighand` and `signal` (0 once it has ended), then how it ended, if it has; one that is
  /// gone is its tid alone. The first step has all tasks.
  ///
  /// - Parameter bytesMax: The longest text: of a longer recording the last steps are written.
  /// - Returns: One line of ASCII; nil if there is no step to take.
  package func json(bytesMax: Int) -> String? {
    var first = 0
    while steps.count - first > 1 {
      let text = json(from: first)
      if text.utf8.count <= bytesMax { return text }
      first += max(1, (steps.count - first) / 4)
    }
    return nil
  }

  private func json(from first: Int) -> String {
    var text = "{\"before\":" + String(linesBefore + first) + ",\"steps\":["
    var tasks: [Task] = []
    for index in first..<steps.count {
      let step = steps[index]
      if index > first { text += "," }
      // Behind lines that are left out comes how things stood then, which is no line.
      let isStart = index == first && linesBefore + first > 0
      let bytes = isStart ? step.text.utf8.prefix(0) : step.text.utf8.prefix(Self.textBytesMax)
      let line = String(decoding: bytes, as: UTF8.self)
      text += "[" + quoted(line) + "," + String(isStart ? 0 : step.threadID) + ","
      text += String(step.running) + ",["
      text += changes(from: tasks, to: step.tasks) + "]]"
      tasks = step.tasks
    }
    return text + "]}"
  }

  private func changes(from old: [Task], to new: [Task]) -> String {
    var text = ""
    func add(_ change: String) { text += (text.isEmpty ? "" : ",") + change }
    for task in new where !old.contains(task) { add(json(of: task)) }
    for task in old where !new.contains(where: { $0.threadID == task.threadID }) {
      add("[" + String(task.threadID) + "]")
    }
    return text
  }

  private func json(of task: Task) -> String {
    var text = "[" + String(task.threadID) + "," + String(task.processID)
    text += "," + String(task.parentProcessID) + "," + quoted(task.state.name.description)
    let held = task.holdings
    for number in [held?.mm, held?.files, held?.fs, held?.sighand, held?.signal] {
      text += "," + String(number ?? 0)
    }
    return text + (task.status.map { "," + quoted($0.description) } ?? "") + "]"
  }
}
