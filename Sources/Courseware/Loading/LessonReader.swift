import Diagnostics

/// Reads `lesson.yaml`.
struct LessonReader {
  let context: ReadingContext
  let folder: CoursePath

  private static let keys = [
    "id", "title", "summary", "goals", "exercise", "sections", "further",
  ]
  private static let sectionKeys = [
    "id", "title", "text", "text_file", "differences", "flags", "scripts", "programs",
    "worked_example", "questions",
  ]

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
    let further = fields.list("further", .optional, read: furtherReading)
    guard let id, let title, let summary else { return nil }
    let lesson = Lesson(
      id: id, title: title.value, summary: summary.value, goals: goals.map(\.value),
      exercise: exercise, sections: sections, further: further)
    LessonReferences(
      context: context, lesson: lesson, programs: root.names(under: "programs"),
      scripts: root.names(under: "scripts")
    ).check()
    return lesson
  }

  private func section(_ node: YAMLNode) -> Section? {
    guard let fields = FieldReader(node, "a section", keys: Self.sectionKeys, in: context) else {
      return nil
    }
    let id = fields.id("id")
    let title = fields.line("title")
    let text = fields.markdown(in: folder)
    let explanations = ExplanationReader(context: context)
    let differences = fields.list("differences", .optional) { explanations.difference($0) }
    let flags = fields.list("flags", .optional) { FlagReader(context: context).example($0) }
    let scripts = fields.list("scripts", .optional) { ScriptReader(context: context).example($0) }
    let programs = fields.list("programs", .optional) {
      ProgramReader(context: context, folder: folder).example($0)
    }
    let workedExample =
      fields.has("worked_example")
      ? fields.node("worked_example").flatMap { explanations.workedExample($0) } : nil
    let questions = fields.list("questions", .optional) {
      QuestionReader(context: context).question($0)
    }
    guard let id, let title, let text else { return nil }
    return Section(
      id: id, title: title.value, text: text, differences: differences, flags: flags,
      scripts: scripts, programs: programs, workedExample: workedExample, questions: questions)
  }

  private func furtherReading(_ node: YAMLNode) -> FurtherReading? {
    guard
      let fields = FieldReader(node, "further reading", keys: ["title", "url", "why"], in: context)
    else { return nil }
    let title = fields.line("title")
    let url = fields.line("url")
    let why = fields.line("why")
    if let url, !isWebAddress(url.value) {
      context.error(
        "\(quoted(url.value)) is no address of a page", at: url.span,
        help: "write it as \"https://man7.org/linux/man-pages/man2/clone.2.html\"")
      return nil
    }
    guard let title, let url, let why else { return nil }
    return FurtherReading(title: title.value, url: url, why: why.value)
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
