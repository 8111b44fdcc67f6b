import Courseware
import Diagnostics
import Markup

/// A lesson: its sections with their texts, runnable material and questions.
struct LessonPage {
  let frame: PageFrame
  let lesson: Lesson
  let entry: SiteMap.Entry

  func build() -> BuiltPage {
    let address = entry.address
    var text = PageText(page: address, map: frame.map, anchors: anchors)
    var diagnostics = DiagnosticList()
    var values = entry.values(from: address)
    values.merge([
      "count": .number(frame.map.lessons.count),
      "trail": .list([["url": .url(address.url(to: .front)), "name": "Course"]]),
      "hereName": .text(entry.title),
      "goals": .list(lesson.goals.map { ["textHTML": .html(InlineText.html($0))] }),
      "sections": .list(sections(&text, &diagnostics)),
      "exercise": .optional(
        lesson.exercise.flatMap { frame.map.exerciseValues($0.value, from: address) }),
    ]) { _, new in new }
    values.merge(frame.steps(from: address)) { _, new in new }
    diagnostics.append(contentsOf: text.diagnostics)
    let content = PageFrame.Content(
      address: address, title: entry.title, description: InlineText.plain(lesson.summary),
      html: frame.theme.render(.lesson, values))
    return BuiltPage(address: address, html: frame.page(content), diagnostics: diagnostics)
  }

  /// The ids that the page has besides those of headings in its texts.
  private var anchors: [AnchorID] {
    var ids = ["content", "outline", "goals", "on-page", "practice"].map(AnchorID.init(slugging:))
    for section in lesson.sections {
      ids.append(Self.anchor(section))
      ids += section.flags.map(FlagExampleView.anchor)
      ids += section.scripts.map(ScriptExampleView.anchor)
      ids += section.programs.map(ProgramExampleView.anchor)
      for question in section.questions {
        let anchor = QuestionView.anchor(question)
        ids += [anchor, QuestionView.titleAnchor(anchor)]
      }
    }
    return ids
  }

  private static func anchor(_ section: Section) -> AnchorID {
    AnchorID(section.id.value) ?? AnchorID(slugging: section.id.value)
  }

  private func sections(
    _ text: inout PageText, _ diagnostics: inout DiagnosticList
  ) -> [TemplateValues] {
    var questionNumber = 0
    var sections: [TemplateValues] = []
    for section in lesson.sections {
      let anchor = Self.anchor(section)
      let flags = section.flags.map(FlagExampleView.init)
      let scripts = section.scripts.map(ScriptExampleView.init)
      let programs = section.programs.map {
        ProgramExampleView(example: $0, lesson: lesson.id.value)
      }
      diagnostics.append(contentsOf: flags.compactMap { $0.disagreement() })
      diagnostics.append(contentsOf: scripts.compactMap { $0.disagreement() })
      diagnostics.append(contentsOf: programs.compactMap { $0.omission() })
      var values: TemplateValues = [
        "id": .text(anchor.description),
        "url": .url(PageURL(anchor: anchor)),
        "titleHTML": .html(InlineText.html(section.title)),
        "textHTML": .html(text.html(section.text, under: anchor)),
        "flags": .list(flags.map { $0.values() }),
        "scripts": .list(scripts.map { $0.values() }),
        "programs": .list(programs.map { $0.values() }),
      ]
      var questions: [TemplateValues] = []
      for question in section.questions {
        questionNumber += 1
        questions.append(QuestionView(question: question, number: questionNumber).values(&text))
      }
      values["questions"] = .list(questions)
      sections.append(values)
    }
    return sections
  }
}
