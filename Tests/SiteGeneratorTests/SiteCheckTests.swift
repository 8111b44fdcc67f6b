import Courseware
import Diagnostics
import Foundation
import SiteGenerator
import TestSupport
import Testing

@Suite struct `The check of a site` {
  private func diagnostics(
    theme: CoursePath? = nil, _ change: (FixtureCourse) throws -> Void = { _ in }
  ) throws -> [String] {
    try withTemporaryFolder { folder in
      let fixture = try FixtureCourse(in: folder)
      try change(fixture)
      let root = CoursePath(url: folder.file("course"), shown: "course")
      let course = try Course.load(
        from: CourseFolder(root: root, grader: root.appending("grader"))
      ).get()
      let overrides = CoursePath(url: folder.file("look"), shown: "look")
      let generator = SiteGenerator(
        course: course, theme: FixtureCourse.theme, overriddenBy: overrides,
        output: fixture.output)
      var memory = SiteMemory()
      let contents = try generator.contents(remembering: &memory)
      return SiteCheck.diagnostics(of: contents, course: course).map { $0.rendered() }
    }
  }

  @Test func `finds no fault in the pages of the fixture, and says what a lesson lacks`() throws {
    let found = try diagnostics()
    #expect(!found.contains { $0.contains("error:") }, "\(found.joined())")
    #expect(!found.contains { $0.contains("\"01-first\" has") })
    let lacks = found.filter { $0.contains("lesson \"02-second\" has") }
    #expect(lacks.count == 6)
    #expect(lacks.allSatisfy { $0.hasPrefix("course/lessons/02-second/lesson.yaml:1:5: warning:") })
    #expect(lacks.contains { $0.contains("0 questions, 5 are wanted") })
  }

  @Test func `finds spellings that the glossary avoids, but not in code`() throws {
    let found = try diagnostics { fixture in
      try fixture.replace(
        "Text.\n", with: "A Light-weight thread, `light-weight thread`.\n",
        in: "lessons/02-second/lesson.yaml")
    }
    let spellings = found.filter { $0.contains("the course says \"thread\"") }
    #expect(spellings.count == 1)
    #expect(
      spellings.first?.hasPrefix("course/lessons/02-second/lesson.yaml:9:9: warning:") == true,
      "\(spellings)")
  }

  @Test func `finds what a theme leaves without a name`() throws {
    let found = try diagnostics { fixture in
      try fixture.folder.write(
        """
        <h1>A</h1><h3>B</h3><img src="x.svg"><a href="{{home}}"> </a><button></button>
        <svg viewBox="0 0 1 1"></svg><h1>C</h1>
        """.replacing("<img src=\"x.svg\">", with: "<img src=\"{{home}}\">"),
        to: "look/templates/missing.mustache")
    }
    let errors = found.filter { $0.hasPrefix("404.html: error:") }
    for part in [
      "a picture has no alt text", "a drawing has no label", "has no text", "a button has no text",
      "heading \"B\" of level 3 follows one of level 1", "2 headings of level 1",
    ] {
      #expect(errors.contains { $0.contains(part) }, "\(part)")
    }
  }
}
