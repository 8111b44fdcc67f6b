import Courseware
import Foundation
import Markup
import SiteGenerator
import TestSupport
import Testing

@Suite struct `The questions of a lesson` {
  private func page(
    _ change: (FixtureCourse) throws -> Void = { _ in }
  ) throws -> ParsedPage {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try change(course)
      try course.build()
      return ParsedPage(html: try course.page("lessons/01-first/index.html"))
    }
  }

  @Test func `are there in all kinds, each with a form and its answers`() throws {
    let page = try page()
    #expect(page.values(of: "data-kind") == ["choice", "trace", "ordering", "fill-in", "matching"])
    #expect(page.values(of: "data-question") == ["one", "two", "three", "four", "five"])
    let answers = page.elements.filter { $0.attributes["class"] == "answers" }
    #expect(answers.count == 4)
    let names = page.elements.filter { ["input", "textarea", "select"].contains($0.name) }
    // One field of a trace, one blank, three pairs, and the colours at the foot.
    #expect(names.map(\.name) == ["textarea", "input", "select", "select", "select", "select"])
  }

  @Test func `of a trace hide the output of their program until it is asked for`() throws {
    let page = try page()
    let shut = page.elements.filter { $0.attributes["class"] == "prediction" }
    #expect(shut.count == 1)
    #expect(shut.first?.text.contains("Question 2 asks what comes out.") == true)
    #expect(shut.first?.attributes["open"] == nil)
  }

  @Test func `show the lines of an ordering out of order, and each once`() throws {
    let page = try page()
    let keys = page.elements.filter { $0.name == "li" }.compactMap { $0.attributes["data-line"] }
    // First as they are shuffled, then the right order, then what belongs nowhere.
    #expect(keys.count == 8)
    #expect(keys[..<4].sorted() == ["0", "1", "2", "3"])
    #expect(Array(keys[..<4]) != ["0", "1", "2", "3"])
    #expect(Array(keys[4...]) == ["0", "1", "2", "3"])
  }

  @Test func `offer each right side to each left one as plain text`() throws {
    let page = try page()
    let options = page.elements.filter { $0.name == "option" }.map(\.text)
    #expect(options.filter { $0 == "the address space" }.count == 3)
    #expect(options.filter { $0 == "the environment" }.count == 3)
    let pairs = page.elements.filter { $0.attributes["data-pair"] != nil }
    #expect(pairs.map { $0.attributes["data-right"] } == ["0", "1", "2"])
  }

  @Test func `are the same in each build`() throws {
    try withTemporaryFolder { folder in
      let course = try FixtureCourse(in: folder)
      try course.build()
      let first = try course.page("lessons/01-first/index.html")
      try course.build()
      #expect(try course.page("lessons/01-first/index.html") == first)
    }
  }

  @Test func `stand among worked example, differences and further reading`() throws {
    let page = try page()
    let headings = page.elements.filter { $0.name == "h3" || $0.name == "h4" }.map(\.text)
    #expect(headings.contains("The book and the kernel"))
    #expect(headings.contains("Worked example: hostile"))
    #expect(headings.contains { $0.hasPrefix("Say it <script>") })
    let links = page.values(of: "href")
    #expect(links.contains("https://example.org/clone"))
    #expect(page.elements.contains { $0.text == "Lines 1 to 2" })
  }
}
