import Foundation
import TestSupport
import Testing

/// Commands that ask before they tell: `predict` and `review`.
@Suite struct `Asking first` {
  private static let lesson = """
    id: 01-one
    title: One
    summary: One lesson.
    goals: [Know]
    exercise: 01-double
    sections:
      - id: a
        title: A
        text: A
        scripts:
          - name: wait
            tasks:
              main:
                - clone: {flags: 0, exit_signal: SIGCHLD, child: kid}
                - wait4: {pid: $kid}
              kid:
                - exit: 7
        questions:
          - id: first
            kind: choice
            prompt: What is `two`?
            choices:
              - {text: 2, correct: true, reason: It is.}
              - {text: 3, correct: false, reason: That is three.}
          - id: second
            kind: choice
            prompt: And four?
            choices:
              - {text: 4, correct: true, reason: Yes.}
              - {text: Two twos, correct: true, reason: That too.}
              - {text: 5, correct: false, reason: No.}

    """

  private func withCourse(_ body: (TemporaryFolder) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      try writeSmallCourse(
        in: folder, submission: smallCourseSolution.replacing("number * 2", with: "number + 3"))
      try folder.write(Self.lesson, to: "lessons/01-one/lesson.yaml")
      try folder.write(
        try folder.text(of: "lessons/course.yaml").replacing(
          "lessons: []", with: "lessons: [01-one]"),
        to: "lessons/course.yaml")
      try await body(folder)
    }
  }

  @Test func `review asks, explains each choice, and comes back after days`() async throws {
    try await withCourse { folder in
      let first = try await threadbare(["review"], in: folder, input: "x\na\na\n")
      #expect(first.exitCode == 0, "\(first)")
      try expectSnapshot(of: first.output, named: "review.txt")
      let again = try await threadbare(["review"], in: folder)
      #expect(again.output.contains("Nothing is due; the next question is in 1 day."), "\(again)")
      // A day later the wrong one, three days later the right one too.
      for (days, due) in [(1, ["second"]), (3, ["first", "second"])] {
        let file = ".threadbare/progress.json"
        let kept = try folder.text(of: file)
        try folder.write(
          kept.replacing(/"last_asked" : (\d+)/) { match in
            "\"last_asked\" : \((Int(match.1) ?? 0) - days * 86_400)"
          }, to: file)
        let json = try await threadbare(["review", "--json"], in: folder)
        let found = json.output.matches(of: /"question" : "(\w+)"/).map { String($0.1) }
        #expect(found.sorted() == due, "\(json)")
        try folder.write(kept, to: file)
      }
    }
  }

  /// Questions of all other kinds.
  private static let otherKinds = """
          - id: blanks
            kind: fill-in
            prompt: Which call?
            text: "[[make]]() gives twice, [[end]]() never."
            blanks:
              - name: make
                accept: [fork, clone]
                reason: It copies.
                wrong:
                  - {answer: exec, reason: That keeps the process.}
              - name: end
                accept: [_exit]
                reason: It ends.
                wrong:
                  - {answer: wait, reason: That waits.}
          - id: order
            kind: ordering
            prompt: A life.
            lines:
              - {text: fork, reason: First.}
              - {text: exit, reason: Then.}
              - {text: wait, reason: Last.}
            distractors:
              - {text: exec, reason: Not here.}
          - id: pairs
            kind: matching
            prompt: Whose is it?
            pairs:
              - {left: pid, right: a task, reason: Its own.}
              - {left: tgid, right: a process, reason: Of the group.}
              - {left: sid, right: a session, reason: Of the session.}
            distractors:
              - {right: nobody, reason: It is somebody's.}
          - id: output
            kind: trace
            prompt: What comes out?
            program: hello
            reason: One line.
            wrong:
              - {output: bye, reason: It says hello.}
        programs:
          - name: hello
            status: 0
            output: |
              hello
            text: |
              #include <stdio.h>
              int main(void) { puts("hello"); }

    """

  @Test func `review asks questions of every kind`() async throws {
    try await withCourse { folder in
      let text = Self.lesson.split(separator: "      - id: first", maxSplits: 1)[0]
      try folder.write(text + Self.otherKinds, to: "lessons/01-one/lesson.yaml")
      let wrong = try await threadbare(
        ["review"], in: folder, input: "exec\n_exit\nx\nab\nzz\naaa\nbye\n.\n")
      #expect(wrong.exitCode == 0, "\(wrong)")
      try expectSnapshot(of: wrong.output, named: "review-kinds.txt")
      // The letters as a first round has them.
      try FileManager.default.removeItem(at: folder.file(".threadbare"))
      let right = try await threadbare(
        ["review"], in: folder, input: "fork\n _exit \nbcd\nbcd\nhello\n.\n")
      #expect(right.output.contains("\n4 of 4 right. Nothing is due"), "\(right)")
    }
  }

  @Test func `predict leaves an answer out, and explains by the trace`() async throws {
    try await withCourse { folder in
      let wrong = try await threadbare(
        ["predict", "01-double"], in: folder, input: "4\ny\ny\n")
      #expect(wrong.exitCode == 0, "\(wrong)")
      try expectSnapshot(of: wrong.output, named: "predict.txt")
      let right = try await threadbare(["predict", "01-double"], in: folder, input: "3\n")
      #expect(right.output.contains("Right: 3 (exited with 7)"), "\(right)")
      #expect(!right.output.contains("as you said"))
      let list = try await threadbare(["list"], in: folder)
      #expect(list.output.contains("1/2 tests"), "\(list)")
    }
  }

  @Test func `progress goes to the website and comes back`() async throws {
    try await withCourse { folder in
      _ = try await threadbare(["review"], in: folder, input: "a\nab\n")
      let written = try await threadbare(["progress", "--write", "mine.json"], in: folder)
      #expect(
        written.output == "0 of 1 exercise done, 2 questions answered, 2 right\n", "\(written)")
      #expect(
        try folder.text(of: "mine.json") == """
          {
            "answers" : {
              "first" : {
                "kind" : "choice",
                "right" : true,
                "tries" : 1
              },
              "second" : {
                "kind" : "choice",
                "right" : true,
                "tries" : 1
              }
            },
            "course" : "small",
            "exercises" : [

            ],
            "format" : "threadbare-answers",
            "version" : 1
          }

          """)
      // On another machine, with what the website adds.
      try FileManager.default.removeItem(at: folder.file(".threadbare"))
      try folder.write(
        """
        {"format": "threadbare-answers", "version": 1, "course": "small", "exercises": ["01-double", "gone"],
         "answers": {"first": {"kind": "choice", "answer": [1, 0], "right": false, "first": false, "tries": 3}}}
        """, to: "site.json")
      let read = try await threadbare(["progress", "--read", "site.json"], in: folder)
      #expect(read.output == "1 of 1 exercise done, 1 question answered, 0 right\n", "\(read)")
      #expect(
        read.errorOutput == "new: 1 answer, 1 exercise done\nnot in this course: 1\n", "\(read)")
      let again = try await threadbare(["progress", "--read", "mine.json"], in: folder)
      #expect(again.errorOutput == "new: 1 answer, 0 exercises done\n", "\(again)")
      let list = try await threadbare(["list", "--json"], in: folder)
      #expect(list.output.contains("\"completed\""), "\(list)")
    }
  }

  @Test func `a link holds what a file does`() async throws {
    try await withCourse { folder in
      _ = try await threadbare(["review"], in: folder, input: "a\nab\n")
      let nowhere = try await threadbare(["progress", "--link"], in: folder)
      #expect(nowhere.exitCode == 2 && nowhere.errorOutput.contains("--site URL"), "\(nowhere)")
      let link = try await threadbare(
        ["progress", "--link", "--site", "https://example.org/t"], in: folder)
      let start = "https://example.org/t/answers/index.html#take="
      #expect(link.output.hasPrefix(start), "\(link)")
      var text = String(link.output.dropFirst(start.count).dropLast())
        .replacing("-", with: "+").replacing("_", with: "/")
      text += String(repeating: "=", count: (4 - text.count % 4) % 4)
      let data = try #require(Data(base64Encoded: text))
      try data.write(to: folder.file("link.json"))
      try FileManager.default.removeItem(at: folder.file(".threadbare"))
      let read = try await threadbare(["progress", "--read", "link.json"], in: folder)
      #expect(read.errorOutput == "new: 2 answers, 0 exercises done\n", "\(read)")
    }
  }

  @Test(arguments: [
    (["--site", "not a url"], "is no address of a website"),
    (["--site", "https://example.org/?a=1"], "is no address of a website"),
    (["--site", "https://example.org/", "--json"], "--link goes without --json"),
  ]) func `a link leads to a website, and is all that is printed`(
    arguments: [String], message: String
  ) async throws {
    try await withCourse { folder in
      let outcome = try await threadbare(["progress", "--link"] + arguments, in: folder)
      #expect(outcome.exitCode != 0 && outcome.output.isEmpty, "\(outcome)")
      #expect(outcome.errorOutput.contains(message), "\(outcome)")
    }
  }

  @Test(arguments: [
    ("[", "this file holds no answers: it is no JSON"),
    ("{}", #"this file holds no answers: "format" is missing"#),
    (
      #"{"format": "threadbare-answers", "version": 2, "course": "small", "answers": {}}"#,
      "of a newer format (version 2)"
    ),
    (
      #"{"format": "threadbare-answers", "version": 1, "course": "other", "answers": {}}"#,
      "those of another course: \"other\""
    ),
    (
      #"{"format": "threadbare-answers", "version": 1, "course": "small", "answers": {"first": {"kind": "choice", "right": true, "tries": 0}}}"#,
      #"question "first" was answered a number of times that cannot be: 0"#
    ),
    (
      #"{"format": "threadbare-answers", "version": 1, "course": "small", "answers": {"first": {"kind": "choice", "right": 1, "tries": 1}}}"#,
      #""answers.first.right" is not true or false"#
    ),
  ]) func `no other file is read`(text: String, message: String) async throws {
    try await withCourse { folder in
      try folder.write(text, to: "bad.json")
      let outcome = try await threadbare(["progress", "--read", "bad.json"], in: folder)
      #expect(outcome.exitCode == 2 && outcome.errorOutput.contains(message), "\(outcome)")
      #expect(outcome.errorOutput.hasPrefix("bad.json"), "\(outcome)")
      #expect(!folder.contains(".threadbare/progress.json"))
    }
  }
}
