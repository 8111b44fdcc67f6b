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
      "kicker": .text(
        frame.words.text(
          .lessonKicker, count: frame.map.lessons.count, ["number": "\(entry.number)"])),
      "trail": frame.trail(from: address),
      "hereName": .text(entry.title),
      "goals": .list(lesson.goals.map { ["textHTML": .html(InlineText.html($0))] }),
      "sections": .list(sections(&text, &diagnostics)),
      "hasFurther": .flag(!lesson.further.isEmpty),
      "further": .list(lesson.further.compactMap(furtherReading)),
      "exercise": .optional(
        frame.exercise(of: lesson, from: address, lasting: .lessonMinutes)),
    ]) { _, new in new }
    values.merge(frame.steps(from: address)) { _, new in new }
    diagnostics.append(contentsOf: text.diagnostics)
    let content = PageFrame.Content(
      address: address, title: entry.title, description: InlineText.plain(lesson.summary),
      html: frame.theme.render(.lesson, values))
    return BuiltPage(
      address: address, html: frame.page(content), content: content.html, diagnostics: diagnostics)
  }

  /// The ids that the page has besides those of headings in its texts.
  private var anchors: [AnchorID] {
    var ids = ["content", "outline", "goals", "on-page", "practice", "further"].map(
      AnchorID.init(slugging:))
    for section in lesson.sections {
      ids.append(Self.anchor(section))
      ids += section.flags.map(FlagExampleView.anchor)
      ids += section.scripts.map(ScriptExampleView.anchor)
      ids += section.programs.map(ProgramExampleView.anchor)
      ids += section.questions.flatMap(QuestionView.anchors)
      if section.workedExample != nil {
        let anchor = Self.anchor(section)
        ids += [
          WorkedExampleView.anchor(under: anchor), WorkedExampleView.titleAnchor(under: anchor),
        ]
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
    var differenceNumber = 0
    let predictions = predictions
    var sections: [TemplateValues] = []
    for section in lesson.sections {
      let anchor = Self.anchor(section)
      let flags = section.flags.map { FlagExampleView($0, words: frame.words) }
      let scripts = section.scripts.map {
        ScriptExampleView(
          $0, words: frame.words, prediction: predictions[$0.name.value])
      }
      let programs = section.programs.map {
        ProgramExampleView(
          example: $0, words: frame.words, lesson: lesson.id.value,
          prediction: predictions[$0.name.value], player: frame.player)
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
        "programs": .list(programs.map { $0.values(&diagnostics) }),
      ]
      var differences: [TemplateValues] = []
      for difference in section.differences {
        differenceNumber += 1
        let view = DifferenceView(
          difference: difference, words: frame.words, number: differenceNumber)
        differences.append(view.values(&text, under: anchor))
      }
      values["differences"] = .list(differences)
      values["workedExample"] = .optional(
        section.workedExample.map { example in
          WorkedExampleView(example: example, words: frame.words, lesson: lesson)
            .values(&text, under: anchor)
        })
      var questions: [TemplateValues] = []
      for question in section.questions {
        questionNumber += 1
        questions.append(
          QuestionView(
            question: question, words: frame.words, lesson: lesson, number: questionNumber
          ).values(&text))
      }
      values["questions"] = .list(questions)
      sections.append(values)
    }
    return sections
  }

  /// For each program and script whose output a question asks for, what stands before it: names are
  /// unique among both.
  private var predictions: [String: String] {
    var found: [String: String] = [:]
    for (index, question) in lesson.sections.flatMap(\.questions).enumerated() {
      guard case .trace(let trace) = question.form else { continue }
      let text = frame.words.text(.examplePrediction, ["number": "\(index + 1)"])
      switch trace.example {
      case .program(let name), .script(let name):
        if found[name.value] == nil { found[name.value] = text }
      }
    }
    return found
  }

  private func furtherReading(_ reading: FurtherReading) -> TemplateValues? {
    // The loader has let through only addresses of pages.
    guard let url = try? PageURL(checking: reading.url.value) else { return nil }
    return [
      "url": .url(url), "titleHTML": .html(InlineText.html(reading.title)),
      "whyHTML": .html(InlineText.html(reading.why)),
    ]
  }
}
