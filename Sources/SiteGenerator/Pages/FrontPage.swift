import Courseware

/// The course at a glance.
struct FrontPage {
  let frame: PageFrame

  func build() -> BuiltPage {
    let course = frame.course
    let map = frame.map
    let syllabus = zip(course.lessons, map.lessons).map { lesson, entry in
      var values = entry.values(from: .front)
      values["exercise"] = .optional(
        lesson.exercise.flatMap { map.exerciseValues($0.value, from: .front) })
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
        "exercisesURL": .url(PageAddress.front.url(to: .exercises)),
        "flagsURL": .url(PageAddress.front.url(to: .flags)),
      ])
    let content = PageFrame.Content(
      address: .front, title: nil,
      description: InlineText.plain(course.subtitle ?? course.title), html: html)
    return BuiltPage(address: .front, html: frame.page(content))
  }
}
