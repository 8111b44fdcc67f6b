import Courseware
import Diagnostics
import Foundation
import Markup

/// The list of exercises.
struct ExerciseListPage {
  let frame: PageFrame

  func build() -> BuiltPage {
    let address = PageAddress.exercises
    let rows = zip(frame.course.exercises, frame.map.exercises).map { exercise, entry in
      var values = entry.values(from: address)
      values["id"] = .text(exercise.id.value)
      values["kind"] = .text(exercise.kind.title)
      values["minutes"] = .number(exercise.minutes)
      values["lesson"] = .optional(
        exercise.lesson.flatMap { frame.map.lesson($0.value) }?.values(from: address))
      return values
    }
    var values: TemplateValues = [
      "trail": .list([["url": .url(address.url(to: .front)), "name": "Course"]]),
      "hereName": "Exercises",
      "exercises": .list(rows),
    ]
    values.merge(frame.steps(from: address)) { _, new in new }
    let content = PageFrame.Content(
      address: address, title: "Exercises",
      description: "The exercises of \(InlineText.plain(frame.course.title)).",
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
    var text = PageText(page: address, map: frame.map, anchors: Self.ownAnchors)
    var diagnostics = DiagnosticList()
    var values = entry.values(from: address)
    values.merge([
      "count": .number(frame.map.exercises.count),
      "id": .text(exercise.id.value),
      "kind": .text(exercise.kind.title),
      "minutes": .number(exercise.minutes),
      "trail": .list([
        ["url": .url(address.url(to: .front)), "name": "Course"],
        ["url": .url(address.url(to: .exercises)), "name": "Exercises"],
      ]),
      "hereName": .text(entry.title),
      "lesson": .optional(
        exercise.lesson.flatMap { frame.map.lesson($0.value) }?.values(from: address)),
      "hasPrerequisites": .flag(!exercise.prerequisites.isEmpty),
      "prerequisites": .list(
        exercise.prerequisites.compactMap { frame.map.exercise($0.value)?.values(from: address) }),
      "hasSubgoals": .flag(!exercise.subgoals.isEmpty),
      "subgoals": .list(exercise.subgoals.map { ["textHTML": .html(InlineText.html($0))] }),
      "textHTML": .html(text.html(exercise.text, under: Self.task)),
      "starter": .optional(code(in: exercise.submissionFile, &diagnostics)),
      "protocol": .optional(code(in: exercise.protocolFile, &diagnostics)),
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
        "number": .number(index + 1),
        "count": .number(exercise.hints.count),
        "textHTML": .html(text.html(hint, under: AnchorID(slugging: "hint-\(index + 1)"))),
      ]
    }
  }

  /// A Swift file of the exercise, coloured; nil where there is none, which `lint` tells.
  private func code(
    in file: CoursePath, _ diagnostics: inout DiagnosticList
  ) -> TemplateValues? {
    guard file.isFile else { return nil }
    do {
      let source = try SourceFile(reading: file)
      let code = HTMLFragment { Highlighter.write(source.text, in: .swift, into: $0) }.html
      return [
        "path": .text("exercises/\(exercise.id.value)/\(file.name)"), "codeHTML": .html(code),
      ]
    } catch {
      diagnostics.append(contentsOf: error)
      return nil
    }
  }
}

extension Exercise.Kind {
  /// What a reader calls it.
  fileprivate var title: String {
    switch self {
    case .program: "a program that makes system calls"
    case .kernelFunction: "a function of the kernel"
    }
  }
}
