import Foundation
import TestSupport
import Testing

/// A command, what is in the folder where it runs, and the file that holds what it must say.
struct CommandCase: Sendable, CustomTestStringConvertible {
  let name: String
  let arguments: [String]
  var files: [String: String] = [:]

  var testDescription: String { name }
}

@Suite struct `The command line` {
  /// A course whose student has a folder in the place of the file.
  private static let otherCourse = [
    "other/lessons/course.yaml": "id: o\ntitle: O\nlanguage: en\nauthors: [N]\nlessons: []\n",
    "other/exercises/01-double/exercise.yaml": """
    id: 01-double
    title: Twice as much
    summary: Double a number.
    kind: kernel-function
    minutes: 1
    subgoals: [double]
    hints: [Two times.]
    text: Return twice the number.
    """,
    "other/exercises/01-double/Starter.swift": "// TODO\n",
    "other/exercises/01-double/Submission.swift/notes.txt": "",
  ]

  static let cases: [CommandCase] = [
    CommandCase(name: "help", arguments: ["--help"]),
    CommandCase(name: "help-grade", arguments: ["grade", "--help"]),
    CommandCase(name: "unknown-command", arguments: ["grad"]),
    CommandCase(name: "unknown-command-of-a-command", arguments: ["site", "zebra"]),
    CommandCase(name: "unknown-option", arguments: ["list", "--jsom"]),
    CommandCase(name: "list", arguments: ["list"]),
    CommandCase(name: "list-json", arguments: ["list", "--json"]),
    CommandCase(name: "hint", arguments: ["hint", "01-double"]),
    CommandCase(name: "hint-too-high", arguments: ["hint", "01-double", "--level", "7"]),
    CommandCase(name: "unknown-exercise", arguments: ["hint", "01-duoble"]),
    CommandCase(name: "reset-nothing", arguments: ["reset", "01-double"]),
    CommandCase(
      name: "check-missing-file", arguments: ["check", "01-double", "--file", "no.swift"]),
    CommandCase(name: "check-all-and-one", arguments: ["check", "01-double", "--all"]),
    CommandCase(name: "trace-no-lesson", arguments: ["trace", "01-tasks#fork"]),
    CommandCase(name: "trace-no-file", arguments: ["trace", "run.json"]),
    CommandCase(name: "trace-a-folder", arguments: ["trace", "exercises"]),
    CommandCase(
      name: "trace-a-lesson", arguments: ["trace", "lessons/01-one/"],
      files: [
        "lessons/course.yaml": """
        id: small
        title: A small course
        language: en
        authors: [Nobody]
        lessons: [01-one]
        exercises: [01-double]
        """,
        "lessons/01-one/lesson.yaml": smallLesson(
          """
          scripts:
            - {name: end, tasks: {main: [{exit_group: 0}]}}
            - {name: ask, tasks: {main: [getpid]}}
          """),
      ]),
    CommandCase(
      name: "trace-too-many-processors", arguments: ["trace", "01-tasks#fork", "--cpus", "65"]),
    CommandCase(
      name: "trace-broken", arguments: ["trace", "run.json", "--format", "chrome"],
      files: [
        "run.json": """
        {"version":1,"events":[
        {"sequence":0,"time_ns":0,"cpu":0,"thread":2,"kind":"dipsatch","starts":1}
        ]}
        """
      ]),
    CommandCase(name: "grade-no-folder", arguments: ["grade", "nowhere", "--out", "report"]),
    CommandCase(name: "grade-no-out", arguments: ["grade", "class"]),
    CommandCase(
      name: "grade-only-nobody",
      arguments: ["grade", "class", "--out", "report", "--only", "an"],
      files: ["class/ann/01-double.swift": ""]),
    CommandCase(
      name: "grade-out-among-submissions", arguments: ["grade", "class", "--out", "class/report"],
      files: ["class/ann/01-double.swift": ""]),
    CommandCase(
      name: "grade-out-of-a-class-called-students", arguments: ["grade", "students", "--out", "."],
      files: ["students/ann/01-double.swift": ""]),
    CommandCase(
      name: "grade-passes-over",
      arguments: ["grade", "class", "--out", "report", "--only", "nobody"],
      files: [
        "class/ann/01-duoble.swift": "", "class/ann/.notes": "",
        "class/ann/01-double/Main.swift": "",
        "class/marks.txt": "",
      ]),
    CommandCase(name: "grade-out-empty", arguments: ["grade", "class", "--out", ""]),
    CommandCase(name: "check-a-folder", arguments: ["check", "01-double", "--file", "exercises"]),
    CommandCase(
      name: "check-does-not-compile", arguments: ["check", "01-double", "--file", "mine.swift"],
      files: ["mine.swift": "import ExerciseKit\n\nlet number: Int = \"two\"\n"]),
    CommandCase(
      name: "check-does-not-compile-behind-umlauts",
      arguments: ["check", "01-double", "--file", "mine.swift"],
      files: ["mine.swift": "import ExerciseKit\n\nlet größe: Int = \"zwei\"\n"]),
    CommandCase(
      name: "reset-a-folder", arguments: ["reset", "01-double", "--course", "other"],
      files: otherCourse),
    CommandCase(
      name: "broken-yaml", arguments: ["list"],
      files: [
        "exercises/01-double/exercise.yaml": """
        id: 01-double
        titel: Twice as much
        summary: [1, 2]
        kind: programme
        """
      ]),
    CommandCase(name: "no-course", arguments: ["list", "--course", "class"]),
  ]

  @Test(arguments: cases)
  func `says what it always said`(command: CommandCase) async throws {
    try await expectSnapshot(of: command)
  }

  @Test func `check tells the first failure first`() async throws {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(
        in: folder,
        submission: smallCourseSolution.replacing("number * 2", with: "number + 3"))
      let outcome = try await run(
        try BuildProducts.executable(named: "threadbare"), ["check", "01-double"], in: folder.url)
      #expect(outcome.exitCode == 1)
      try expectSnapshot(of: outcome.output, named: "check-fails.txt")
    }
  }

  @Test func `reset keeps the student's file`() async throws {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      try folder.write("// mine\n", to: "exercises/01-double/Submission.swift")
      let outcome = try await run(
        try BuildProducts.executable(named: "threadbare"), ["reset", "01-double"], in: folder.url)
      #expect(outcome.exitCode == 0, "\(outcome)")
      #expect(try folder.text(of: "exercises/01-double/Submission.swift") == smallCourseSolution)
      let backups = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        .filter { $0.contains("backups") && $0.hasSuffix(".swift") }
      #expect(backups.count == 1)
      #expect(try folder.text(of: backups[0]) == "// mine\n")
    }
  }

  @Test func `output that cannot be written is a fault of the machine`() async throws {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      let threadbare = try BuildProducts.executable(named: "threadbare").path
      let full = try await run(
        systemProgram: "sh", ["-c", "\"$0\" list --json > /dev/full", threadbare], in: folder.url)
      #expect(full.exitCode == 3, "\(full)")
      #expect(full.errorOutput.contains("No space left on device"), "\(full)")
      let gone = try await run(
        systemProgram: "sh",
        ["-c", "(sleep 1; \"$0\" list --json; echo $? >&2) | true", threadbare],
        in: folder.url)
      #expect(gone.errorOutput == "0\n", "\(gone)")
    }
  }

  @Test func `grade refuses a machine without a sandbox`() async throws {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(in: folder, submission: smallCourseSolution)
      try folder.write(smallCourseSolution, to: "class/ann/01-double.swift")
      // A sandbox that cannot be started: bubblewrap is denied its namespaces by a limit of none.
      let denied = try await run(
        systemProgram: "unshare",
        [
          "--user", "--map-root-user", "sh", "-c",
          "echo 0 > /proc/sys/user/max_user_namespaces; exec \"$@\"", "sh",
          try BuildProducts.executable(named: "threadbare").path, "grade", "class", "--out",
          "report",
        ], in: folder.url)
      #expect(denied.exitCode == 3, "\(denied)")
      #expect(denied.errorOutput.contains("--unsafe-no-sandbox"), "\(denied)")
      #expect(!folder.contains("report"))
    }
  }
}
