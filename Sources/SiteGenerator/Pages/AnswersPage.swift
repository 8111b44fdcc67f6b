import Courseware
import Markup

/// What the reader has answered on this device: counted by a script, kept nowhere else.
struct AnswersPage {
  let frame: PageFrame

  func build() -> BuiltPage {
    let address = PageAddress.answers
    let lessons = zip(frame.course.lessons, frame.map.lessons).compactMap {
      lesson, entry -> TemplateValues? in
      let questions = lesson.sections.flatMap(\.questions)
      guard !questions.isEmpty else { return nil }
      var values = entry.values(from: address)
      values["questions"] = .text(questions.map(\.id.value).joined(separator: " "))
      values["none"] = .text(frame.words.text(.answersNone, count: questions.count))
      return values
    }
    let html = frame.theme.render(
      .answers,
      [
        "trail": frame.trail(from: address),
        "hereName": .text(frame.words.text(.pageAnswers)),
        "lessons": .list(lessons),
        "exercises": .text(frame.course.exercises.map(\.id.value).joined(separator: " ")),
      ])
    let content = PageFrame.Content(
      address: address, title: frame.words.text(.pageAnswers),
      description: frame.words.text(.answersDescription), html: html)
    return BuiltPage(address: address, html: frame.page(content))
  }
}
