import Results

/// Grading runs made up for tests.
enum SampleClass {
  static let exercises = [
    GradingRun.Exercise(id: "01-tasks", title: "Make a family, wait for it", maxScore: 6),
    GradingRun.Exercise(
      id: "02-fork-is-clone", title: "fork, vfork and threads on clone alone", maxScore: 10),
    GradingRun.Exercise(id: "03-flag-rules", title: "Which flag words are legal", maxScore: 8),
  ]

  /// A class in which every kind of outcome occurs; the same every time.
  static func run(students count: Int = 24) -> GradingRun {
    run(students: (0..<count).map(student))
  }

  static func run(
    students: [StudentResult], exercises: [GradingRun.Exercise] = exercises
  ) -> GradingRun {
    GradingRun(
      course: .init(id: "threads", title: "How Linux implements threads"),
      toolchain: "Swift version 6.3.1 (swift-6.3.1-RELEASE)",
      sandbox: "tier 1: namespaces, Landlock, seccomp, rlimits", date: "2025-11-24T03:20:00Z",
      exercises: exercises, students: students)
  }

  private static let firstNames = [
    "Ada", "Barbara", "Ken", "Dennis", "Grace", "Linus", "Margaret", "Niklaus", "Edsger", "Tony",
    "Frances", "Alan",
  ]
  private static let lastNames = [
    "Lovelace", "Liskov", "Thompson", "Ritchie", "Hopper", "Torvalds", "Hamilton", "Wirth",
    "Dijkstra", "Hoare", "Allen", "Turing",
  ]

  private static func student(_ number: Int) -> StudentResult {
    let first = firstNames[number % 12]
    let last = lastNames[(number + number / 12) % 12]
    let results = exercises.indices.map { exercise(at: $0, outcome: (number * 7 + $0 * 5) % 11) }
    return StudentResult(
      id: "s\(String(10_000 + number).dropFirst())", name: "\(first) \(last)", exercises: results)
  }

  /// One result of a student: outcomes from 0 (all wrong) to 10.
  static func exercise(at index: Int, outcome: Int) -> ExerciseResult {
    let exercise = exercises[index]
    func result(
      _ verdict: Verdict, tests: [TestResult] = [], compile: CompileResult = .init(status: .ok),
      reason: String? = nil
    ) -> ExerciseResult {
      ExerciseResult(
        id: exercise.id, title: exercise.title, verdict: verdict,
        score: tests.reduce(0) { $0 + $1.score }, maxScore: exercise.maxScore, compile: compile,
        tests: tests, reason: reason, sandbox: "tier 1: namespaces, Landlock, seccomp, rlimits")
    }
    switch outcome {
    case 0:
      return result(
        .notRun, tests: blocked(of: exercise, "it does not compile"),
        compile: .init(
          status: .error,
          diagnostics: [
            "Submission.swift:12:17: error: cannot find 'spwan' in scope\n"
              + "    let child = spwan(flags)\n                ^~~~~"
          ]), reason: "blocked by the compiler's errors")
    case 1:
      let reason = "nothing was handed in"
      return result(.notRun, tests: blocked(of: exercise, reason), reason: reason)
    case 2:
      return result(
        .graderError, reason: "hidden test 'reaping order' trapped: index 4 out of range 0..<4")
    case 3:
      return result(
        .fail, tests: tests(of: exercise, passing: 1),
        reason: "ran out of time: 2 s of CPU; the limit is 2 s")
    default: break
    }
    let tests = tests(of: exercise, passing: outcome - 3)
    return result(tests.allSatisfy { $0.verdict == .pass } ? .pass : .fail, tests: tests)
  }

  /// The tests of what could not be run.
  private static func blocked(
    of exercise: GradingRun.Exercise, _ reason: String
  ) -> [TestResult] {
    tests(of: exercise, passing: 0).map { test in
      TestResult(
        id: test.id, name: test.name, verdict: .notRun, visibility: test.visibility, score: 0,
        maxScore: test.maxScore, message: "not run (blocked by: \(reason))")
    }
  }

  private static func tests(of exercise: GradingRun.Exercise, passing: Int) -> [TestResult] {
    let names = [
      ("one-child", "One child is made and waited for", Visibility.visible),
      ("status", "The child's status reaches the parent", .visible),
      ("orphan", "An orphan is adopted by init", .visible),
      ("order", "Children are reaped in any order", .afterDueDate),
      ("flags", "Every flag word of the table gets Linux's answer", .hidden),
    ]
    return names.enumerated().map { index, entry in
      let passes = index < passing
      return TestResult(
        id: entry.0, name: entry.1, verdict: passes ? .pass : .fail, visibility: entry.2,
        score: passes ? exercise.maxScore / 5 : 0, maxScore: exercise.maxScore / 5,
        message: passes ? "" : "wait4 was called before the child had a parent to report to",
        expected: passes ? "" : "clone(CLONE_VM|CLONE_SIGHAND|SIGCHLD) = 3",
        actual: passes ? "" : "clone(CLONE_SIGHAND|SIGCHLD) = -1 EINVAL",
        replay: passes ? nil : "0,1,1,0",
        timeline: passes
          ? []
          : [
            "  0.000 us  [2] clone(CLONE_SIGHAND|SIGCHLD) = -1 EINVAL (Invalid argument)",
            "  1.200 us  [2] wait4(-1, 0) = -1 ECHILD (No child processes)",
            "  1.300 us  [2] exit_group(0)",
            "  1.300 us  [2] +++ exited with 0 +++",
          ], timelineMark: passes ? nil : 1,
        call: passes ? nil : CallNote(role: .failed, text: "wait4(-1, 0) = -1 ECHILD", thread: 2),
        sourceLine: passes
          ? nil
          : SourceLine(
            file: "Submission.swift", line: 8, firstLine: 7,
            text: ["    let child = try await linux.fork(job)", "    try await linux.wait()"]),
        section: "01-tasks#zombies", suite: index < 2 ? .visible : .hidden,
        flaky: index == 4 && !passes ? RunCounts([.pass, .fail, .fail]) : nil,
        durationMilliseconds: Double(index) + 0.25)
    }
  }
}
