import Courseware
import Diagnostics
import Foundation
import KernelCore
import Machine
import StudentLoop
import TestSupport
import Testing
import Tracing

@Suite struct `A trace of a lesson's script` {
  private let course: Course

  init() throws {
    let root = Repository.file("lessons").deletingLastPathComponent().path
    course = try Course.load(from: CourseFolder.find(course: root)).get()
  }

  @Test func `is that of the run, under the script's name`() throws {
    let trace = try course.trace(ofScript: "01-tasks#orphan")
    #expect(trace.program == "orphan")
    let example = course.lesson("01-tasks")?.sections.flatMap(\.scripts)
      .first { $0.name.value == "orphan" }
    #expect(try trace.events == #require(example).run().runner.kernel.trace.events)
  }

  @Test func `is another one with other decisions`() throws {
    func text(_ decisions: [UInt16]) throws -> String {
      TraceFormat.strace.write(
        try course.trace(ofScript: "01-tasks#child-runs-first", decisions: decisions))
    }
    #expect(try text([0]) != text([1]))
    #expect(throws: DiagnosticList.self) { try text([9]) }
  }

  @Test(arguments: ScriptPolicy.allCases, [1, 2])
  func `is that of a run under a policy, on so many processors`(
    policy: ScriptPolicy, processors: Int
  ) throws {
    for lesson in course.lessons {
      for script in lesson.sections.flatMap(\.scripts) {
        let name = "\(lesson.id.value)#\(script.name.value)"
        let trace = try course.trace(ofScript: name, policy: policy, processors: processors)
        #expect(trace.program == String(script.name.value.prefix(15)))
        #expect(!trace.events.isEmpty)
        // A trace that is written in any form, and read again, is the same.
        let file = try SourceFile(path: "t.json", bytes: Array(TraceFormat.json.write(trace).utf8))
        let again = try TraceReader.trace(in: file)
        #expect(again.events == trace.events)
        for format in TraceFormat.allCases { #expect(format.write(again) == format.write(trace)) }
        // Where each has its turn on one processor, the script's own choices say which.
        if policy == .roundRobin, processors == 1 {
          #expect(try trace.events == course.trace(ofScript: name).events)
        } else {
          #expect(!trace.events.contains { $0.kind == .decision })
        }
      }
    }
  }

  @Test func `has a second processor where there is one`() throws {
    let trace = try course.trace(ofScript: "01-tasks#orphan", processors: 2)
    #expect(trace.processorCount == 2)
    #expect(TraceFormat.chrome.write(trace).contains("\"name\":\"processor 1\""))
    #expect(TraceFormat.ftrace.write(trace).contains("[001]"))
  }

  @Test(arguments: [
    ("01-taks#orphan", "did you mean \"01-tasks\"?"),
    ("01-tasks#orphna", "did you mean \"orphan\"?"),
  ])
  func `has a name like one that is not there`(name: String, help: String) throws {
    let found = #expect(throws: DiagnosticList.self) { try course.trace(ofScript: name) }
    #expect(found?.first?.help == help)
  }

  @Test(arguments: TraceFormat.allCases)
  func `is the same after its JSON was read again`(format: TraceFormat) throws {
    for lesson in course.lessons {
      for script in lesson.sections.flatMap(\.scripts) {
        let trace = try course.trace(ofScript: "\(lesson.id.value)#\(script.name.value)")
        let file = try SourceFile(path: "t.json", bytes: Array(TraceFormat.json.write(trace).utf8))
        let again = try TraceReader.trace(in: file)
        #expect(again.events == trace.events)
        #expect(format.write(again) == format.write(trace))
      }
    }
  }

  /// What is changed in the file, and what is said of that.
  @Test(arguments: [
    ("\"kind\":\"dispatch\"", "\"kind\":\"dipsatch\"", "there is no kind of event \"dipsatch\""),
    ("\"starts\":1", "\"starts\":true", nil),
    ("\"starts\":1", "\"starts\":1.5", "\"starts\" is a whole number"),
    ("\"starts\":1", "\"begins\":1", "the event has no \"starts\""),
    ("\"child\":2", "\"child\":-2", "\"child\" is a whole number from 0 to 4194304"),
    ("\"flags\":\"0x0\"", "\"flags\":0", "\"flags\" is a word such as \"0x11\", in quotes"),
    ("\"version\":1", "\"version\":2", "this is no trace of version 1"),
    ("\"events\":[", "\"events\":[,", "this is no JSON"),
    ("\"events\":[", "\"other\":[", "this is no trace: it has no \"events\""),
  ])
  func `says where its JSON is wrong`(part: String, wrong: String, message: String?) throws {
    let text = TraceFormat.json.write(try course.trace(ofScript: "01-tasks#orphan"))
    let place = try #require(text.range(of: part))
    let changed = text.replacingCharacters(in: place, with: wrong)
    let file = try SourceFile(path: "t.json", bytes: Array(changed.utf8))
    guard let message else {
      _ = try TraceReader.trace(in: file)
      return
    }
    let found = #expect(throws: DiagnosticList.self) { try TraceReader.trace(in: file) }
    let first = try #require(found?.first)
    #expect(first.message == message)
    let line = text[..<place.lowerBound].count { $0 == "\n" } + 1
    if message.hasPrefix("this is no trace") {
      #expect(first.location?.line == 1)
    } else {
      #expect(first.location?.line == line)
    }
  }
}
