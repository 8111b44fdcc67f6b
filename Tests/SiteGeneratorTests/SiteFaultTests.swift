import Courseware
import Diagnostics
import Foundation
import Markup
import SiteGenerator
import TestSupport
import Testing

@Suite struct `A faulty course or theme` {
  /// The diagnostics of a build that must fail for its input.
  private func faults(_ build: () throws -> SiteSummary) throws -> [String] {
    do {
      _ = try build()
      Issue.record("the build did not fail")
      return []
    } catch SiteError.input(let list) {
      return list.map { $0.rendered() }
    }
  }

  @Test func `is told at its place in the author's file, all at once`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try course.replace(
        "Text.\n", with: "See [a](lesson:02-secnd), [b](#ruls),\n      [c](flag:CLONE_MV).\n",
        in: "lessons/02-second/lesson.yaml")
      try course.replace(
        "Do it", with: "<b>Do</b> it [x](../y.html)", in: "exercises/01-first/exercise.yaml")
      let found = try faults { try course.build() }
      #expect(found.count == 5)
      #expect(
        found.contains {
          $0.hasPrefix("course/lessons/02-second/lesson.yaml:9:")
            && $0.contains("error: there is no lesson \"02-secnd\"")
            && $0.contains("help: did you mean \"02-second\"?")
        })
      #expect(found.contains { $0.contains("has no section \"ruls\"") })
      #expect(
        found.contains {
          $0.hasPrefix("course/lessons/02-second/lesson.yaml:10:")
            && $0.contains("there is no flag \"CLONE_MV\"")
        })
      #expect(
        found.contains {
          $0.hasPrefix("course/exercises/01-first/exercise.yaml:11:") && $0.contains("raw HTML")
        })
      #expect(found.contains { $0.contains("\"../y.html\" is a path") })
    }
  }

  @Test func `keeps the old site as it was`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try course.build()
      let before = try course.files.map { try course.page($0) }
      try course.replace("expect: EINVAL", with: "expect: ok", in: "lessons/01-first/lesson.yaml")
      let found = try faults { try course.build() }
      #expect(found.count == 1)
      let lines = try folder.text(of: "course/lessons/01-first/lesson.yaml").split(
        separator: "\n", omittingEmptySubsequences: false)
      let line = try #require(lines.firstIndex { $0.contains("name: lonely") }) + 1
      let place = "course/lessons/01-first/lesson.yaml:\(line):"
      #expect(found.first?.hasPrefix(place) == true, "\(found)")
      #expect(found.first?.contains("error: \"CLONE_THREAD\" is EINVAL, not ok") == true)
      #expect(try course.files.map { try course.page($0) } == before)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.file("out").path) == ["site"])
    }
  }

  @Test(arguments: [
    ("# A\n\n## B", ["h3 A", "h4 B"]), ("### A\n\n#### B", ["h3 A", "h4 B"]),
    ("## A\n\n```sh\n# no\n```\n\n## B #", ["h3 A", "h3 B"]),
    ("~~~\n```\n# no\n~~~\n\n### A", ["h3 A"]), ("#no\n\n## A", ["h3 A"]),
  ])
  func `headings begin below their section, however many marks they have`(
    text: String, expected: [String]
  ) throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      let indented = text.split(separator: "\n", omittingEmptySubsequences: false)
        .map { "      " + $0 }.joined(separator: "\n")
      try course.replace(
        "      Text.\n", with: indented + "\n", in: "lessons/02-second/lesson.yaml")
      let summary = try course.build()
      #expect(summary.warnings.isEmpty)
      let page = ParsedPage(html: try course.page("lessons/02-second/index.html"))
      let headings = page.elements.filter { ["h3", "h4", "h5"].contains($0.name) }
      #expect(headings.map { "\($0.name) \($0.text)" } == expected)
    }
  }

  @Test func `a language that is not known is a warning`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try course.replace("```swift", with: "```swft", in: "lessons/01-first/lesson.yaml")
      let summary = try course.build()
      #expect(
        summary.warnings.map(\.message) == [
          "unknown language \"swft\": the code is not coloured"
        ])
      #expect(summary.warnings.first?.help == "did you mean \"swift\"?")
    }
  }

  @Test(arguments: [
    ("{{{title}}}", "\"title\" is text and must be escaped", 1),
    ("a\n{{& title}}", "\"title\" is text and must be escaped", 2),
    ("<p>{{textHTML}}</p>", "\"textHTML\" is markup and would be shown as its source", 1),
    ("{{> stps}}", "there is no template \"stps\"", 1),
    ("{{#a}}\n{{/b}}", "the template can't be read", 2),
  ])
  func `a template's fault is told at its line`(text: String, message: String, line: Int) throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      let theme = try copyOfTheme(in: folder)
      try folder.write(text, to: "theme/templates/missing.mustache")
      let found = try faults { try course.build(theme: theme) }
      #expect(found.count == 1)
      #expect(found.first?.hasPrefix("theme/templates/missing.mustache:\(line):") == true)
      #expect(found.first?.contains(message) == true, "\(found)")
    }
  }

  @Test func `a link of a template that leads nowhere is told`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      let theme = try copyOfTheme(in: folder)
      try folder.write(
        "<h1>x</h1><a href=\"gone.html\">y</a>", to: "theme/templates/missing.mustache")
      let found = try faults { try course.build(theme: theme) }
      #expect(
        found == [
          "404.html: error: link \"gone.html\" leads to \"gone.html\", which is not there\n"
        ])
    }
  }

  @Test func `a theme without a template, an icon or a folder is told`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      let theme = try copyOfTheme(in: folder)
      try FileManager.default.removeItem(at: folder.file("theme/templates/lesson.mustache"))
      try FileManager.default.removeItem(at: folder.file("theme/images/mark.svg"))
      let found = try faults { try course.build(theme: theme) }
      #expect(found.count == 2)
      let nowhere = CoursePath(url: folder.file("nowhere"), shown: "nowhere")
      #expect(try faults { try course.build(theme: nowhere) }.count == 1)
    }
  }

  private func copyOfTheme(in folder: TemporaryFolder) throws -> CoursePath {
    try folder.copy(Repository.file("site"), to: "theme")
    return CoursePath(url: folder.file("theme"), shown: "theme")
  }
}

@Suite struct `The output folder` {
  @Test func `is replaced as a whole`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try course.build()
      let first = course.files
      try folder.write("old", to: "out/site/lessons/gone/index.html")
      try course.build()
      #expect(course.files == first)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.file("out").path) == ["site"])
    }
  }

  @Test func `holds the same bytes after every build`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try course.build()
      let first = try course.files.map { try course.page($0) }
      try course.build()
      #expect(try course.files.map { try course.page($0) } == first)
    }
  }

  @Test func `is not replaced when it holds other files`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try folder.write("precious", to: "out/site/thesis.txt")
      #expect(throws: SiteError.self) { try course.build() }
      #expect(try folder.text(of: "out/site/thesis.txt") == "precious")
      #expect(course.files == ["thesis.txt"])
    }
  }

  @Test func `may be a link to a folder, which stays one`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try FileManager.default.createDirectory(
        at: folder.file("real"), withIntermediateDirectories: true)
      try FileManager.default.createDirectory(
        at: folder.file("out"), withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        at: folder.file("out/site"), withDestinationURL: folder.file("real"))
      try course.build()
      #expect(folder.contains("real/index.html"))
      let target = try FileManager.default.destinationOfSymbolicLink(
        atPath: folder.file("out/site").path)
      #expect(target == folder.file("real").path)
    }
  }

  @Test func `what a killed build has left is removed`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      // No process has this number: it is above the kernel's limit.
      try folder.write("x", to: "out/.site.threadbare-99999999/index.html")
      try course.build()
      #expect(!folder.contains("out/.site.threadbare-99999999"))
    }
  }

  @Test func `names its assets after their content`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try course.build()
      let before = course.files.filter { $0.hasPrefix("assets/style.") }
      try folder.copy(Repository.file("site"), to: "theme")
      try folder.write("body { color: red }", to: "theme/css/99-mine.css")
      try course.build(theme: CoursePath(url: folder.file("theme"), shown: "theme"))
      let after = course.files.filter { $0.hasPrefix("assets/style.") }
      #expect(before.count == 1 && after.count == 1)
      #expect(before != after)
    }
  }
}
