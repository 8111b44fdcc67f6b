import Courseware

/// The course at a glance.
struct FrontPage {
  let frame: PageFrame

  func build() -> BuiltPage {
    let course = frame.course
    let map = frame.map
    let say = frame.words
    let syllabus = zip(course.lessons, map.lessons).map { lesson, entry in
      var values = entry.values(from: .front)
      values["lessonNumber"] = .text(say.text(.frontLesson, ["number": "\(entry.number)"]))
      values["exercise"] = .optional(
        frame.exercise(of: lesson, from: .front, lasting: .frontMinutes))
      return values
    }
    let html = frame.theme.render(
      .index,
      [
        "titleHTML": .html(InlineText.html(course.title)),
        "subtitleHTML": course.subtitle.map { .html(InlineText.html($0)) } ?? .flag(false),
        "authors": .optional(frame.authors),
        "start": .optional(map.lessons.first?.values(from: .front)),
        "syllabus": .list(syllabus),
        "workingHTML": .html(
          say.html(
            .frontWorkingKernel,
            [
              "exercises": .url(PageAddress.front.url(to: .exercises)),
              "flags": .url(PageAddress.front.url(to: .flags)),
            ])),
      ])
    let content = PageFrame.Content(
      address: .front, title: nil,
      description: InlineText.plain(course.subtitle ?? course.title), html: html)
    return BuiltPage(address: .front, html: frame.page(content))
  }
}
