import Courseware
import Diagnostics
import Foundation
import KernelCore
import LinuxABI
import TestSupport
import Testing

private let path = "lessons/01-one/lesson.yaml"

private let lessonStart = """
  id: 01-one
  title: The first lesson
  summary: What a task is.
  goals: [Say what a task is]
  exercise: 01-one
  sections:
    - id: start
      title: The start
      text: A text.
      programs:

  """

/// A course whose one lesson has programs, written as the elements of their list.
private func withPrograms<Result>(
  _ programs: String, _ body: (CourseFixture) throws -> Result
) throws -> Result {
  try withCourse { fixture in
    let indented = programs.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "      " + $0 }.joined(separator: "\n")
    try fixture.folder.write(lessonStart + indented + "\n", to: path)
    return try body(fixture)
  }
}

@Suite struct `Programs of a lesson` {
  @Test func `are read with their record`() throws {
    let programs = """
      - name: one
        text: |
          int main(void) {
            return 3;
          }
        kernel: 6.18
        decisions: [0, 2]
        status: 3
        output: |
          a
           b
      - {name: two, text: int f;, status: SIGSEGV}
      - {name: three, text: int f;, status: deadlock, output: x}
      - {name: four, text: int f;, output: not recorded without a status}
      """
    try withPrograms(programs) { fixture in
      let course = try Course.load(from: fixture.course).get()
      let read = course.lessons[0].sections[0].programs
      #expect(read.map(\.name.value) == ["one", "two", "three", "four"])
      #expect(read[0].text.string == "int main(void) {\n  return 3;\n}\n")
      #expect(read[0].decisions.choices == [0, 2])
      #expect(read[0].text.span(line: 2, column: 3).location.description == "\(path):14:13")
      #expect(
        read.map(\.record?.value) == [
          .init(ending: .exited(3), output: "a\n b\n"),
          .init(ending: .killed(.segmentationFault), output: ""),
          .init(ending: .deadlock, output: "x"),
          nil,
        ])
    }
  }

  @Test func `are scheduled by choices, or by a policy on some processors`() throws {
    let programs = """
      - {name: one, text: int f;}
      - {name: two, text: int f;, policy: cfs}
      - {name: three, text: int f;, cpus: 2}
      - {name: four, text: int f;, policy: round-robin, cpus: 64}
      - {name: five, text: int f;, cpus: 1}
      """
    try withPrograms(programs) { fixture in
      let read = try Course.load(from: fixture.course).get().lessons[0].sections[0].programs
      #expect(read.map { $0.schedule?.policy } == [nil, .cfs, nil, .roundRobin, nil])
      #expect(read.map { $0.schedule?.processors } == [nil, 1, 2, 64, nil])
    }
  }

  @Test(arguments: [
    ("policy: fifo", "fifo"), ("cpus: 65", "64"), ("policy: cfs, decisions: [1]", "not by both"),
    ("cpus: 2, figure: family", "no figure"),
  ])
  func `are not scheduled by what is none`(fields: String, message: String) throws {
    try withPrograms("- {name: one, text: int f;, \(fields)}") { fixture in
      let error = try #require(throws: DiagnosticList.self) {
        try Course.load(from: fixture.course).get()
      }
      #expect("\(error)".contains(message), "\(error)")
    }
  }

  @Test func `can stand in a file beside`() throws {
    try withPrograms("- {name: one, file: one.c}") { fixture in
      try fixture.folder.write("int main(void) {}\n", to: "lessons/01-one/one.c")
      let text = try Course.load(from: fixture.course).get().lessons[0].sections[0].programs[0].text
      #expect(text.string == "int main(void) {}\n")
      #expect(text.span(line: 1, column: 5).location.description == "lessons/01-one/one.c:1:5")
    }
  }

  @Test func `have a largest size`() throws {
    func messages(_ bytes: Int) throws -> [String] {
      try withPrograms("- {name: one, file: one.c}") { fixture in
        try fixture.folder.write(String(repeating: "/", count: bytes), to: "lessons/01-one/one.c")
        return Course.load(from: fixture.course).diagnostics.map(\.message)
      }
    }
    #expect(try messages(ProgramExample.textBytesMax) == [])
    #expect(
      try messages(ProgramExample.textBytesMax + 1) == ["the program is larger than 64 KiB"])
  }

  @Test func `are found by the names of lesson and program`() throws {
    try withPrograms("- {name: one, text: int f;}") { fixture in
      let lesson = fixture.folder.file("lessons/01-one").path
      #expect(try ProgramExample.find("no-mark.c") == nil)
      #expect(try ProgramExample.find(lesson + "#one")?.name.value == "one")
      #expect(try ProgramExample.find(lesson + "/#one")?.text.string == "int f;")
      let error = try #require(throws: DiagnosticList.self) {
        try ProgramExample.find(lesson + "#ones")
      }
      #expect(error.map(\.message) == ["lesson \"01-one\" has no program \"ones\""])
      #expect(error.map(\.help) == ["did you mean \"one\"?"])
    }
  }
}

@Suite struct `Records of programs` {
  private static let outputs = [
    "", "a\n", "a", "a\n\n b\n", " a\n", "\n", "\na\n", "a\n\n\n", "\ta\n", "  \n",
    "# a: \"b\"\\n\n",
    "- a\n...\n", "a \n", "\"\\\t\n\n",
  ]

  /// Whatever a program writes, wherever its keys stand, is what is read back; and it is written once.
  @Test(arguments: outputs)
  func `are written as they are read`(output: String) throws {
    let program = "- name: one\n  text: |\n    int f;\n\n"
    let last = "- name: two\n  text: int g;\n"
    let shapes = [
      program + last, program + "  status: 7\n" + last, program + "  output: old\n" + last,
      program + "  output: |\n    old\n\n    text\n  status: 9\n" + last,
      last + "- name: one\n  status:\n  output:\n  text: |\n    int f;",
    ]
    for shape in shapes {
      try withPrograms(shape) { fixture in
        let record = ProgramExample.Record(ending: .exited(3), output: output)
        let result = CourseLinter.lint(fixture.course, recordedOutputs: .rewrite) { _ in record }
        #expect(result.diagnostics.rendered() == "", "\(shape)")
        #expect(result.rewritten == [path])
        let text = try fixture.folder.text(of: path)
        let programs = try Course.load(from: fixture.course).get().lessons[0].sections[0].programs
        #expect(programs.map(\.record?.value) == [record, record], "\(text)")
        let again = CourseLinter.lint(fixture.course, recordedOutputs: .rewrite) { _ in record }
        #expect(again.rewritten == [])
        let other = ProgramExample.Record(ending: .deadlock, output: "other\n")
        let changed = CourseLinter.lint(fixture.course, recordedOutputs: .rewrite) { _ in other }
        #expect(changed.diagnostics.rendered() == "", "\(text)")
        _ = CourseLinter.lint(fixture.course, recordedOutputs: .rewrite) { _ in record }
        #expect(try fixture.folder.text(of: path) == text)
      }
    }
  }

  @Test func `that can't be written are reported`() throws {
    try withPrograms("- name: one\n  text: int f;") { fixture in
      let before = try fixture.folder.text(of: path)
      let result = CourseLinter.lint(fixture.course, recordedOutputs: .rewrite) { _ in
        .init(ending: .exited(0), output: "\u{1b}[31m")
      }
      #expect(
        result.diagnostics.map(\.message)
          == ["the output of program \"one\" can't be recorded here"])
      #expect(try fixture.folder.text(of: path) == before)
    }
  }

  @Test func `are compared with the run`() throws {
    let program = "- name: one\n  text: int f;\n  status: 0\n  output: |\n    a\n    b"
    try withPrograms(program) { fixture in
      func said(_ ending: ProgramExample.Ending, _ output: String) -> String {
        CourseLinter.lint(fixture.course) { _ in .init(ending: ending, output: output) }
          .diagnostics.rendered()
      }
      #expect(said(.exited(0), "a\nb\n") == "")
      #expect(
        said(.killed(.abort), "a\nc\n") == """
          lessons/01-one/lesson.yaml:13:9: error: program "one" runs otherwise than it is recorded
                  status: 0
                  ^~~~~~
          help: "lint --record" records what it does now (- recorded, + new):
                - status: 0
                + status: SIGABRT
                  a
                - b
                + c

          """)
    }
  }

  @Test func `are missed where there are none`() throws {
    try withPrograms("- name: one\n  text: int f;") { fixture in
      let found = CourseLinter.lint(fixture.course) { _ in .init(ending: .exited(0), output: "a\n")
      }
      #expect(found.diagnostics.map(\.message) == ["the output of program \"one\" is not recorded"])
    }
  }
}
