package import Courseware

/// Which questions of the lessons are to be asked now.
///
/// The intervals are fixed: what was right comes back after three days, what was wrong after one. Retrieval at fixed
/// intervals is as good as at growing ones, and simpler to live with.
package struct ReviewPlan: Sendable {
  /// A question, and where it is asked.
  package struct Item: Sendable {
    package let question: Question
    package let lesson: Lesson
    /// The section that it stands in.
    package let section: String
    /// When it is due, in seconds since 1970; nil for a new one.
    package let due: Int?
  }

  /// A right answer is asked for again after so many seconds: three days.
  package static let rightSeconds = 3 * 86_400
  /// A wrong one after a day.
  package static let wrongSeconds = 86_400
  /// Answered right so often in a row, a question is known.
  package static let knownMin = 4
  /// The most new questions of one session.
  package static let newMax = 5
  /// The most questions of one session.
  package static let sessionMax = 20

  /// What is to be asked, what is due longest first, and then what is new.
  package let items: [Item]
  /// How many of the reached questions are known.
  package let knownCount: Int
  /// How many questions the lessons up to here have.
  package let reachedCount: Int
  /// When the next one is due, if none is due now.
  package let nextDue: Int?

  /// The plan of a moment.
  ///
  /// - Parameters:
  ///   - course: The course.
  ///   - progress: What is remembered.
  ///   - now: Seconds since 1970.
  package init(of course: Course, progress: Progress, at now: Int) {
    var due: [Item] = []
    var new: [Item] = []
    var known = 0
    var reached = 0
    var next: Int?
    for lesson in Self.reached(of: course, progress: progress) {
      for section in lesson.sections {
        for question in section.questions {
          reached += 1
          guard let past = progress.questions[question.id.value], past.asked > 0 else {
            new.append(
              Item(question: question, lesson: lesson, section: section.title, due: nil))
            continue
          }
          guard past.rightInARow < Self.knownMin else {
            known += 1
            continue
          }
          let time = past.lastAsked + (past.rightInARow > 0 ? Self.rightSeconds : Self.wrongSeconds)
          if time <= now {
            due.append(
              Item(question: question, lesson: lesson, section: section.title, due: time))
          } else {
            next = min(next ?? time, time)
          }
        }
      }
    }
    due.sort { ($0.due ?? 0) < ($1.due ?? 0) }
    items = Array((due + new.prefix(Self.newMax)).prefix(Self.sessionMax))
    knownCount = known
    reachedCount = reached
    nextDue = next
  }

  /// The lessons up to that of the exercise that the student is at.
  private static func reached(of course: Course, progress: Progress) -> [Lesson] {
    let begun = course.exercises.filter {
      $0.id.value == progress.current || progress.isCompleted($0.id.value)
        || progress[exercise: $0.id.value].checks > 0
    }
    let ids = Set(begun.compactMap(\.lesson?.value)).union(begun.map(\.id.value))
    let last = course.lessons.lastIndex {
      ids.contains($0.id.value) || $0.exercise.map { ids.contains($0.value) } == true
    }
    return Array(course.lessons.prefix((last ?? 0) + 1))
  }
}

extension Progress {
  /// Takes down an answer.
  package mutating func record(answer isRight: Bool, to question: String, at now: Int) {
    var past = questions[question] ?? Question()
    past.asked += 1
    past.rightInARow = isRight ? past.rightInARow + 1 : 0
    past.lastAsked = now
    questions[question] = past
  }
}
