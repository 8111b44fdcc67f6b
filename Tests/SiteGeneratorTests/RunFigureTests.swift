import Courseware
import Diagnostics
import Foundation
import KernelCore
import LinuxABI
import Markup
import SiteGenerator
import TestSupport
import Testing

@Suite struct `Figures of a run` {
  /// The first script of the fixture, with other calls and a figure.
  private func script(_ tasks: String, figure: String = "family") throws -> ScriptExample {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      let indented = tasks.split(separator: "\n").map { "          \($0)" }.joined(separator: "\n")
      try course.replace(
        "        tasks: \(FixtureCourse.familyTasks)",
        with: "        figure: \(figure)\n        tasks:\n\(indented)",
        in: "lessons/01-first/lesson.yaml")
      let root = CoursePath(url: folder.file("course"), shown: "course")
      let loaded = Course.load(
        from: CourseFolder(root: root, grader: root.appending("grader")))
      return try #require(try loaded.get().lesson("01-first")?.script("family"))
    }
  }

  private let family = """
    main:
      - clone: {flags: 0, exit_signal: SIGCHLD, child: middle, as: kid}
      - wait4: {pid: $kid}
      - compute: 100000
      - exit_group: 0
    middle:
      - clone: {flags: 0, exit_signal: SIGCHLD, child: orphan}
      - exit: 3
    orphan:
      - compute: 100000
      - exit: 0
    """

  @Test func `as a timeline say who does what in which order`() throws {
    let figure = TimelineFigure(FigureRun(try script(family)).trace)
    #expect(figure.rows.map(\.threadID) == [2, 3, 4])
    let states = figure.rows.map { $0.blocks.map(\.state) }
    #expect(states[0].contains(.waitingForChild))
    #expect(states[1].contains(.running))
    for row in figure.rows {
      #expect(row.blocks.allSatisfy { $0.start < $0.end && $0.end < figure.moments.count })
      for (one, next) in zip(row.blocks, row.blocks.dropFirst()) { #expect(one.end == next.start) }
    }
    #expect(figure.moments == figure.moments.sorted())
  }

  @Test func `as a family put an orphan under init and tell who made it`() throws {
    let figure = FamilyFigure(FigureRun(try script(family)).trace)
    #expect(figure.processes.map(\.id) == [2, 3, 4])
    #expect(figure.processes.map(\.parent) == [1, 2, 1])
    #expect(figure.processes.map(\.creator) == [nil, nil, 3])
    #expect(figure.processes[1].isReaped)
    #expect(figure.processes[1].end?.contains("3") == true)
  }

  @Test func `as a family give CLONE_PARENT's child to the caller's parent`() throws {
    let figure = FamilyFigure(
      FigureRun(
        try script(
          """
          main:
            - clone: {flags: 0, exit_signal: SIGCHLD, child: kid, as: kid}
            - wait4: {pid: $kid}
            - wait4: {pid: -1}
          kid:
            - clone: {flags: CLONE_PARENT|SIGCHLD, child: sibling}
            - exit: 0
          sibling:
            - exit: 0
          """)
      ).trace)
    #expect(figure.processes.map(\.parent) == [1, 2, 2])
    #expect(figure.processes.last?.creator == 3)
  }

  @Test func `as a sharing matrix show the moment with the most tasks`() throws {
    let run = FigureRun(
      try script(
        """
        main:
          - clone: {flags: CLONE_VM|CLONE_SIGHAND|CLONE_THREAD, child: helper}
          - compute: 1000
        helper:
          - compute: 1000
          - exit: 0
        """))
    #expect(run.fullest.map(\.threadID.rawValue) == [2, 3])
    #expect(Set(run.fullest.map(\.mm?.identity)).count == 1)
  }

  @Test(arguments: ["timeline", "family", "sharing", "contrast"])
  func `are drawn on the page`(figure: String) throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try course.replace(
        "      - name: family\n", with: "      - name: family\n        figure: \(figure)\n",
        in: "lessons/01-first/lesson.yaml")
      try course.build()
      let page = ParsedPage(html: try course.page("lessons/01-first/index.html"))
      let name = figure == "family" ? "figure family" : figure
      #expect(page.values(of: "class").contains(name))
    }
  }

  @Test func `of a program come from whoever runs it`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try course.replace(
        "        status: 3\n", with: "        status: 3\n        figure: family\n",
        in: "lessons/01-first/lesson.yaml")
      #expect(throws: SiteError.self) { try course.build() }
      let run = FigureRun(try script(family))
      try course.build(playing: { _ in run })
      let page = ParsedPage(html: try course.page("lessons/01-first/index.html"))
      #expect(page.values(of: "class").contains("figure family"))
      do {
        try course.build(playing: { example throws(DiagnosticList) in
          throw DiagnosticList([example.name.span.diagnostic("it does not run")])
        })
        Issue.record("a program that does not run is no error")
      } catch SiteError.input(let list) {
        #expect(list.map(\.message) == ["it does not run"])
      }
    }
  }
}
