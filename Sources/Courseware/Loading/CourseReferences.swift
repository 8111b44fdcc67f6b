import Diagnostics

/// Checks what the files of a course say of each other.
struct CourseReferences {
  let lessons: [Lesson]
  let exercises: [Exercise]
  /// The names of all lesson folders, those that can't be read included: a reference to a broken
  /// lesson is not one to a missing lesson.
  let lessonFolders: [String]
  /// The names of all exercise folders.
  let exerciseFolders: [String]
  let instructors: InstructorGuide?

  /// All diagnostics.
  func check() -> [Diagnostic] {
    duplicates(lessons.map(\.id), "lesson id")
      + duplicates(exercises.map(\.id), "exercise id")
      + duplicates(lessons.flatMap(\.sections).flatMap(\.questions).map(\.id), "question id")
      + unknown(lessons.compactMap(\.exercise), in: exerciseFolders, "exercise")
      + unknown(exercises.compactMap(\.lesson), in: lessonFolders, "lesson")
      + unknown(exercises.flatMap(\.prerequisites), in: exerciseFolders, "exercise")
      + guideReferences() + disagreements() + prerequisiteCycles()
  }

  private func duplicates(_ ids: [Located<String>], _ noun: String) -> [Diagnostic] {
    var seen: [String: SourceSpan] = [:]
    return ids.compactMap { id in
      guard let first = seen[id.value] else {
        seen[id.value] = id.span
        return nil
      }
      return id.span.diagnostic(
        "duplicate \(noun) \(quoted(id.value))", help: "the first one is at \(first.location)")
    }
  }

  private func unknown(
    _ references: [Located<String>], in known: [String], _ noun: String
  ) -> [Diagnostic] {
    references.filter { !known.contains($0.value) }.map { reference in
      reference.span.diagnostic(
        "there is no \(noun) \(quoted(reference.value))",
        help: suggestion(for: reference.value, in: known, listedAs: "\(noun)s"))
    }
  }

  /// What the instructor's guide names.
  private func guideReferences() -> [Diagnostic] {
    guard let guide = instructors else { return [] }
    let sessions = guide.plans.flatMap(\.sessions)
    let questions = lessons.flatMap(\.sections).flatMap(\.questions)
    let voted = questions.filter { $0.kind == .choice }.map(\.id.value)
    return unknown(sessions.flatMap(\.lessons), in: lessonFolders, "lesson")
      + unknown(sessions.flatMap(\.exercises), in: exerciseFolders, "exercise")
      + unknown(guide.misconceptions.compactMap(\.lesson), in: lessonFolders, "lesson")
      + guide.peerQuestions.map(\.question).filter { !voted.contains($0.value) }.map { reference in
        // A question of a lesson that can't be read is not known, but then the lesson is wrong anyway.
        reference.span.diagnostic(
          "there is no question with choices \(quoted(reference.value))",
          help: nearest(to: reference.value, in: voted).map { "did you mean \(quoted($0))?" })
      }
  }

  /// A lesson and its exercise name each other.
  private func disagreements() -> [Diagnostic] {
    lessons.compactMap { lesson in
      guard let reference = lesson.exercise,
        let exercise = exercises.first(where: { $0.id.value == reference.value }),
        let back = exercise.lesson, back.value != lesson.id.value,
        lessonFolders.contains(back.value)
      else { return nil }
      return reference.span.diagnostic(
        "exercise \(quoted(reference.value)) belongs to lesson \(quoted(back.value))",
        help: "it says so at \(back.span.location)")
    }
  }

  /// Reports each cycle of prerequisites once, at its first exercise.
  private func prerequisiteCycles() -> [Diagnostic] {
    var state: [String: Visit] = [:]
    var path: [String] = []
    var found: [Diagnostic] = []
    for exercise in exercises {
      visit(exercise, state: &state, path: &path, found: &found)
    }
    return found
  }

  private enum Visit {
    case open
    case done
  }

  private func visit(
    _ exercise: Exercise, state: inout [String: Visit], path: inout [String],
    found: inout [Diagnostic]
  ) {
    let id = exercise.id.value
    guard state[id] == nil else { return }
    state[id] = .open
    path.append(id)
    for prerequisite in exercise.prerequisites {
      if state[prerequisite.value] == .open, let start = path.firstIndex(of: prerequisite.value) {
        let cycle = path[start...] + [prerequisite.value]
        found.append(
          prerequisite.span.diagnostic(
            "prerequisites go round in a circle: \(cycle.joined(separator: " -> "))",
            help: "nobody could start; remove one of them"))
      } else if let next = exercises.first(where: { $0.id.value == prerequisite.value }) {
        visit(next, state: &state, path: &path, found: &found)
      }
    }
    path.removeLast()
    state[id] = .done
  }
}
