import Foundation
import Markup
import Reporting
import Results
import Testing

@Suite struct ReportPagesTests {
  @Test func `a report has the files that the command line promises`() throws {
    try WrittenReport.of(SampleClass.run(students: 3)) { report in
      let files = try report.files()
      #expect(
        files == [
          "assets/player.js", "assets/report.css", "assets/report.js", "exercises/01-tasks.html",
          "exercises/02-fork-is-clone.html", "exercises/03-flag-rules.html", "gradebook.csv",
          "index.html", "insight/index.html", "junit.xml", "results.json", "students/s0000.html",
          "students/s0001.html",
          "students/s0002.html",
        ])
    }
  }

  @Test func `every link and anchor of every page resolves`() throws {
    try WrittenReport.of(SampleClass.run(students: 450)) { report in
      var ids: [String: Set<String>] = [:]
      for path in try report.pages() {
        let found = try report.page(path).values(of: "id")
        ids[path] = Set(found)
        #expect(Set(found).count == found.count, "\(path) has an id twice")
      }
      let files = Set(try report.files())
      for path in try report.pages() {
        let folder = path.split(separator: "/").dropLast()
        for url in try report.page(path).values(of: "href") {
          let parts = url.split(separator: "#", omittingEmptySubsequences: false)
          var target = folder.map(String.init)
          for component in parts[0].split(separator: "/") {
            if component == ".." { target.removeLast() } else { target.append(String(component)) }
          }
          let file = parts[0].isEmpty ? path : target.joined(separator: "/").removingPercentEncoding
          let known = files.contains(try #require(file))
          #expect(known, "\(path) links to \(url)")
          if parts.count == 2, let file {
            let anchor = String(parts[1])
            #expect(ids[file]?.contains(anchor) == true, "\(path) links to \(url)")
          }
        }
      }
    }
  }

  @Test func `headings are in order, tables have captions and scopes`() throws {
    try WrittenReport.of(SampleClass.run()) { report in
      for path in try report.pages() {
        let page = try report.page(path)
        let levels = page.elements.compactMap { element in
          element.name.count == 2 && element.name.hasPrefix("h")
            ? Int(element.name.dropFirst()) : nil
        }
        #expect(levels.first == 1 && levels.count { $0 == 1 } == 1, "\(path)")
        for (before, after) in zip(levels, levels.dropFirst()) {
          #expect(after <= before + 1, "\(path)")
        }
        #expect(page.elements(named: "table").count == page.elements(named: "caption").count)
        #expect(page.elements(named: "th").allSatisfy { $0.attributes["scope"] != nil }, "\(path)")
      }
    }
  }

  @Test func `the policy stands in every page before anything it binds`() throws {
    try WrittenReport.of(SampleClass.run(students: 2)) { report in
      for path in try report.pages() {
        let page = try report.page(path)
        let names = page.elements.map(\.name)
        let meta = page.elements(named: "meta").prefix(2).map(\.attributes)
        #expect(meta.first == ["charset": "utf-8"])
        #expect(
          meta.last?["content"]
            == "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
            + "base-uri 'none'; form-action 'none'")
        #expect(Array(names.prefix(4)) == ["html", "head", "meta", "meta"], "\(path)")
        #expect(page.values(of: "style").isEmpty)
      }
    }
  }

  @Test func `the first failure stands first and whole`() throws {
    try WrittenReport.of(SampleClass.run(students: 3)) { report in
      let text = try #require(
        try report.page("students/s0000.html").elements.first {
          $0.attributes["id"] == "first-failure"
        }
      ).text
      #expect(text.contains("blocked by the compiler's errors"))
      #expect(text.contains("cannot find 'spwan' in scope"))

      let other = try #require(
        try report.page("students/s0001.html").elements.first {
          $0.attributes["id"] == "first-failure"
        }
      ).text
      #expect(other.contains("\"clone(CLONE_VM|CLONE_SIGHAND|SIGCHLD) = 3\""))
      #expect(other.contains("\"clone(CLONE_SIGHAND|SIGCHLD) = -1 EINVAL\""))
      #expect(other.contains("0,1,1,0"))
      #expect(other.contains("+++ exited with 0 +++"))
    }
  }

  @Test func `a reason that a test gives is not told twice, and is no stop`() throws {
    var run = SampleClass.run(students: 2)
    let message = "wait4 was called before the child had a parent to report to"
    for index in run.students[1].exercises.indices
    where run.students[1].exercises[index].verdict == .fail {
      run.students[1].exercises[index].reason = message
    }
    try WrittenReport.of(run) { report in
      let page = try report.page("students/s0001.html")
      let first = try #require(page.elements.first { $0.attributes["id"] == "first-failure" }).text
      #expect(first.ranges(of: message).count == 1)
      #expect(!page.elements(named: "h3").contains { $0.text == "It was stopped" })
    }
    // The message of a hidden test is no reason that a student may read.
    let hidden = TestResult(
      id: "h", name: "A hidden test", verdict: .fail, visibility: .hidden, score: 0, maxScore: 1,
      message: "a hidden message")
    var exercise = SampleClass.exercise(at: 0, outcome: 10)
    exercise.verdict = .fail
    exercise.tests.append(hidden)
    exercise.reason = hidden.message
    let student = StudentResult(id: "a", name: "Ada", exercises: [exercise])
    try WrittenReport.of(SampleClass.run(students: [student]), audience: .student) { report in
      let page = try report.page("students/a.html")
      #expect(
        page.elements(named: "h3").contains { $0.text == "Tests that are not shown here fail" })
    }
  }

  @Test func `code in a title of the course is code, and nothing else of it is`() throws {
    let title = "`fork` <b>and</b> `vfork`"
    var run = SampleClass.run(students: 2)
    run.exercises[0].title = title
    for index in run.students.indices { run.students[index].exercises[0].title = title }
    run.students[0].name = "`root`"
    try WrittenReport.of(run) { report in
      let page = try report.page("exercises/01-tasks.html")
      #expect(page.elements(named: "h1").first?.text == "fork <b>and</b> vfork")
      #expect(page.elements(named: "code").prefix(2).map(\.text) == ["fork", "vfork"])
      #expect(
        page.elements(named: "title").first?.text.hasPrefix("fork <b>and</b> vfork ·") == true)
      let student = try report.page("students/s0000.html")
      #expect(student.elements(named: "h1").first?.text == "`root`")
    }
  }

  @Test func `what differs between two values is marked`() throws {
    try WrittenReport.of(SampleClass.run(students: 2)) { report in
      let page = try report.page("students/s0001.html")
      let marks = page.elements(named: "mark").prefix(3).map(\.text)
      #expect(marks == ["CLONE_VM|", "3", "-1 EINVAL"])
    }
  }

  @Test func `a class without students, and one without exercises, still have a report`() throws {
    try WrittenReport.of(SampleClass.run(students: 0)) { report in
      let page = try report.page("index.html")
      #expect(page.elements(named: "p").contains { $0.text == "There are no submissions." })
    }
    let empty = SampleClass.run(
      students: [StudentResult(id: "a", name: "", exercises: [])], exercises: [])
    try WrittenReport.of(empty) { report in
      let page = try report.page("students/a.html")
      #expect(page.elements(named: "h1").first?.text == "a")
    }
  }

  @Test func `a run that says nothing of an exercise counts it as not run`() throws {
    let run = SampleClass.run(students: [StudentResult(id: "a", name: "Ada", exercises: [])])
    try WrittenReport.of(run) { report in
      let cells = try report.page("index.html").elements(named: "td")
        .filter { $0.attributes["class"] == "heat-none" }.map(\.text)
      #expect(cells == Array(repeating: "○ – not run", count: 3))
    }
  }
}
