import Courseware
import Diagnostics
import Foundation
import KernelCore
import LinuxABI
import Machine
import TestSupport
import Testing

@Suite struct `A course` {
  @Test func `is read with all that its files say`() throws {
    try withCourse("everything") { fixture in
      let loaded = Course.load(from: fixture.course)
      #expect(loaded.diagnostics.rendered() == "")
      let course = try loaded.get()
      #expect(course.id == "everything")
      #expect(course.title == "A course: with everything")
      #expect(course.subtitle == "All fields, all styles")
      #expect(course.language.value == "de-AT")
      #expect(course.authors == ["A. Author", "Bé 日本"])
      #expect(course.lessons.map(\.id.value) == ["01-one"])

      let lesson = try #require(course.lesson("01-one"))
      #expect(lesson.title == "Sections, it's true")
      #expect(lesson.summary == "A summary that is folded into one line.")
      #expect(lesson.goals == ["Say what a task is", "Escape: éA \\ \""])
      #expect(lesson.sections.map(\.id.value) == ["start", "rules"])
      #expect(lesson.sections[0].text.string.contains("    indented code: {not: yaml}\n"))
      #expect(lesson.sections[1].text.string.hasPrefix("Text in a file of its own.\n"))
      let question = try #require(lesson.sections[1].questions.first)
      #expect(question.choices.map(\.isCorrect) == [true, false])

      #expect(lesson.further.map(\.title) == ["clone(2)"])

      let exercise = try #require(course.exercise("01-one"))
      #expect(exercise.kind == .kernelFunction)
      #expect(exercise.minutes == 30)
      #expect(exercise.points?.value == 10)
      #expect(exercise.hints[0].string == "Make a child")
      #expect(exercise.limits.memoryMiB == 512)
      #expect(exercise.submissionFile.shown == "exercises/01-one/Submission.swift")
    }
  }

  @Test func `has questions of all kinds, each with its answers`() throws {
    try withCourse("everything") { fixture in
      let lesson = try Course.load(from: fixture.course).get().lessons[0]
      let questions = lesson.sections[1].questions
      #expect(questions.map(\.kind) == [.choice, .trace, .trace, .ordering, .fillIn, .matching])
      guard case .trace(let trace) = questions[1].form,
        case .trace(let scriptTrace) = questions[2].form,
        case .ordering(let ordering) = questions[3].form,
        case .fillIn(let fillIn) = questions[4].form,
        case .matching(let matching) = questions[5].form
      else {
        Issue.record("forms differ from kinds")
        return
      }
      #expect(trace.wrong.map(\.answer.value) == ["bye\n", ""])
      #expect(lesson.recordedOutput(of: trace) == "hello\n")
      #expect(lesson.recordedOutput(of: scriptTrace) == "[2] clone(SIGCHLD) = 3\n")
      #expect(ordering.isCode)
      #expect(ordering.lines.map(\.text.value) == ["a();", "}", "}"])
      #expect(ordering.distractors.map(\.text.value) == ["b();"])
      #expect(
        fillIn.parts == [
          .text("x[0] = [[]] clone("), .blank("flags"), .text("|"), .blank("signal"),
          .text(");\nreturn "), .blank("flags-2"), .text(";\n"),
        ])
      #expect(fillIn.blanks[0].accept.map(\.value) == ["CLONE_VM", "CLONE_VM | 0"])
      #expect(matching.pairs.map(\.right.string).last == "directories and umask")
      #expect(matching.distractors.map(\.right.string) == ["the environment"])
    }
  }

  @Test func `has what explains it`() throws {
    try withCourse("everything") { fixture in
      let section = try Course.load(from: fixture.course).get().lessons[0].sections[1]
      let example = try #require(section.workedExample)
      #expect(example.steps.map(\.lines.value) == [1...1, 2...4])
      #expect(section.differences.map(\.source) == ["kernel/fork.c, copy_process, Linux 6.18"])
      #expect(section.programs[0].figure == .timeline)
    }
  }

  @Test func `has flag examples with their words`() throws {
    try withCourse("everything") { fixture in
      let flags = try Course.load(from: fixture.course).get().lessons[0].sections[0].flags
      #expect(flags.map(\.word.value.exitSignal) == [0, 17, 17, 0, 0])
      #expect(flags[0].word.value.flags == [.vm, .fs, .files, .sighand, .thread])
      #expect(flags[1].word.value.flags == .thread)
      #expect(
        flags.map(\.expected.value) == [
          nil, .invalidArgument, nil, .notPermitted, .invalidArgument,
        ])
      #expect(flags[0].figure == .sharing)
      #expect(flags.allSatisfy { $0.brokenRule?.errno == $0.expected.value })
    }
  }

  @Test func `has scripts with calls, operands and variables`() throws {
    try withCourse("everything") { fixture in
      let scripts = try Course.load(from: fixture.course).get().lessons[0].sections[1].scripts
      let orphan = scripts[0].script
      #expect(orphan.tasks.map(\.name) == ["main", "kid"])
      #expect(orphan.variables == ["kid"])
      #expect(
        orphan.tasks[0].steps[0]
          == Script.Step(.clone(CloneArguments(flags: [], exitSignal: 17, entry: 1)), result: 0))
      #expect(
        orphan.tasks[0].steps[1]
          == Script.Step(
            .wait4(pid: ProcessID(rawValue: 0), options: []),
            substitutions: [.init(word: 0, variable: 0)]))
      #expect(
        orphan.tasks[1].steps[0].call
          == .store(address: UserMemoryLayout.dataStart, width: .word, value: 7))
      let names = Set(scripts[1].script.tasks[0].steps.map { "\($0.call.name)" })
      #expect(names.count > 22)
      #expect(scripts[1].decisions == .seeded(7))
    }
  }

  @Test(arguments: ["course", "sub/folder", "lessons"])
  func `is found from any folder below it`(start: String) throws {
    try withCourse { fixture in
      if start.hasPrefix("sub") { try fixture.folder.write("", to: start + "/x") }
      let from = start == "course" ? fixture.folder.url : fixture.folder.file(start)
      let found = try CourseFolder.find(from: from)
      #expect(found.root.url.standardizedFileURL.path == fixture.folder.path)
      let ups = start == "course" ? "" : start == "lessons" ? "../" : "../../"
      #expect(found.lessons.appending("course.yaml").shown == ups + "lessons/course.yaml")
      #expect(Course.load(from: found).diagnostics.isEmpty)
    }
  }

  @Test func `can be named, and its grader too`() throws {
    try withCourse { fixture in
      let outside = URL(filePath: "/")
      let found = try CourseFolder.find(course: fixture.folder.path, from: outside)
      #expect(found.grader.shown == fixture.folder.path + "/grader")
      let apart = try CourseFolder.find(
        course: ".", grader: "exercises", from: fixture.folder.url)
      #expect(apart.root.shown == "")
      #expect(apart.grader.shown == "exercises")
    }
  }

  @Test func `that isn't there is reported`() throws {
    try withTemporaryFolder { folder in
      func message(_ find: () throws -> CourseFolder) -> String? {
        do {
          _ = try find()
          return nil
        } catch {
          return (error as? DiagnosticList)?.first?.message
        }
      }
      #expect(
        message { try CourseFolder.find(from: folder.url) }?.hasPrefix("there is no course here")
          == true)
      #expect(
        message { try CourseFolder.find(course: folder.path) }?.hasPrefix("this is no course")
          == true)
      try withCourse { fixture in
        #expect(
          message { try CourseFolder.find(course: fixture.folder.path, grader: "/nowhere") }
            == "there is no such folder")
      }
    }
  }
}

@Suite struct `The place of a line of Markdown` {
  /// Texts in every style of YAML, a word in them, and where that word is in the file.
  @Test(arguments: [
    ("    text: |\n      One.\n\n      Two WORD.\n", 12, 11),
    ("    text: |2\n       One.\n       WORD\n", 11, 8),
    ("    text: |+\n\n      WORD\n\n", 11, 7),
    ("    text: One WORD\n", 9, 15),
    ("    text: \"One WORD\"\n", 9, 16),
    ("    text: 'WORD'\n", 9, 12),
    ("    text: \"One \\x57ORD\"\n", 9, 11),
    ("    text: >\n      One\n      WORD\n", 9, 11),
    ("    text: 日本 WORD\n", 9, 14),
  ])
  func `is known in every style`(text: String, line: Int, column: Int) throws {
    try withCourse { fixture in
      try fixture.edit(
        "lessons/01-one/lesson.yaml",
        "    text: |\n      A *task* is what the kernel schedules.\n", text)
      let loaded = Course.load(from: fixture.course)
      #expect(loaded.diagnostics.rendered() == "")
      let source = try loaded.get().lessons[0].sections[0].text
      let lines = source.string.split(separator: "\n", omittingEmptySubsequences: false)
      let index = try #require(lines.firstIndex { $0.contains("WORD") })
      let before = try #require(lines[index].range(of: "WORD")).lowerBound
      let columnInText = lines[index][..<before].unicodeScalars.count + 1
      let span = source.span(line: index + 1, column: columnInText, length: 4)
      #expect(span.line == line)
      #expect(span.column == column)
    }
  }
}
