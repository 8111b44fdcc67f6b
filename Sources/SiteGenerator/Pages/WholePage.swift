import Courseware
import Markup

/// All lessons on one page, to be read on paper.
///
/// It is made of the lessons' own pages: their ids get the lesson's id in front, their headings go down by
/// one level, and links between lessons stay on the page.
struct WholePage {
  let frame: PageFrame

  /// The most lessons that fit on one page: of a longer course there is none.
  static let lessonsMax = 200

  /// Makes the page.
  ///
  /// - Parameter lessons: The lessons' pages, in their order.
  /// - Returns: The page.
  func build(of lessons: [BuiltPage]) -> BuiltPage {
    let parts = lessons.map { page -> TemplateValues in
      let move = PageMove(from: page.address, map: frame.map)
      return ["anchor": .text(move.top), "lessonHTML": .html(move.moved(page.content))]
    }
    let sheet = SheetPage(
      frame: frame, address: .whole, title: frame.words.text(.wholeTitle),
      description: frame.words.text(
        .wholeDescription, ["course": InlineText.plain(frame.course.title)]),
      lede: frame.words.text(.wholeLede))
    return sheet.build(bodyHTML: frame.theme.render(.whole, ["parts": .list(parts)]))
  }
}
