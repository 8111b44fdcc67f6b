import Results

/// A class of students whose every string attacks the report.
enum HostileClass {
  /// What is tried: markup, handlers, URLs that run, terminals, direction, encodings, formulas, length.
  static let strings = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "</td></tr></table><h1>owned</h1>",
    "</title><svg/onload=alert(1)>",
    "<!--", "-->", "]]>", "<![CDATA[x", "&lt;b&gt;&#60;i&#62;",
    "<style>*{display:none}</style>",
    "\u{1B}[31mred\u{1B}[0m\u{7}", "\u{9B}2J",
    "student\u{202E}toor\u{2066}x", "zero\u{200B}width\u{FEFF}",
    "nul\0inside", "tab\tand\r\nlines\r",
    String(
      decoding: [0x61, 0xFF, 0xFE, 0xC0, 0x80, 0xED, 0xA0, 0x80, 0x62] as [UInt8], as: UTF8.self),
    "=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(A1:A9)", "\t=1+1", "x;=HYPERLINK(\"http://e.org\")",
    "../../../etc/passwd", "a/b\\c", "..", ".", "-rf", "CON", "nul.txt", "",
    "ünïcödé 日本語 👩‍👩‍👧", String(repeating: "long ", count: 200),
    "{{mustache}} ${shell} `back` %s %n",
  ]

  /// A run in which every text a student or a submission can choose is hostile.
  static func run() -> GradingRun {
    let students = strings.enumerated().map { index, text in student(text, index) }
    return SampleClass.run(students: students)
  }

  private static func student(_ text: String, _ index: Int) -> StudentResult {
    let verdicts: [Verdict] = [.fail, .graderError, .notRun]
    let exercises = SampleClass.exercises.enumerated().map { column, exercise in
      ExerciseResult(
        id: exercise.id, title: exercise.title, verdict: verdicts[(index + column) % 3], score: 0,
        maxScore: exercise.maxScore,
        compile: CompileResult(status: column == 2 ? .error : .ok, diagnostics: [text, text]),
        tests: column == 2 ? [] : [test(text)], reason: column == 0 ? nil : text, sandbox: text)
    }
    return StudentResult(id: text, name: text + " ", exercises: exercises)
  }

  private static func test(_ text: String) -> TestResult {
    TestResult(
      id: "test", name: "A test", verdict: .fail, visibility: .visible, score: 0, maxScore: 1,
      message: text, expected: text, actual: text + "!", replay: text, timeline: [text, text],
      timelineMark: 1, recording: text, call: CallNote(role: .last, text: text, thread: 2),
      sourceLine: SourceLine(file: text, line: 2, firstLine: 1, text: [text, text]), section: text,
      suite: .visible,
      exploration: ExplorationNote(
        schedules: 1, repeated: 0, isComplete: true, preemptionsMax: nil,
        outcomes: [.init(text: text, schedules: 1, isFailure: true)]),
      flaky: RunCounts([.fail, .pass]))
  }
}

/// The classes that tests make up, by a name that fits in a test's title.
enum MadeUpClass: CaseIterable {
  case empty
  case sample
  case hostile

  var run: GradingRun {
    switch self {
    case .empty: SampleClass.run(students: 0)
    case .sample: SampleClass.run()
    case .hostile: HostileClass.run()
    }
  }
}
