import Courseware
import Diagnostics
import Markup

/// What those who teach with the course need: plans, misconceptions, questions to vote on.
struct InstructorPage {
  let frame: PageFrame
  let guide: InstructorGuide

  private static let address = PageAddress.instructors

  /// The ids that the template has.
  private static let ownAnchors =
    ["content", "outline", "plans", "misconceptions", "peer-instruction"]
    .map(AnchorID.init(slugging:))

  func build() -> BuiltPage {
    var text = PageText(page: Self.address, map: frame.map, anchors: Self.ownAnchors)
    var values: TemplateValues = ["textHTML": .html(guide.text.map { text.html($0) } ?? "")]
    var plans: [TemplateValues] = []
    for plan in guide.plans {
      var sessions: [TemplateValues] = []
      for session in plan.sessions {
        sessions.append([
          "titleHTML": .html(InlineText.html(session.title)),
          "lessons": .list(session.lessons.compactMap(lesson)),
          "exercises": .list(session.exercises.compactMap(exercise)),
          "textHTML": .html(session.text.map { text.html($0) } ?? ""),
        ])
      }
      plans.append([
        "titleHTML": .html(InlineText.html(plan.title)), "sessions": .list(sessions),
      ])
    }
    values["plans"] = .list(plans)
    var misconceptions: [TemplateValues] = []
    for misconception in guide.misconceptions {
      misconceptions.append([
        "wrongHTML": .html(text.html(misconception.wrong)),
        "rightHTML": .html(text.html(misconception.right)),
        "showsInHTML": misconception.lesson.flatMap(showsIn) ?? .flag(false),
      ])
    }
    values["misconceptions"] = .list(misconceptions)
    var questions: [TemplateValues] = []
    for question in guide.peerQuestions { questions.append(self.question(question, &text)) }
    values["questions"] = .list(questions)
    let sheet = SheetPage(
      frame: frame, address: Self.address, title: frame.words.text(.pageInstructors),
      description: frame.words.text(.instructorsDescription),
      lede: frame.words.text(.instructorsLede))
    return sheet.build(
      bodyHTML: frame.theme.render(.instructors, values), diagnostics: text.diagnostics)
  }

  /// Where a misconception shows.
  private func showsIn(_ id: Located<String>) -> TemplateValue? {
    guard let entry = frame.map.lesson(id.value) else { return nil }
    let link = Words.Filling.element { element in
      element.add(.a, text: entry.title).set(.href, Self.address.url(to: entry.address))
    }
    return .html(frame.words.html(.instructorsShowsIn, ["lesson": link]))
  }

  private func lesson(_ id: Located<String>) -> TemplateValues? {
    frame.map.lesson(id.value)?.values(from: Self.address)
  }

  private func exercise(_ id: Located<String>) -> TemplateValues? {
    frame.map.exercise(id.value)?.values(from: Self.address)
  }

  private func question(
    _ question: InstructorGuide.PeerQuestion, _ text: inout PageText
  ) -> TemplateValues {
    var values: TemplateValues = [
      "when": .text(question.when), "discussHTML": .html(text.html(question.discuss)),
    ]
    // The loader has seen to it that there is such a question.
    for lesson in frame.course.lessons {
      for asked in lesson.sections.flatMap(\.questions)
      where asked.id.value == question.question.value {
        values["promptHTML"] = .html(text.html(asked.prompt))
        values["url"] = .url(
          Self.address.url(to: .lesson(lesson.id.value), anchor: QuestionView.anchor(asked)))
      }
    }
    return values
  }
}
