import Results

extension ExerciseResult {
  /// Whether none of the tests that are in it ran.
  var ranNothing: Bool { tests.allSatisfy { $0.verdict == .notRun } }

  /// The tests of an exercise, or one case that says why none ran, in the compiler's words.
  var cases: [TestResult] {
    if !ranNothing { return tests }
    let didCompile = compile.status == .ok
    let name = didCompile ? "run" : "compile"
    let reasons = [reason].compactMap(\.self) + compile.diagnostics
    return [
      TestResult(
        id: name, name: name,
        // What does not compile is not run, but for a build it is a failure.
        verdict: didCompile || verdict == .graderError ? verdict : .fail,
        visibility: .visible, score: score, maxScore: maxScore,
        message: reasons.joined(separator: "\n"))
    ]
  }
}

extension TestResult {
  /// All that a program which shows only text can say of a test.
  var details: String {
    var lines = [message]
    if !expected.isEmpty || !actual.isEmpty {
      lines += ["expected: \"\(expected)\"", "actual: \"\(actual)\""]
    }
    if let call { lines.append("call: \(call.text)") }
    if let line = sourceLine, let text = line.text.dropFirst(line.line - line.firstLine).first {
      lines.append("\(line.file):\(line.line): \(text)")
    }
    if isPartlyEarned {
      lines.append("partial credit: \(Points.text(score)) of \(Points.text(maxScore))")
    }
    if let runs = flaky { lines.append("flaky: \(runs.pass) of \(runs.total) runs passed") }
    if let found = exploration { lines += [found.summary + ":"] + found.lines }
    if let replay { lines.append("replay: \(replay)") }
    return lines.joined(separator: "\n")
  }
}
