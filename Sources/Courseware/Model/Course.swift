/// A course: its lessons and exercises in their order.
package struct Course: Sendable {
  /// Where it lies.
  package let folder: CourseFolder
  /// What results call it.
  package let id: String
  /// Its title.
  package let title: String
  /// A second line under the title.
  package let subtitle: String?
  /// The language of its texts as a BCP 47 tag, such as `en`.
  package let language: Located<String>
  /// The address of its website, if it says one.
  package let site: String?
  /// Who wrote it.
  package let authors: [String]
  /// What submissions of its exercises may use, where an exercise does not say.
  package let limits: SubmissionLimits
  /// Its lessons in course order.
  package let lessons: [Lesson]
  /// Its exercises in course order.
  package let exercises: [Exercise]
  /// Its words, in the order of their file; empty without one.
  package let glossary: [GlossaryTerm]
  /// What those who teach with it need, if it says so.
  package let instructors: InstructorGuide?

  /// The lesson with an id.
  package func lesson(_ id: String) -> Lesson? {
    lessons.first { $0.id.value == id }
  }

  /// The lesson that goes with an exercise, as the one or the other says.
  package func lesson(teaching exercise: Exercise) -> Lesson? {
    exercise.lesson.flatMap { lesson($0.value) }
      ?? lessons.first { $0.exercise?.value == exercise.id.value }
  }

  /// The exercise with an id.
  package func exercise(_ id: String) -> Exercise? {
    exercises.first { $0.id.value == id }
  }
}
