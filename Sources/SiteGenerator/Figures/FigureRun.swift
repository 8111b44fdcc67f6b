package import Courseware
package import KernelCore
import LinuxABI
import Machine
package import Tracing

/// A run as figures are drawn from it.
package struct FigureRun: Sendable {
  /// What happened.
  package let trace: RecordedTrace
  /// The program's tasks at the first moment when most of them were there, in the order of their ids.
  package let fullest: [TaskSnapshot]

  /// Joins what was seen of a run.
  package init(trace: RecordedTrace, fullest: [TaskSnapshot]) {
    self.trace = trace
    self.fullest = fullest
  }

  /// Runs a script.
  package init(_ example: ScriptExample) {
    var runner = Runner(
      ScriptExecution(example.script),
      on: Kernel(profile: example.profile, decisions: example.decisions))
    var fullest: [TaskSnapshot] = []
    for calls in 1...ScriptExample.callsMax {
      let end = runner.run(callsMax: calls)
      let alive = Self.alive(runner.kernel.tasks)
      if alive.count > fullest.count { fullest = alive }
      guard case .callLimit = end else { break }
    }
    self.init(
      trace: RecordedTrace(runner.kernel.trace, program: example.name.value), fullest: fullest)
  }

  /// Of the tasks of a kernel those that a program made and that have not ended.
  package static func alive(_ tasks: [TaskSnapshot]) -> [TaskSnapshot] {
    tasks.filter { $0.state != .builtIn && $0.mm != nil && $0.status == nil }
  }

  /// The tasks as a sharing matrix, each called by its thread id.
  var matrix: SharingMatrix {
    SharingMatrix(fullest.map { (name: .task, task: $0) })
  }
}
