package import Courseware

/// The exercises of a course with a student's progress: what `list` prints.
package struct Outline: Sendable, Equatable, Encodable {
  /// How far an exercise is.
  package enum Mark: String, Sendable, Encodable {
    /// All visible tests passed at some time.
    case completed
    /// The student has changed the file or run its tests.
    case started
    /// Nothing was done, and nothing stands in the way.
    case ready
    /// A prerequisite isn't completed; the exercise can be done all the same.
    case later
  }

  /// One exercise.
  package struct Entry: Sendable, Equatable, Encodable {
    /// The exercise.
    package let id: String
    /// Its title.
    package let title: String
    /// How far it is.
    package let mark: Mark
    /// How long it takes, in minutes.
    package let minutes: Int
    /// What its hidden tests add up to, when the author says so.
    package let points: Int?
    /// The visible tests that passed in the last run.
    package let testsPassed: Int
    /// The visible tests of the last run; 0 when they never ran.
    package let testsTotal: Int
    /// The exercises to do before that aren't completed.
    package let missing: [String]

    private enum CodingKeys: String, CodingKey {
      case id, title, mark, minutes, points, missing
      case testsPassed = "tests_passed"
      case testsTotal = "tests_total"
    }
  }

  /// The course's title.
  package let title: String
  /// Its exercises in course order.
  package let exercises: [Entry]

  /// Joins a course and what is remembered of it.
  package init(of course: Course, progress: Progress) {
    title = course.title
    exercises = course.exercises.map { exercise in
      let id = exercise.id.value
      let remembered = progress[exercise: id]
      let missing = exercise.prerequisites.map(\.value).filter { !progress.isCompleted($0) }
      let mark: Mark =
        if progress.isCompleted(id) {
          .completed
        } else if remembered.checks > 0 || exercise.isEdited {
          .started
        } else if missing.isEmpty {
          .ready
        } else {
          .later
        }
      return Entry(
        id: id, title: exercise.title, mark: mark, minutes: exercise.minutes,
        points: exercise.points?.value, testsPassed: remembered.testsPassed,
        testsTotal: remembered.testsTotal, missing: missing)
    }
  }

  /// The exercises that are completed.
  package var completedCount: Int { exercises.count { $0.mark == .completed } }

  /// The exercise to go on with: the first started one, or else the first that is ready.
  package var next: Entry? {
    exercises.first { $0.mark == .started } ?? exercises.first { $0.mark == .ready }
      ?? exercises.first { $0.mark == .later }
  }
}
