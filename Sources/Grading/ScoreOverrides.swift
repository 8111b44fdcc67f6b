internal import Diagnostics
internal import Foundation
package import Results

/// A teacher's word in place of scores, kept in a report's folder over later gradings.
package struct ScoreOverrides: Sendable {
  /// What an override is to become.
  package enum Change: Sendable {
    case set(score: Double, reason: String)
    case remove
  }

  static func database(in folder: String) -> String { "\(folder)/results.sqlite" }

  /// Makes sure that something was graded into a folder.
  ///
  /// - Throws: `GradingError.input`.
  package static func requireReport(in folder: String) throws(GradingError) {
    guard FileManager.default.fileExists(atPath: database(in: folder)) else {
      throw refusal(
        "there is no results.sqlite in '\(folder)'",
        help:
          "name the folder that `threadbare grade` was given with --store, or without that with --out"
      )
    }
  }

  /// Changes the override of a student in an exercise.
  ///
  /// - Parameters:
  ///   - folder: The folder of the report.
  ///   - student: The student's id; in an anonymous report the pseudonym will do too.
  ///   - exercise: The exercise's id.
  ///   - change: What to do.
  /// - Returns: The run with all overrides, and the audience of the report, to write it again.
  /// - Throws: `GradingError`; nothing was changed then.
  package static func change(
    in folder: String, student: String, exercise: String, _ change: Change
  ) throws -> (run: GradingRun, audience: String) {
    let (store, last) = try kept(in: folder)
    let id = try known(student, in: last.run, store)
    let results = last.run.students.first { $0.id == id }?.exercises ?? []
    guard let result = results.first(where: { $0.id == exercise }) else {
      throw refusal(
        "there is no exercise \(quoted(exercise)) in the report",
        help: suggestion(
          for: exercise, in: last.run.exercises.map(\.id), listedAs: "exercises"))
    }
    switch change {
    case .remove:
      guard try store.removeOverride(student: id, exercise: exercise) else {
        throw refusal("the score of \(quoted(student)) in \(quoted(exercise)) is not overridden")
      }
    case .set(let score, let reason):
      guard score.isFinite, (0...result.maxScore).contains(score) else {
        throw refusal(
          "a score of \(exercise) is from 0 to \(shown(result.maxScore)), not \(shown(score))")
      }
      guard reason.contains(where: { !$0.isWhitespace }) else {
        throw refusal("an override has a reason", help: "say why with --reason TEXT")
      }
      try store.save(
        ResultStore.Override(
          student: id, exercise: exercise, score: score, reason: reason,
          date: ISO8601DateFormatter().string(from: Date())))
    }
    return (try last.run.overridden(by: store), last.audience)
  }

  /// What the report was written with besides the run; nil if an older version wrote it.
  ///
  /// - Throws: `GradingError` if there is no report.
  package static func context(in folder: String) throws(GradingError) -> String? {
    try kept(in: folder).last.context
  }

  /// The store of a report, and what was graded last.
  static func kept(
    in folder: String
  ) throws(GradingError) -> (store: ResultStore, last: ResultStore.KeptRun) {
    try requireReport(in: folder)
    let store = try ResultStore(path: database(in: folder))
    guard let last = try store.lastRun() else {
      throw refusal(
        "nothing that was graded is kept in '\(folder)'", help: "grade into it again first")
    }
    return (store, last)
  }

  /// The id under which the report has a student.
  private static func known(
    _ student: String, in run: GradingRun, _ store: ResultStore
  ) throws -> String {
    let ids = run.students.map(\.id)
    if ids.contains(student) { return student }
    let isAnonymous = try store.naming() == .pseudonyms
    if isAnonymous {
      let pseudonym = Pseudonyms(secret: try store.secret()).pseudonym(of: student)
      if ids.contains(pseudonym) { return pseudonym }
    }
    throw refusal(
      "there is no student \(quoted(student)) in the report",
      help: suggestion(for: student, in: ids, listedAs: "students"))
  }

  private static func shown(_ number: Double) -> String {
    number == number.rounded() && abs(number) < 1e15 ? "\(Int(number))" : "\(number)"
  }

  private static func refusal(_ message: String, help: String? = nil) -> GradingError {
    .input(DiagnosticList([Diagnostic(message: message, help: help)]))
  }
}

extension GradingRun {
  /// The run with the teacher's word wherever there is one.
  func overridden(by store: ResultStore) throws(GradingError) -> GradingRun {
    var run = self
    for override in try store.overrides() {
      guard let student = run.students.firstIndex(where: { $0.id == override.student }),
        let place = run.students[student].exercises.firstIndex(where: {
          $0.id == override.exercise
        })
      else { continue }
      var result = run.students[student].exercises[place]
      result.override = ScoreOverride(
        score: override.score, reason: override.reason, computedScore: result.score,
        date: override.date)
      result.score = override.score
      run.students[student].exercises[place] = result
      run.students[student].addUp()
    }
    return run
  }
}
