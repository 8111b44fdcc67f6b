package import KernelCore
package import Machine

/// A small system-call script of a lesson, with the recorded text of its run.
package struct ScriptExample: Sendable {
  /// What is drawn of the run.
  package enum Figure: String, CaseIterable, Sendable {
    /// What it takes beside the same program in another system's process model.
    case contrast
    /// Its tasks over time with their states.
    case timeline
    /// The tree of its tasks.
    case family
    /// Which of the kernel's structures its tasks share, when most of them are there.
    case sharing
  }

  /// The most system calls of a run.
  package static let callsMax = 1_000

  /// Its name, unique in the lesson.
  package let name: Located<String>
  /// The version of Linux that runs it.
  package let profile: KernelProfile
  /// How the choices are taken that Linux leaves open.
  package let decisions: DecisionSource
  /// What it does.
  package let script: Script
  /// The recorded text of its run; nil when none was recorded yet.
  package let output: Located<String>?
  /// What is drawn of it.
  package let figure: Figure?
  /// Where the output stands, or should stand.
  let recording: Recording

  /// Runs the script on a fresh kernel.
  ///
  /// - Parameter other: Where the choices come from instead of ``decisions``.
  /// - Returns: The run, its end, and its text in the manner of strace.
  package func run(decisions other: DecisionSource? = nil) -> ScriptRun {
    var runner = Runner(
      ScriptExecution(script), on: Kernel(profile: profile, decisions: other ?? decisions))
    let end = runner.run(callsMax: Self.callsMax)
    return ScriptRun(runner: runner, end: end, transcript: runner.transcript(end: end))
  }
}

/// A script that has run.
package struct ScriptRun {
  /// The kernel and the calls as the run left them.
  package let runner: Runner<ScriptExecution, Kernel>
  /// How it ended.
  package let end: RunEnd
  /// The run as strace would show it.
  package let transcript: String
}
