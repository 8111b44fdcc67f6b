import Courseware
import Diagnostics
import Foundation
import Markup

/// The list of exercises.
struct ExerciseListPage {
  let frame: PageFrame

  /// That an exercise goes with a lesson; nothing where it does not.
  private func lesson(of exercise: Exercise, from page: PageAddress) -> TemplateValue {
    guard let lesson = exercise.lesson, let entry = frame.map.lesson(lesson.value) else {
      return .flag(false)
    }
    let html = frame.words.html(
      .exercisesWithLesson,
      [
        "lesson": .element { element in
          let link = element.add(.a).set(.href, page.url(to: entry.address))
          InlineText.write(frame.course.lessons[entry.number - 1].title, into: link)
        }
      ])
    return .html(html)
  }

  func build() -> BuiltPage {
    let address = PageAddress.exercises
    let rows = zip(frame.course.exercises, frame.map.exercises).map { exercise, entry in
      var values = entry.values(from: address)
      values["id"] = .text(exercise.id.value)
      values["kind"] = .text(frame.words.text(exercise.kind.title))
      values["minutes"] = .text(frame.words.text(.exercisesMinutes, count: exercise.minutes))
      values["lessonHTML"] = lesson(of: exercise, from: address)
      return values
    }
    var values: TemplateValues = [
      "trail": frame.trail(from: address),
      "hereName": .text(frame.words.text(.pageExercises)),
      "exercises": .list(rows),
    ]
    values.merge(frame.steps(from: address)) { _, new in new }
    let content = PageFrame.Content(
      address: address, title: frame.words.text(.pageExercises),
      description: frame.words.text(
        .exercisesDescription, ["course": InlineText.plain(frame.course.title)]),
      html: frame.theme.render(.exercises, values))
    return BuiltPage(address: address, html: frame.page(content))
  }
}

/// What a student gets of an exercise: the task, the starter, hints one by one.
///
/// The folder of the grader is never read.
struct ExercisePage {
  let frame: PageFrame
  let exercise: Exercise
  let entry: SiteMap.Entry

  func build() -> BuiltPage {
    let address = entry.address
    let say = frame.words
    var text = PageText(page: address, map: frame.map, anchors: Self.ownAnchors)
    var diagnostics = DiagnosticList()
    var values = entry.values(from: address)
    values.merge([
      "kicker": .text(
        say.text(
          .exerciseKicker, count: frame.map.exercises.count, ["number": "\(entry.number)"])),
      "id": .text(exercise.id.value),
      "kind": .text(say.text(exercise.kind.title)),
      "minutes": .text(say.text(.exerciseMinutes, count: exercise.minutes)),
      "checkHTML": .html(
        say.html(.exerciseCheck, ["command": .code("threadbare check \(exercise.id.value)")])),
      "trail": frame.trail(from: address, through: [(.exercises, .pageExercises)]),
      "hereName": .text(entry.title),
      "lesson": .optional(
        exercise.lesson.flatMap { frame.map.lesson($0.value) }?.values(from: address)),
      "hasPrerequisites": .flag(!exercise.prerequisites.isEmpty),
      "prerequisites": .list(
        exercise.prerequisites.compactMap { frame.map.exercise($0.value)?.values(from: address) }),
      "hasSubgoals": .flag(!exercise.subgoals.isEmpty),
      "subgoals": .list(exercise.subgoals.map { ["textHTML": .html(InlineText.html($0))] }),
      "textHTML": .html(text.html(exercise.text, under: Self.task)),
      "starter": .optional(code(in: exercise.submissionFile, .exerciseFile, &diagnostics)),
      "protocol": .optional(code(in: exercise.protocolFile, .exerciseConforms, &diagnostics)),
      "hints": .list(hints(&text)),
    ]) { _, new in new }
    values.merge(frame.steps(from: address)) { _, new in new }
    diagnostics.append(contentsOf: text.diagnostics)
    let content = PageFrame.Content(
      address: address, title: entry.title, description: InlineText.plain(exercise.summary),
      html: frame.theme.render(.exercise, values))
    return BuiltPage(address: address, html: frame.page(content), diagnostics: diagnostics)
  }

  private static let task = AnchorID(slugging: "task")

  /// The ids that the template has.
  private static let ownAnchors =
    ["content", "outline", "steps", "starter", "protocol", "hints"].map(AnchorID.init(slugging:))
    + [task]

  private func hints(_ text: inout PageText) -> [TemplateValues] {
    exercise.hints.enumerated().map { index, hint in
      [
        "title": .text(
          frame.words.text(
            .exerciseHint, count: exercise.hints.count, ["number": "\(index + 1)"])),
        "textHTML": .html(text.html(hint, under: AnchorID(slugging: "hint-\(index + 1)"))),
      ]
    }
  }

  /// A Swift file of the exercise, coloured; nil where there is none, which `lint` tells.
  private func code(
    in file: CoursePath, _ intro: Phrase, _ diagnostics: inout DiagnosticList
  ) -> TemplateValues? {
    guard file.isFile else { return nil }
    do {
      let source = try SourceFile(reading: file)
      let code = HTMLFragment { Highlighter.write(source.text, in: .swift, into: $0) }.html
      let path = "exercises/\(exercise.id.value)/\(file.name)"
      return [
        "introHTML": .html(frame.words.html(intro, ["path": .code(path)])),
        "codeHTML": .html(code),
      ]
    } catch {
      diagnostics.append(contentsOf: error)
      return nil
    }
  }
}

extension Exercise.Kind {
  /// What a reader calls it.
  fileprivate var title: Phrase {
    switch self {
    case .program: .exerciseKindProgram
    case .kernelFunction: .exerciseKindFunction
    }
  }
}
