import Courseware
import Diagnostics
import Foundation
import Markup
import SiteGenerator
import TestSupport
import Testing

@Suite struct `A built site` {
  @Test func `has a page for each part of the course`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      let summary = try course.build()
      #expect(
        course.pages == [
          "404.html", "answers/index.html", "cheat-sheet/index.html",
          "exercises/01-first/index.html", "exercises/02-second/index.html",
          "exercises/index.html", "flags/index.html", "glossary/index.html", "index.html",
          "instructors/index.html", "lessons/01-first/index.html", "lessons/02-second/index.html",
          "whole-course/index.html",
        ])
      #expect(summary.pageCount == course.pages.count)
      #expect(summary.linkCount > 50)
      #expect(summary.warnings.isEmpty)
      #expect(summary.frontPage.shown == "out/site/index.html")
    }
  }

  @Test func `is well-formed on every page`() throws {
    try forEachPage { path, html, _ in
      #expect(PageCheck.problems(in: html) == [], "\(path)")
    }
  }

  @Test func `loads nothing but its own files and runs nothing inline`() throws {
    try forEachPage { path, html, page in
      let policy = page.elements(named: "meta").first {
        $0.attributes["http-equiv"] == "Content-Security-Policy"
      }
      #expect(
        policy?.attributes["content"]?.hasPrefix(
          "default-src 'none'; style-src 'self'; script-src 'self' 'wasm-unsafe-eval'; "
            + "img-src 'self'; font-src 'self'; worker-src blob:;") == true, "\(path)")
      for element in page.elements {
        for name in element.attributes.keys {
          #expect(name != "style" && !name.hasPrefix("on"), "\(path): \(element)")
        }
        if element.name == "script" { #expect(element.text.isEmpty, "\(path)") }
        #expect(element.name != "style", "\(path)")
      }
      for source in page.values(of: "src") { #expect(!source.contains(":"), "\(path): \(source)") }
    }
  }

  @Test func `has relative links, each to a file and an anchor that is there`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try course.build()
      var parsed: [String: ParsedPage] = [:]
      for path in course.pages { parsed[path] = ParsedPage(html: try course.page(path)) }
      let files = Set(course.files)
      for (path, page) in parsed {
        for link in page.values(of: "href") + page.values(of: "src") {
          if link.hasPrefix("https://example.org/") { continue }
          let base = try #require(URL(string: "file:///site/\(path)"))
          let target = try #require(URL(string: link, relativeTo: base)?.absoluteURL)
          #expect(!link.hasPrefix("/") && target.isFileURL, "\(path): \(link)")
          let file = String(target.path.dropFirst("/site/".count))
          #expect(files.contains(file), "\(path): \(link)")
          guard let anchor = target.fragment else { continue }
          #expect(
            parsed[file]?.values(of: "id").contains(anchor) == true, "\(path): \(link)")
        }
      }
    }
  }

  private static let withoutHostileText = [
    "404.html", "flags/index.html", "cheat-sheet/index.html",
  ]

  @Test func `shows hostile text as text`() throws {
    try forEachPage { path, _, page in
      for element in page.elements {
        #expect(element.attributes["onerror"] == nil, "\(path)")
        if element.name == "script" { #expect(element.attributes["src"] != nil, "\(path)") }
      }
      #expect(page.elements(named: "img").isEmpty, "\(path)")
      if !Self.withoutHostileText.contains(path), !path.contains("02-second") {
        let text = page.elements.first?.text ?? ""
        #expect(text.contains("<script>alert(1)</script>&amp;\"'>"), "\(path)")
      }
    }
  }

  @Test func `holds nothing of the grader`() throws {
    try forEachPage { path, html, _ in
      #expect(!html.contains(FixtureCourse.secret), "\(path)")
    }
  }

  @Test func `says once on each page where the reader is`() throws {
    try forEachPage { path, _, page in
      #expect(page.elements(named: "h1").count == 1, "\(path)")
      #expect(page.elements(named: "main").count == 1, "\(path)")
      #expect(page.elements(named: "html").first?.attributes["lang"] == "en", "\(path)")
      let ids = page.values(of: "id")
      #expect(Set(ids).count == ids.count, "\(path)")
      #expect(page.values(of: "href").contains("#content"), "\(path)")
    }
  }

  @Test func `leads from lesson to lesson`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try course.build()
      #expect(try relation("next", "index.html", course) == "lessons/01-first/index.html")
      #expect(try relation("prev", "index.html", course) == nil)
      #expect(try relation("prev", "lessons/01-first/index.html", course) == "../../index.html")
      #expect(
        try relation("next", "lessons/01-first/index.html", course) == "../02-second/index.html")
      #expect(
        try relation("prev", "lessons/02-second/index.html", course) == "../01-first/index.html")
      #expect(
        try relation("next", "lessons/02-second/index.html", course)
          == "../../exercises/index.html")
      #expect(
        try relation("prev", "exercises/01-first/index.html", course) == "../index.html")
      #expect(try relation("next", "exercises/02-second/index.html", course) == nil)
    }
  }

  private func relation(_ name: String, _ path: String, _ course: FixtureCourse) throws -> String? {
    ParsedPage(html: try course.page(path)).elements(named: "link")
      .first { $0.attributes["rel"] == name }?.attributes["href"]
  }

  @Test func `shows what the kernel answers to flag words`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try course.build()
      let text = ParsedPage(html: try course.page("lessons/01-first/index.html"))
      let answers = text.elements.filter { $0.attributes["class"] == "answer" }.map(\.text)
      #expect(answers.count == 3)
      #expect(answers[0].hasPrefix("returns 3: a new process"))
      #expect(answers[1] == "EINVAL: CLONE_THREAD needs CLONE_SIGHAND")
      #expect(answers[2].hasPrefix("EPERM"))
    }
  }

  @Test func `shows the trace of a script's run`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try course.build()
      let page = ParsedPage(html: try course.page("lessons/01-first/index.html"))
      let blocks = page.elements(named: "pre").map(\.text)
      #expect(blocks.contains { $0.contains("kid = clone(SIGCHLD)  # runs kid") })
      #expect(blocks.contains { $0.contains("wait4(kid, 0)") })
      #expect(blocks.contains { $0.contains("[3] +++ exited with 7 +++") })
    }
  }

  @Test func `shows programs with what they write and the command that runs them`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try course.build()
      let page = ParsedPage(html: try course.page("lessons/01-first/index.html"))
      let blocks = page.elements(named: "pre")
      #expect(blocks.allSatisfy { $0.attributes["tabindex"] == "0" })
      let texts = blocks.map(\.text)
      #expect(
        texts.contains {
          $0.contains("int main(void) {\n  printf(\"%s\", \"\(FixtureCourse.hostile)\");")
        })
      #expect(texts.contains(FixtureCourse.hostile + "\n"))
      #expect(texts.contains("threadbare run 01-first#hostile\n"))
      let paragraphs = page.elements(named: "p").map(\.text)
      #expect(paragraphs.contains("It ends with status 3."))
      #expect(paragraphs.contains("Nothing."))
      #expect(paragraphs.contains { $0.hasPrefix("It never ends") })
      let names = page.elements(named: "figure").compactMap { $0.attributes["aria-label"] }
      #expect(names.contains("Program hostile"))
      let keywords = page.elements.filter { $0.name == "span" }.map(\.text)
      #expect(keywords.contains("int") && keywords.contains("for"))
    }
  }

  @Test func `lists every flag of clone`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try course.build()
      let page = ParsedPage(html: try course.page("flags/index.html"))
      let rows = page.elements(named: "tr").map(\.text)
      #expect(rows.contains { $0.contains("CLONE_THREAD") && $0.contains("EINVAL") })
      #expect(page.values(of: "id").filter { $0.hasPrefix("CLONE_") }.count >= 27)
    }
  }

  /// Checks each page of the site, as text and as a parser sees it.
  private func forEachPage(
    _ check: (_ path: String, _ html: String, _ page: ParsedPage) throws -> Void
  ) throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try course.build()
      for path in course.pages {
        let bytes = try course.page(path)
        try check(path, String(decoding: bytes, as: UTF8.self), ParsedPage(html: bytes))
      }
    }
  }
}
