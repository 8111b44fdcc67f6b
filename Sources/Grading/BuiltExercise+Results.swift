internal import Results

// The results that need no judge, and the one that does: every outcome of an item is made here.
extension BuiltExercise {
  private var maxScore: Double { outline.points }

  /// The tests as they stand before any ran.
  private func blockedTests(_ reason: String, _ verdict: Verdict) -> [TestResult] {
    outline.tests.map { test in
      TestResult(
        id: test.id, name: test.name, verdict: verdict, visibility: test.visibility, score: 0,
        maxScore: test.points, message: "not run (blocked by: \(reason))")
    }
  }

  private func result(
    _ verdict: Verdict, _ compile: CompileResult, _ tests: [TestResult], _ reason: String?,
    _ sandbox: Sandbox
  ) -> ExerciseResult {
    ExerciseResult(
      id: exercise.id, title: exercise.title, verdict: verdict,
      score: tests.reduce(0) { $0 + $1.score }, maxScore: maxScore, compile: compile, tests: tests,
      reason: reason, sandbox: sandbox.name)
  }

  /// Nothing to run.
  func notRun(_ reason: String, _ sandbox: Sandbox) -> ExerciseResult {
    result(
      .notRun, CompileResult(status: .ok), blockedTests(reason, .notRun), reason, sandbox)
  }

  /// The submission cannot be compiled.
  func rejected(
    _ compile: CompileResult, _ reason: String, _ sandbox: Sandbox
  ) -> ExerciseResult {
    result(.fail, compile, blockedTests(reason, .notRun), reason, sandbox)
  }

  /// The grader failed, not the student.
  func graderError(_ reason: String, _ sandbox: Sandbox) -> ExerciseResult {
    result(
      .graderError, CompileResult(status: .ok), blockedTests(reason, .graderError), reason, sandbox)
  }

  /// The tests ran.
  ///
  /// They must be the ones of the outline, in its order.
  func judged(_ results: [TestResult], _ sandbox: Sandbox) -> ExerciseResult {
    guard results.map(\.id) == outline.tests.map(\.id) else {
      return graderError("the judge answered for other tests than the suite has", sandbox)
    }
    let verdict: Verdict
    if results.contains(where: { $0.verdict == .graderError }) {
      verdict = .graderError
    } else {
      verdict = results.allSatisfy { $0.verdict == .pass } ? .pass : .fail
    }
    let reason = results.first { $0.verdict != .pass }?.message
    return result(verdict, CompileResult(status: .ok), results, reason, sandbox)
  }
}
