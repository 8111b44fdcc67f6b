package import Courseware
import Diagnostics
import Results

/// All that the page of `watch` shows, and what keys do to it.
///
/// A value: it does nothing itself, so that it can be tried without a terminal. What is to be done comes
/// out of ``press(_:)`` as actions.
package struct WatchModel: Sendable {
  /// What fills the page.
  package enum View: Sendable, Equatable {
    /// The exercise: its task and what came of its tests.
    case exercise
    /// The trace of the first failure, whole.
    case trace
    /// The exercises, to choose from.
    case list
    /// A solution beside the student's.
    case solution
    /// What came of all exercises.
    case all
  }

  /// Something that a key asks of the loop.
  package enum Action: Sendable, Equatable {
    case check
    case checkAll
    case hint
    case reset
    case show(solution: Int)
    case remember
    case pause
    case redraw
    case quit
  }

  /// What waits for a yes.
  package enum Doubt: Sendable, Equatable {
    case reset
    /// Going on although the tests do not pass.
    case next
    /// Opening an exercise before those that it builds on.
    case open(Int)
  }

  /// How files are watched.
  package enum Watching: Sendable, Equatable {
    case notified
    /// By looking again and again, and why.
    case polling(String)
  }

  /// The course.
  package let course: Course
  /// The exercises with what is remembered of them.
  package internal(set) var outline: Outline
  /// The place of the current exercise in the course.
  package internal(set) var current: Int
  /// What fills the page.
  package internal(set) var view = View.exercise
  /// What came of the current exercise, once it was checked.
  package internal(set) var work: CheckedWork?
  /// What came of all exercises, if that was asked for.
  package internal(set) var allWork: [CheckedWork] = []
  /// What runs at this moment, in words; nil for nothing.
  package internal(set) var activity: String?
  /// A short message about what a key did.
  package internal(set) var notice: String?
  /// What waits for a yes.
  package internal(set) var doubt: Doubt?
  /// The hint that is shown.
  package internal(set) var hint: Hint?
  /// What is shown of a solution.
  package internal(set) var solution: SolutionView?
  /// How files are watched.
  package internal(set) var watching = Watching.notified
  /// The first line of the page's body that is shown.
  package internal(set) var scroll = 0
  /// The lines that the body has and that fit, as the page was shown last.
  var extent: (lines: Int, height: Int) = (0, 1)
  var list = ExerciseList()
  /// Whether exercises open only after those that they build on.
  var hasGates: Bool
  /// Whether the current file differs from the starter.
  var isEdited = false
  /// Whether the current exercise has a solution that may be shown.
  var hasSolution = false

  /// A page about a course.
  ///
  /// - Parameters:
  ///   - course: A course with at least one exercise.
  ///   - progress: What is remembered of it; the page resumes there.
  package init(course: Course, progress: Progress) {
    self.course = course
    outline = Outline(of: course, progress: progress)
    hasGates = progress.hasGates
    let resumed = progress.current ?? outline.next?.id
    current = outline.exercises.firstIndex { $0.id == resumed } ?? 0
  }

  /// The current exercise.
  package var exercise: Exercise { course.exercises[current] }

  /// Whether all visible tests of the current exercise pass, as it is now.
  package var isPassed: Bool { work?.result.verdict == .pass }

  // MARK: - What the loop tells

  /// Takes what came of a check of the current exercise.
  package mutating func take(_ work: CheckedWork) {
    self.work = work
    activity = nil
    scroll = 0
    if view == .solution || view == .trace { view = .exercise }
  }

  /// Takes what is remembered after something was done.
  package mutating func take(_ progress: Progress) {
    outline = Outline(of: course, progress: progress)
    hasGates = progress.hasGates
  }

  /// Takes what came of all exercises.
  package mutating func takeAll(_ work: [CheckedWork]) {
    allWork = work
    activity = nil
    view = .all
    scroll = 0
    if let own = work.first(where: { $0.result.id == exercise.id.value }) { self.work = own }
  }

  /// Takes a fault that kept something from being done.
  package mutating func take(fault: String) {
    activity = nil
    notice = fault
  }

  // MARK: - Going elsewhere

  /// Goes to an exercise.
  mutating func open(_ index: Int) -> [Action] {
    doubt = nil
    view = .exercise
    guard index != current else { return [] }
    current = index
    (work, hint, solution, notice, scroll) = (nil, nil, nil, nil, 0)
    return [.remember, .check]
  }

  /// Goes to an exercise, or asks first where one before it is not done.
  mutating func openIfReady(_ index: Int) -> [Action] {
    let entry = outline.exercises[index]
    guard hasGates, entry.mark != .completed, !entry.missing.isEmpty, index != current else {
      return open(index)
    }
    doubt = .open(index)
    return []
  }

  /// Goes on, once the tests pass; before that only after a second thought.
  mutating func goOn() -> [Action] {
    guard current + 1 < outline.exercises.count else {
      let done = outline.completedCount == outline.exercises.count
      notice =
        done
        ? "That was the last exercise, and all are done."
        : "That was the last exercise; the list (l) shows what is not done yet."
      return []
    }
    guard isPassed || outline.exercises[current].mark == .completed else {
      doubt = .next
      return []
    }
    return openIfReady(current + 1)
  }
}

/// A solution beside the student's file.
package struct SolutionView: Sendable, Equatable {
  /// Which one, from 0.
  package let index: Int
  /// How many there are.
  package let count: Int
  /// What is shown.
  package let lines: [ScreenLine]
}
