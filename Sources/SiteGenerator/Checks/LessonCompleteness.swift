import Courseware
import Diagnostics

/// What a lesson should have, by the course's own measure: what it lacks is a warning, since a lesson may be
/// in the making.
enum LessonCompleteness {
  /// The fewest questions of a lesson.
  static let questionsMin = 5
  /// The fewest kinds among them.
  static let kindsMin = 3
  /// The fewest programs and scripts that a reader can run.
  static let programsMin = 2

  /// What the lessons of a course lack.
  static func diagnostics(of course: Course) -> [Diagnostic] {
    course.lessons.flatMap { lesson in
      lacks(lesson).map { lack in
        lesson.id.span.diagnostic(
          "lesson \(quoted(lesson.id.value)) has \(lack)", severity: .warning)
      }
    }
  }

  private static func lacks(_ lesson: Lesson) -> [String] {
    let questions = lesson.sections.flatMap(\.questions)
    let kinds = Set(questions.map(\.kind))
    let programs = lesson.sections.flatMap(\.programs).count
    let scripts = lesson.sections.flatMap(\.scripts).count
    var lacks: [String] = []
    if questions.count < questionsMin {
      lacks.append("\(questions.count) questions, \(questionsMin) are wanted")
    }
    if kinds.count < kindsMin {
      lacks.append("questions of \(kinds.count) kinds, \(kindsMin) are wanted")
    }
    if programs + scripts < programsMin {
      lacks.append("\(programs + scripts) programs and scripts, \(programsMin) are wanted")
    }
    if lesson.sections.allSatisfy({ $0.workedExample == nil }) { lacks.append("no worked example") }
    if lesson.further.isEmpty { lacks.append("no further reading") }
    if lesson.exercise == nil { lacks.append("no exercise") }
    return lacks
  }
}
