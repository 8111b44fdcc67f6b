package import Courseware
package import Diagnostics
package import KernelCore
import Machine
package import Tracing

extension Course {
  /// Runs a script of a lesson and takes down its trace.
  ///
  /// - Parameters:
  ///   - name: The lesson and the script, as `01-tasks#fork`.
  ///   - decisions: The scheduling choices to take; those of the script when nil.
  ///   - policy: Who decides in their place; nobody when nil.
  ///   - processors: How many there are; with several, a policy decides in any case.
  ///   - extent: Whether the kernel has threads of its own; with them, a policy decides too.
  /// - Returns: The trace, under the name of the script.
  /// - Throws: One diagnostic when there is no such lesson or script, or when a choice was not
  ///   among the options.
  package func trace(
    ofScript name: String, decisions: [UInt16]? = nil, policy: ScriptPolicy? = nil,
    processors: Int = 1, extent: Boot.Extent = .bare
  ) throws(DiagnosticList) -> RecordedTrace {
    let example = try script(named: name)
    if processors > 1 || policy != nil && policy != .roundRobin || extent == .full {
      return try example.trace(under: policy, processors: processors, extent: extent)
    }
    let source = decisions.map { DecisionSource.replay($0) } ?? example.decisions
    let run = example.run(decisions: source)
    let mismatches = run.runner.kernel.decisionLog.mismatchCount
    guard decisions == nil || mismatches == 0 else {
      throw DiagnosticList([
        Diagnostic(
          message: "\(mismatches) of the choices in --decisions are not among their options",
          help: "--format json lists the decisions of a run with their options")
      ])
    }
    return RecordedTrace(run.runner.kernel.trace, program: example.name.value)
  }

  private func script(named name: String) throws(DiagnosticList) -> ScriptExample {
    let parts = name.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
      .map(String.init)
    guard let lesson = lesson(parts[0]) else {
      throw DiagnosticList([
        Diagnostic(
          message: "there is no lesson \(quoted(parts[0]))",
          help: suggestion(for: parts[0], in: lessons.map(\.id.value), listedAs: "lessons"))
      ])
    }
    let scripts = lesson.sections.flatMap(\.scripts)
    let wanted = parts.count > 1 ? parts[1] : ""
    if let found = scripts.first(where: { $0.name.value == wanted }) { return found }
    throw DiagnosticList([
      Diagnostic(
        message: "lesson \(quoted(parts[0])) has no script \(quoted(wanted))",
        help: suggestion(for: wanted, in: scripts.map(\.name.value), listedAs: "scripts"))
    ])
  }
}
