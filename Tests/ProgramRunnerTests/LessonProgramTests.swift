import Courseware
import Diagnostics
import Exploration
import Foundation
import KernelCore
import LinuxABI
import ProgramRunner
import TaskC
import TestSupport
import Testing

/// A program in the lesson of a course, given as the fields of its element.
private func withLesson<Result>(
  _ fields: String, _ body: (_ name: String, ProgramExample) throws -> Result
) throws -> Result {
  try withTemporaryFolder { folder in
    let lines = fields.split(separator: "\n", omittingEmptySubsequences: false)
      .map { "        " + $0 }.joined(separator: "\n")
    let lesson = """
      id: 01-one
      title: One
      summary: One.
      goals: [One]
      sections:
        - id: start
          title: Start
          text: Text.
          programs:
            - name: it
      \(lines)

      """
    try folder.write(lesson, to: "01-one/lesson.yaml")
    let name = folder.file("01-one").path + "#it"
    return try body(name, try #require(try ProgramExample.find(name)))
  }
}

private func played(_ text: String, _ more: String = "") throws -> ProgramExample.Record {
  let lines = text.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
  return try withLesson("text: |\n" + lines + more) { _, example in try example.play() }
}

struct `A program of a lesson` {
  @Test func `comes to a status and an output`() throws {
    let text = """
      #include <threadbare.h>
      int main(void) {
        int status;
        if (fork() == 0) _exit(7);
        wait(&status);
        printf("%d\\n", WEXITSTATUS(status));
        return 3;
      }
      """
    #expect(try played(text) == .init(ending: .exited(3), output: "7\n"))
  }

  /// Two threads count, one with nice 10: a policy sees that, choices do not.
  @Test(arguments: [
    ("policy: eevdf", true), ("policy: eevdf\ncpus: 2", false), ("decisions: parent-first", false),
  ])
  func `is played by the policy and on the processors that its lesson names`(
    fields: String, sharesByWeight: Bool
  ) throws {
    let text = """
      #include <threadbare.h>
      static long counts[2];
      static _Atomic int stop;
      static void *spin(void *number) {
        if (number) nice(10);
        while (!atomic_load(&stop)) counts[(long)number]++;
        return 0;
      }
      int main(void) {
        pthread_t threads[2];
        for (long i = 0; i < 2; i++) pthread_create(&threads[i], 0, spin, (void *)i);
        usleep(20000);
        atomic_store(&stop, 1);
        for (int i = 0; i < 2; i++) pthread_join(threads[i], 0);
        puts(counts[0] > 3 * counts[1] ? "by weight" : "alike");
        return 0;
      }
      """
    let record = try played(text, "\n" + fields)
    #expect(record.output == (sharesByWeight ? "by weight\n" : "alike\n"))
  }

  @Test func `is recorded without what it writes to its error output`() throws {
    let text = """
      #include <threadbare.h>
      int main(void) {
        write(1, "a", 1);
        write(2, "b", 1);
        write(1, "c", 1);
        return 0;
      }
      """
    #expect(try played(text).output == "ac")
  }

  @Test func `may be killed, or wait for ever`() throws {
    #expect(
      try played("#include <threadbare.h>\nint main(void) { raise(SIGKILL); return 0; }")
        == .init(ending: .killed(.kill), output: ""))
    #expect(
      try played("#include <threadbare.h>\nint main(void) { pause(); return 0; }")
        == .init(ending: .deadlock, output: ""))
  }

  /// A list of choices means what it means to `run --decisions`.
  @Test func `takes the decisions of its lesson`() throws {
    let text = """
      #include <threadbare.h>
      int main(void) {
        if (fork() == 0) { write(1, "child ", 6); _exit(0); }
        write(1, "parent ", 7);
        wait(0);
        return 0;
      }
      """
    #expect(try played(text).output == "parent child ")
    #expect(try played(text, "\ndecisions: child-first").output == "child parent ")
    let file = try program(text)
    for choices: [UInt16] in [[0], [0, 1], [0, 0, 1], [1, 1, 1]] {
      let list = choices.map { "\($0)" }.joined(separator: ", ")
      let run = PlayedProgram([file], ProgramOptions(), choices: choices).outcome
      #expect(
        Array(try played(text, "\ndecisions: [\(list)]").output.utf8) == run.kernel.console)
    }
  }

  @Test func `is wrong at its lines of the lesson`() throws {
    try withLesson("text: |\n  int main(void) {\n    retrun 0;\n  }") { name, example in
      let error = try #require(throws: DiagnosticList.self) { try example.play() }
      let place = try #require(error.first?.location?.position)
      #expect(error.first?.location?.path.hasSuffix("01-one/lesson.yaml") == true)
      #expect(place.line == 13)
      #expect(place.column >= 13)
      #expect(error.first?.sourceLine == "            retrun 0;")
      #expect(throws: DiagnosticList.self) { try ProgramFile(reading: name) }
    }
  }

  @Test func `must end, within what a record can hold`() throws {
    func message(_ text: String) throws -> String? {
      let error = try #require(throws: DiagnosticList.self) { try played(text) }
      return error.first?.message
    }
    #expect(
      try message("int main(void) { for (;;) {} }")
        == "program \"it\" ran for 0.1 virtual seconds and did not end")
    #expect(
      try message("#include <threadbare.h>\nint main(void) { for (;;) puts(\"much too much\"); }")
        == "program \"it\" writes more than 64 KiB")
    #expect(
      try message("#include <threadbare.h>\nint main(void) { putchar(200); return 0; }")
        == "the output of program \"it\" is no text in UTF-8")
  }

  @Test func `is a program by its lesson's name and its own`() throws {
    try withLesson("text: |\n  int main(void) {\n    return 5;\n  }") { name, _ in
      let file = try ProgramFile(reading: name)
      #expect(file.name == "it")
      #expect(file.source == name)
      #expect(file.example?.name.value == "it")
      #expect(file.line(2) == "  return 5;")
      #expect(file.debugTable?.files.first == "it.c")
      #expect(try run([file]).end == .finished(.exited(5)))
      let findings = ProgramExploring([file], ProgramOptions()).explore(.reduced)
      #expect(findings.lines.contains("  replay: threadbare run \(name) --decisions 0"))
    }
  }

  /// The records in the lessons of this repository are those of today's runs.
  @Test func `is recorded as it runs`() throws {
    let root = CoursePath(url: Repository.file(""), shown: "")
    let course = try Course.load(
      from: CourseFolder(root: root, grader: root.appending("grader"))
    ).get()
    let programs = course.lessons.flatMap(\.sections).flatMap(\.programs)
    #expect(programs.count >= 2)
    for example in programs {
      #expect(try example.play() == example.record?.value, "\(example.name.value)")
    }
  }
}
