import Foundation
import TestSupport
import Testing

/// The page of `watch` on a real terminal, driven by keys and by saves.
@Suite(.serialized) struct `The page of watch` {
  private static let wrong = smallCourseSolution.replacing("number * 2", with: "number + 3")
  private static let file = "exercises/01-double/Submission.swift"
  private static let passing = "all 2 tests pass"

  @Test func `shows the first failure, and the next verdict after a save`() async throws {
    try await withPage { folder, window in
      let seen = try await window.waits(for: "first failure: four is twice two")
      try expectSnapshot(of: seen, named: "watch-fails.txt")
      try folder.write(smallCourseSolution, to: Self.file)
      let passed = try await window.waits(for: Self.passing)
      try expectSnapshot(of: passed, named: "watch-passes.txt")
      // An editor's atomic save: another file in the place of the old one.
      try folder.write(Self.wrong, to: "exercises/01-double/.Submission.swift.swp")
      try FileManager.default.removeItem(at: folder.file(Self.file))
      try FileManager.default.moveItem(
        at: folder.file("exercises/01-double/.Submission.swift.swp"), to: folder.file(Self.file))
      try await window.waits(for: "1 of 2 tests pass")
      try FileManager.default.removeItem(at: folder.file(Self.file))
      try await window.waits(for: "is not there")
      try folder.write("struct Submision: Doubling {\n}\n", to: Self.file)
      let misspelt = try await window.waits(for: "must be called `Submission`")
      #expect(misspelt.contains("your type is called `Submision`"))
    }
  }

  @Test func `fits 40 columns, and follows the window's size`() async throws {
    try await withPage(width: 40, height: 20) { _, window in
      let narrow = try await window.waits(for: "first failure")
      try expectSnapshot(of: narrow, named: "watch-narrow.txt")
      try await window.resize(width: 100, height: 16)
      let wide = try await window.waits(for: "check all  x reset  q quit")
      #expect(wide.contains("A small course"))
      try await window.resize(width: 8, height: 3)
      try await window.press("Down", "Down")
      try await window.resize(width: 80, height: 24)
      try await window.waits(for: "check all  x reset  q quit")
    }
  }

  @Test func `waits for n, and asks before it goes on too early`() async throws {
    try await withPage(exercises: 3) { folder, window in
      try await window.waits(for: "first failure")
      try await window.press("n")
      try await window.waits(for: "Its tests do not pass yet")
      try await window.press("Escape")
      try folder.write(smallCourseSolution, to: Self.file)
      try await window.waits(for: "Press n for the next exercise")
      try await window.press("n")
      try await window.waits(for: "exercises/02-double/Submission.swift")
      try await window.waits(for: "1 of 2 tests pass")
      try await window.press("l")
      let list = try await window.waits(for: "shown: all")
      try expectSnapshot(of: list, named: "watch-list.txt")
      // The third builds on the second, which is not done.
      try await window.press("Down", "Enter")
      try await window.waits(for: "03-double builds on 02-double. y: open it anyway")
      try await window.press("x")
      try await window.press("f")
      try await window.waits(for: "shown: not done") { !$0.contains("01-double") }
      try await window.press("f", "f", "f")
      try await window.type("/03")
      try await window.waits(for: "search: 03") { !$0.contains("01-double") }
      try await window.press("Enter", "Enter")
      try await window.press("y")
      try await window.waits(for: "exercises/03-double/Submission.swift")
      try await window.press("p")
      try await window.waits(for: "exercises/02-double/Submission.swift")
      try await window.press("c")
      try await window.waits(for: "All exercises: 1 of 3 pass")
      try await window.press("q")
      try await window.waits(for: "BACK")
    }
  }

  @Test func `resumes where it was, and puts the terminal back`() async throws {
    try await withTemporaryFolder { folder in
      try Self.writeCourse(in: folder, exercises: 2)
      let command = try Self.command(in: folder)
      let again = "\(command); stty -a | tr ' ' '\\n' | grep -x icanon; echo BACK; \(command)"
      try await TerminalWindow.with(again, in: folder) { window in
        try await window.waits(for: "exercises/01-double/Submission.swift")
        try await window.waits(for: "first failure")
        try await window.press("n", "n", "y")
        try await window.waits(for: "exercises/02-double/Submission.swift")
        try await window.press("C-c")
        try await window.waits(for: "exercises/02-double/Submission.swift")
        try await window.waits(for: "first failure")
      }
    }
  }

  @Test(arguments: ["TERM", "HUP", "SEGV"])
  func `puts the terminal back when a signal ends it`(signal: String) async throws {
    try await withTemporaryFolder { folder in
      try Self.writeCourse(in: folder, exercises: 1)
      let end = "; stty -a | tr ' ' '\\n' | grep -x icanon; echo BACK; sleep 60"
      try await TerminalWindow.with(try Self.command(in: folder) + end, in: folder) { window in
        try await window.waits(for: "first failure")
        let shell = try await window.processID()
        let found = try await run(systemProgram: "pgrep", ["-P", "\(shell)", "-x", "threadbare"])
        _ = try await run(
          systemProgram: "kill", ["-\(signal)", found.output.filter(\.isNumber)])
        let seen = try await window.waits(for: "BACK")
        #expect(seen.contains("\nicanon\n"), "\(seen)")
        #expect(!seen.contains("first failure"), "\(seen)")
      }
    }
  }

  @Test func `gives hints, keeps the file at a reset, and shows a solution only after passing`()
    async throws
  {
    try await withPage { folder, window in
      try await window.waits(for: "first failure")
      try await window.press("h")
      try await window.waits(for: "hint 1 of 1")
      try await window.press("s")
      try await window.waits(for: "The solution is shown when your own passes")
      try folder.write(
        smallCourseSolution.replacing("number * 2", with: "number + number"), to: Self.file)
      try await window.waits(for: "s to see how another solution differs")
      try await window.press("s")
      let difference = try await window.waits(for: "The solution")
      #expect(difference.contains("-     return number + number"), "\(difference)")
      #expect(difference.contains("+     return number * 2"), "\(difference)")
      try await window.press("Escape", "x")
      try await window.waits(for: "Put the starter back?")
      try await window.press("y")
      try await window.waits(for: "The starter is back; yours is in")
      #expect(try folder.text(of: Self.file) == Self.wrong)
    }
  }

  @Test func `survives huge output, and shows the end of it`() async throws {
    let flood = smallCourseSolution.replacing(
      "    return number * 2",
      with: """
            for index in 0..<20_000 { print("line \\(index) \\u{1b}[31m") }
            return number * 2
        """)
    try await withPage(submission: flood) { _, window in
      try await window.waits(for: Self.passing)
      try await window.press("End")
      let seen = try await window.waits(for: "line 19999")
      #expect(seen.contains("␛[31m"), "\(seen)")
    }
  }

  @Test func `looks for changes by itself where inotify is used up, and says so`() async throws {
    try await withTemporaryFolder { folder in
      try Self.writeCourse(in: folder, exercises: 1)
      let inside =
        "echo 0 > /proc/sys/user/max_inotify_instances; \(try Self.command(in: folder))"
      try await TerminalWindow.with(
        "unshare --user --map-root-user sh -c '\(inside)'; sleep 60", in: folder, height: 40
      ) { window in
        try await window.waits(for: "looking for changes twice a second")
        try await window.waits(for: "first failure")
        try folder.write(smallCourseSolution, to: Self.file)
        try await window.waits(for: Self.passing)
      }
    }
  }

  @Test func `needs a terminal`() async throws {
    try await withTemporaryFolder { folder in
      try Self.writeCourse(in: folder, exercises: 1)
      let outcome = try await run(
        try BuildProducts.executable(named: "threadbare"), [], in: folder.url)
      #expect(outcome.exitCode == 2, "\(outcome)")
      #expect(outcome.errorOutput.contains("watching needs a terminal"), "\(outcome)")
    }
  }

  @Test func `draws the trace of a failure as a timeline of tasks`() async throws {
    try await withTemporaryFolder { folder in
      try folder.copy(Repository.file("lessons"), to: "lessons")
      try folder.copy(Repository.file("exercises"), to: "exercises")
      try folder.write(
        try Repository.text(of: "grader/01-tasks/mutants/chain.swift"),
        to: "exercises/01-tasks/Submission.swift")
      try await TerminalWindow.with(
        try Self.command(in: folder), in: folder, width: 80, height: 30
      ) { window in
        try await window.waits(for: "what happened, task by task")
        try await window.press("t")
        let seen = try await window.waits(for: "t or esc: back")
        try expectSnapshot(of: seen, named: "watch-trace.txt")
      }
    }
  }

  // MARK: -

  /// Runs `body` with the page of a small course whose student's file is wrong.
  private func withPage(
    width: Int = 80, height: Int = 24, exercises: Int = 1, submission: String? = nil,
    _ body: (TemporaryFolder, TerminalWindow) async throws -> Void
  ) async throws {
    try await withTemporaryFolder { folder in
      try Self.writeCourse(in: folder, exercises: exercises, submission: submission)
      let command = try Self.command(in: folder) + "; echo BACK; sleep 60"
      try await TerminalWindow.with(command, in: folder, width: width, height: height) { window in
        try await body(folder, window)
      }
    }
  }

  private static func command(in folder: TemporaryFolder) throws -> String {
    "NO_COLOR=1 '\(try BuildProducts.executable(named: "threadbare").path)'"
  }

  /// A course with several exercises that are the same, each building on the one before.
  private static func writeCourse(
    in folder: TemporaryFolder, exercises: Int, submission: String? = nil
  ) throws {
    try writeSmallCourse(in: folder, submission: wrong)
    if let submission { try folder.write(submission, to: file) }
    try folder.write(smallCourseSolution, to: "grader/01-double/Solution.swift")
    guard exercises > 1 else { return }
    for number in 2...exercises {
      let id = "0\(number)-double"
      for name in ["Protocol", "Starter", "Submission", "VisibleTests"] {
        let text = try folder.text(of: "exercises/01-double/\(name).swift")
        try folder.write(
          text.replacing("Exercise_01_double", with: "Exercise_0\(number)_double"),
          to: "exercises/\(id)/\(name).swift")
      }
      try folder.write(
        try folder.text(of: "exercises/01-double/exercise.yaml")
          .replacing("id: 01-double", with: "id: \(id)\nprerequisites: [0\(number - 1)-double]"),
        to: "exercises/\(id)/exercise.yaml")
    }
    let course = try folder.text(of: "lessons/course.yaml")
    let ids = (1...exercises).map { "0\($0)-double" }.joined(separator: ", ")
    try folder.write(course.replacing("[01-double]", with: "[\(ids)]"), to: "lessons/course.yaml")
  }
}
