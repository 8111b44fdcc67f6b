import Courseware
import Foundation
import SiteGenerator
import TestSupport
import Testing

@Suite struct `A build after a build` {
  /// A course with what is remembered of it.
  private struct Author {
    let course: FixtureCourse
    let overrides: CoursePath?
    var read = CourseMemory()
    var built = SiteMemory()

    init(_ course: FixtureCourse, overrides: CoursePath? = nil) {
      self.course = course
      self.overrides = overrides
    }

    mutating func contents() throws -> [String: [UInt8]] {
      let root = CoursePath(url: course.folder.file("course"), shown: "course")
      let place = CourseFolder(root: root, grader: root.appending("grader"))
      let loaded = try Course.load(from: place, remembering: &read).get()
      let generator = SiteGenerator(
        course: loaded, theme: FixtureCourse.theme, overriddenBy: overrides,
        output: course.output)
      let contents = try generator.contents(remembering: &built)
      return Dictionary(
        contents.files.map { ($0.path, $0.bytes) }, uniquingKeysWith: { first, _ in first })
    }
  }

  @Test func `makes only what changed`() throws {
    try withTemporaryFolder { folder in
      var author = Author(try FixtureCourse(in: folder))
      let first = try author.contents()
      #expect(author.built.reusedCount == 0)
      let again = try author.contents()
      #expect(again == first)
      #expect(author.built.reusedCount == 5)
      try author.course.replace(
        "Text.\n", with: "Another text.\n", in: "lessons/02-second/lesson.yaml")
      let changed = try author.contents()
      #expect(author.built.reusedCount == 4)
      let differing = changed.filter { first[$0.key] != $0.value }.keys.sorted()
      #expect(
        differing == [
          "assets/search-index.js", "lessons/02-second/index.html", "whole-course/index.html",
        ])
    }
  }

  @Test func `is the same as the first of all`() throws {
    try withTemporaryFolder { folder in
      var author = Author(try FixtureCourse(in: folder))
      _ = try author.contents()
      for change in ["A new title", "Another new title"] {
        let old = try folder.text(of: "course/lessons/02-second/lesson.yaml")
        let lines = old.split(separator: "\n", omittingEmptySubsequences: false)
        let new = lines.map { $0.hasPrefix("title:") ? "title: \(change)" : String($0) }
        try folder.write(
          new.joined(separator: "\n"), to: "course/lessons/02-second/lesson.yaml")
        let remembered = try author.contents()
        var fresh = Author(author.course)
        #expect(try fresh.contents() == remembered)
        // A title stands on all pages.
        #expect(author.built.reusedCount == 0)
      }
    }
  }

  @Test func `is the same as a first one, whatever has changed`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try folder.write("p { color: red; }\n", to: "look/css/zz-own.css")
      let look = CoursePath(url: folder.file("look"), shown: "look")
      var author = Author(course, overrides: look)
      _ = try author.contents()
      let lesson = "lessons/02-second/lesson.yaml"
      let changes: [() throws -> Void] = [
        { try course.replace("Text.\n", with: "Other text.\n", in: lesson) },
        // A row of the table of flags, which is on no page that lists its files.
        {
          try course.replace(
            "Do it", with: "Do `CLONE_NEWNS`", in: "exercises/01-first/exercise.yaml")
        },
        {
          try course.replace("id: start", with: "id: begin", in: "lessons/01-first/lesson.yaml")
          try course.replace("(#start)", with: "(#begin)", in: "lessons/01-first/lesson.yaml")
          for exercise in ["01-first", "02-second"] {
            try course.replace(
              "#start)", with: "#begin)", in: "exercises/\(exercise)/exercise.yaml")
          }
        },
        { try folder.write("p { color: navy; }\n", to: "look/css/zz-own.css") },
        { try folder.write("<p>{{home}}</p>\n", to: "look/templates/missing.mustache") },
        {
          try course.replace("exercise: 01-first\n", with: "", in: "lessons/01-first/lesson.yaml")
        },
      ]
      for (number, change) in changes.enumerated() {
        try change()
        let remembered = try author.contents()
        var fresh = Author(course, overrides: look)
        #expect(try fresh.contents() == remembered, "change \(number)")
      }
    }
  }

  @Test func `reports what is still wrong with a lesson that was not touched`() throws {
    try withTemporaryFolder { folder in
      var author = Author(try FixtureCourse(in: folder))
      try author.course.replace(
        "goals: [Know the rules]", with: "goal: [Know the rules]",
        in: "lessons/02-second/lesson.yaml")
      #expect(throws: (any Error).self) { try author.contents() }
      #expect(throws: (any Error).self) { try author.contents() }
      try author.course.replace(
        "goal: [Know the rules]", with: "goals: [Know the rules]",
        in: "lessons/02-second/lesson.yaml")
      #expect(try !author.contents().isEmpty)
    }
  }
}

@Suite struct `The files beside the pages` {
  @Test func `have a sitemap when the course names its website`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try course.build()
      #expect(!course.files.contains("sitemap.xml"))
      try course.replace(
        "language: en", with: "language: en\nsite: https://example.org/a&b",
        in: "lessons/course.yaml")
      #expect(throws: (any Error).self) { try course.build() }
      try course.replace("/a&b", with: "/threads", in: "lessons/course.yaml")
      try course.build()
      let map = try course.text("sitemap.xml")
      #expect(map.contains("<loc>https://example.org/threads/lessons/01-first/index.html</loc>"))
      #expect(map.matches(of: #/<loc>/#).count == course.pages.count - 1)
      let page = try course.text("lessons/02-second/index.html")
      #expect(
        page.contains(
          "<link rel=\"canonical\" href=\"https://example.org/threads/lessons/02-second/index.html\">"
        ))
      #expect(page.contains("<meta property=\"og:title\" content=\"Second\">"))
    }
  }

  @Test func `hold an index of all sections, and no answers`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try course.build()
      let script = try course.text("assets/search-index.js")
      let start = try #require(script.firstIndex(of: "["))
      let end = try #require(script.lastIndex(of: "]"))
      let data = Data(script[start...end].utf8)
      let entries = try #require(
        try JSONSerialization.jsonObject(with: data) as? [[String: String]])
      let addresses = entries.compactMap { $0["u"] }
      #expect(addresses.contains("lessons/02-second/index.html#rules"))
      #expect(addresses.contains("glossary/index.html"))
      #expect(!addresses.contains { $0.hasPrefix("whole-course") || $0.hasPrefix("404") })
      let rules = try #require(
        entries.first { $0["u"]?.hasSuffix("02-second/index.html#rules") == true })
      #expect(rules["t"] == "Second")
      #expect(rules["s"] == "Rules")
      #expect(rules["x"]?.contains("Text.") == true)
      let texts = entries.compactMap { $0["x"] }.joined(separator: "\n")
      #expect(texts.contains(FixtureCourse.hostile))
      #expect(!texts.contains("It shares directories."))
    }
  }

  @Test func `come from another theme one by one`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try folder.write("<p class=\"own\">{{home}}</p>\n", to: "look/templates/missing.mustache")
      try folder.write(".own { color: red; }\n", to: "look/css/zz-own.css")
      try course.build(overrides: CoursePath(url: folder.file("look"), shown: "look"))
      #expect(try course.text("404.html").contains("<p class=\"own\">index.html</p>"))
      let style = try #require(course.files.first { $0.hasPrefix("assets/style.") })
      let css = try course.text(style)
      #expect(css.hasSuffix(".own { color: red; }\n"))
      #expect(css.contains("--cloth"))
    }
  }

  @Test func `put all lessons on one page, each id once`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try course.build()
      let html = try course.text("whole-course/index.html")
      #expect(html.contains("id=\"02-second--rules\""))
      #expect(html.contains("href=\"#02-second--rules\""))
      #expect(html.contains("href=\"../exercises/02-second/index.html\""))
      #expect(html.contains("href=\"../flags/index.html#CLONE_VM\""))
    }
  }
}
