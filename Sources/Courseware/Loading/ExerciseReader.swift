/// Reads `exercise.yaml`.
struct ExerciseReader {
  let context: ReadingContext
  let folder: CoursePath

  private static let keys = [
    "id", "title", "summary", "kind", "lesson", "minutes", "points", "prerequisites", "subgoals",
    "hints", "limits", "text", "text_file",
  ]

  /// The exercise, or nil when a required part of it can't be read; everything wrong is reported.
  func exercise(_ root: YAMLNode) -> Exercise? {
    guard let fields = FieldReader(root, "an exercise", keys: Self.keys, in: context) else {
      return nil
    }
    let id = context.folderID(fields, folder: folder)
    let title = fields.line("title")
    let summary = fields.line("summary")
    let kind = fields.choice("kind", of: Exercise.Kind.self)
    let lesson = fields.id("lesson", .optional)
    let minutes = fields.integer("minutes", in: 1...600)
    let points = fields.integer("points", .optional, in: 1...1_000)
      .map { Located($0, at: fields.entry("points")?.value.span ?? fields.span) }
    let prerequisites = fields.ids("prerequisites", .optional)
    context.refuseRepeated(prerequisites, called: "prerequisite")
    let subgoals = fields.lines("subgoals")
    let hints = fields.list("hints") { context.markdown(of: $0, called: "hints") }
    let limits = LimitsReader(context: context).limits(fields)
    let text = fields.markdown(in: folder)
    guard let id, let title, let summary, let kind, let minutes, let text else { return nil }
    return Exercise(
      id: id, title: title.value, summary: summary.value, kind: kind, lesson: lesson,
      minutes: minutes, points: points, prerequisites: prerequisites,
      subgoals: subgoals.map(\.value), hints: hints, limits: limits, text: text, folder: folder)
  }
}
