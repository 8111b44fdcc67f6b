import Diagnostics

extension CourseLinter {
  /// Checks that every link from a text of the course to another part of it leads somewhere.
  mutating func checkLinks(of course: Course) {
    for text in course.glossary.map(\.text) + (course.instructors?.texts ?? []) {
      checkLinks(in: text, lesson: nil, course: course)
    }
    for lesson in course.lessons {
      for section in lesson.sections {
        for text in section.texts { checkLinks(in: text, lesson: lesson, course: course) }
      }
    }
    for exercise in course.exercises {
      checkLinks(in: exercise.text, lesson: nil, course: course)
      for hint in exercise.hints { checkLinks(in: hint, lesson: nil, course: course) }
    }
  }

  private mutating func checkLinks(in text: SourceText, lesson: Lesson?, course: Course) {
    for link in CourseLinkScanner.links(in: text.string) {
      let place = text.span(line: link.line, column: link.column, length: link.length)
      switch link.target {
      case .exercise(let id):
        guard course.exercise(id) == nil, !folder.exercises.appending(id).isFolder else { continue }
        error(
          "there is no exercise \(quoted(id))", at: place,
          help: suggestion(
            for: id, in: course.exercises.map(\.id.value), listedAs: "exercises"))
      case .lesson(let id, let section):
        guard let target = course.lesson(id) else {
          // A lesson that can't be read has been reported already.
          guard !folder.lessons.appending(id).isFolder || id.isEmpty else { continue }
          error(
            "there is no lesson \(quoted(id))", at: place,
            help: suggestion(for: id, in: course.lessons.map(\.id.value), listedAs: "lessons"))
          continue
        }
        if let section { check(section, of: target, at: place) }
      case .term(let id):
        let known = course.glossary.map(\.id.value)
        guard !known.contains(id) else { continue }
        error(
          "there is no term \(quoted(id))", at: place,
          help: known.isEmpty
            ? "the terms are in \"lessons/glossary.yaml\""
            : suggestion(for: id, in: known, listedAs: "terms"))
      case .section(let id):
        // No other page has sections of the author's.
        if let lesson {
          check(id, of: lesson, at: place)
        } else {
          error(
            "only a lesson has sections to link to", at: place,
            help: "link to a lesson's section as \"lesson:ID#SECTION\"")
        }
      }
    }
  }

  private mutating func check(_ section: String, of lesson: Lesson, at place: SourceSpan) {
    let sections = lesson.sections.map(\.id.value)
    guard !sections.contains(section) else { return }
    error(
      "lesson \(quoted(lesson.id.value)) has no section \(quoted(section))", at: place,
      help: suggestion(for: section, in: sections, listedAs: "sections"))
  }
}
