import Diagnostics

/// Reads `lesson.yaml`.
struct LessonReader {
  let context: ReadingContext
  let folder: CoursePath

  private static let keys = ["id", "title", "summary", "goals", "exercise", "sections"]
  private static let sectionKeys = [
    "id", "title", "text", "text_file", "flags", "scripts", "programs", "questions",
  ]
  private static let questionKeys = ["id", "kind", "prompt", "choices"]
  private static let choiceKeys = ["text", "correct", "reason"]

  /// The lesson, or nil when a required part of it can't be read; everything wrong is reported.
  func lesson(_ root: YAMLNode) -> Lesson? {
    guard let fields = FieldReader(root, "a lesson", keys: Self.keys, in: context) else {
      return nil
    }
    let id = context.folderID(fields, folder: folder)
    let title = fields.line("title")
    let summary = fields.line("summary")
    let goals = fields.lines("goals")
    let exercise = fields.id("exercise", .optional)
    let sections = fields.list("sections", read: section)
    refuseRepeatedNames(in: sections)
    guard let id, let title, let summary else { return nil }
    return Lesson(
      id: id, title: title.value, summary: summary.value, goals: goals.map(\.value),
      exercise: exercise, sections: sections)
  }

  private func section(_ node: YAMLNode) -> Section? {
    guard let fields = FieldReader(node, "a section", keys: Self.sectionKeys, in: context) else {
      return nil
    }
    let id = fields.id("id")
    let title = fields.line("title")
    let text = fields.markdown(in: folder)
    let flags = fields.list("flags", .optional) { FlagReader(context: context).example($0) }
    let scripts = fields.list("scripts", .optional) { ScriptReader(context: context).example($0) }
    let programs = fields.list("programs", .optional) {
      ProgramReader(context: context, folder: folder).example($0)
    }
    let questions = fields.list("questions", .optional, read: question)
    guard let id, let title, let text else { return nil }
    return Section(
      id: id, title: title.value, text: text, flags: flags, scripts: scripts, programs: programs,
      questions: questions)
  }

  /// Within a lesson a section is named by its anchor, and each piece of material by its name.
  private func refuseRepeatedNames(in sections: [Section]) {
    context.refuseRepeated(sections.map(\.id), called: "section id")
    context.refuseRepeated(sections.flatMap(\.flags).map(\.name), called: "flag example")
    let scripts = sections.flatMap(\.scripts).map(\.name)
    context.refuseRepeated(scripts, called: "script")
    context.refuseRepeated(
      sections.flatMap(\.programs).map(\.name), called: "name of a program", after: scripts)
  }

  // MARK: Questions

  private func question(_ node: YAMLNode) -> Question? {
    guard let fields = FieldReader(node, "a question", keys: Self.questionKeys, in: context) else {
      return nil
    }
    let id = fields.id("id")
    let kind = fields.choice("kind", of: Question.Kind.self)
    let prompt = fields.markdown("prompt")
    let errorsBefore = context.errorCount
    let choices = fields.list("choices", read: choice)
    // Of choices that can't all be read nothing is known.
    if context.errorCount == errorsBefore { checkBalance(of: choices, in: fields) }
    guard let id, let kind, let prompt else { return nil }
    return Question(id: id, kind: kind, prompt: prompt, choices: choices)
  }

  /// A question that every answer or none answers right asks nothing.
  private func checkBalance(of choices: [Question.Choice], in fields: FieldReader) {
    guard !choices.isEmpty else { return }
    let place = fields.keySpan("choices")
    if !choices.contains(where: \.isCorrect) {
      context.error(
        "no choice of the question is right", at: place,
        help: "mark each right one with \"correct: true\"")
    } else if choices.allSatisfy(\.isCorrect) {
      context.error("every choice of the question is right", at: place, help: "add a wrong one")
    }
  }

  private func choice(_ node: YAMLNode) -> Question.Choice? {
    guard let fields = FieldReader(node, "a choice", keys: Self.choiceKeys, in: context) else {
      return nil
    }
    let text = fields.markdown("text")
    let isCorrect = fields.boolean("correct", .optional) ?? false
    let reason = fields.markdown("reason")
    guard let text, let reason else { return nil }
    return Question.Choice(text: text, isCorrect: isCorrect, reason: reason)
  }
}

extension ReadingContext {
  /// The id of a lesson or an exercise: its folder's name, whatever else is written.
  func folderID(_ fields: FieldReader, folder: CoursePath) -> Located<String>? {
    guard let id = fields.id("id") else { return nil }
    if id.value != folder.name {
      error(
        "id \(quoted(id.value)) differs from the folder's name \(quoted(folder.name))",
        at: id.span, help: "write \"id: \(folder.name)\", or rename the folder")
    }
    // References are judged by the folders, so that one wrong id is one error.
    return Located(folder.name, at: id.span)
  }

  /// Reports every name that was there before, among these or those that others have.
  func refuseRepeated(
    _ names: [Located<String>], called noun: String, after others: [Located<String>] = []
  ) {
    var seen: [String: SourceSpan] = [:]
    for name in others.reversed() { seen[name.value] = name.span }
    for name in names {
      if let first = seen[name.value] {
        error(
          "duplicate \(noun) \(quoted(name.value))", at: name.span,
          help: "the first one is at \(first.location)")
      } else {
        seen[name.value] = name.span
      }
    }
  }
}
