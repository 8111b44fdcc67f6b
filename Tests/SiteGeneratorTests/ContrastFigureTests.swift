import Contrast
import Courseware
import Foundation
import KernelCore
import Markup
import SiteGenerator
import TestSupport
import Testing

@Suite struct `The figure of two process models` {
  /// The scripts of the course that are drawn so.
  private func examples() throws -> [ScriptExample] {
    let folder = try CourseFolder.find(course: Repository.root.path)
    let course = try #require(Course.load(from: folder).course)
    return course.lessons.flatMap(\.sections).flatMap(\.scripts).filter { $0.figure == .contrast }
  }

  private func drawn(_ figure: ContrastFigure) throws -> ParsedPage {
    let words = try FixtureCourse.words()
    let html = HTMLFragment { figure.draw(into: $0, title: "a <b> & c", words: words) }.html
    return ParsedPage(html: Array("<!DOCTYPE html><html><body>\(html)</body></html>".utf8))
  }

  @Test func `is drawn in the course, of a program that both run and of one that only Linux does`()
    throws
  {
    let figures = try examples().map(ContrastFigure.init)
    #expect(figures.contains { $0.comparison.looksTheSame })
    #expect(figures.contains { $0.comparison.refusal?.side == .lightweight })
  }

  @Test func `says what is counted as the models count it`() throws {
    for example in try examples() {
      let figure = ContrastFigure(example)
      let page = try drawn(figure)
      let rows = page.elements(named: "tr").dropFirst().map(\.text)
      #expect(rows.count == figure.comparison.rows.count)
      for (row, counted) in zip(rows, figure.comparison.rows) {
        #expect(row.hasSuffix(counted.linux + counted.lightweight), "\(row)")
      }
      let caption = page.elements.first { $0.attributes["class"] == "caption" }
      #expect(caption?.text == figure.sentence(try FixtureCourse.words()))
    }
  }

  @Test func `draws a block for each record, up to four of a kind`() throws {
    for example in try examples() {
      let figure = ContrastFigure(example)
      let blocks = try drawn(figure).elements.count { $0.attributes["class"] == "record" }
      var expected = 0
      for run in [figure.comparison.linux, figure.comparison.lightweight] {
        for structure in Structure.allCases where structure.isDescriptor {
          expected += min(run.costs.most[structure].count, 4)
        }
      }
      #expect(blocks == expected)
    }
  }
}
