internal import Diagnostics
internal import Foundation
package import Intake
package import Results

/// A rejudging set: what changed tests make of a report's results, inspected before it counts.
///
/// Theory of operation. The set is a folder beside the report, with results of its own, and the class's secret so
/// that random cases are the same. Until it is applied nothing is written into the report. Applying computes it once more,
/// which takes no time since all results are there, and refuses if it is not what was looked at.
package struct Rejudge: Sendable {
  private let report: String
  private let exercise: String

  /// A set of an exercise of the report in a folder.
  package init(report: String, exercise: String) {
    self.report = report
    self.exercise = exercise
  }

  /// The folder of the set.
  package var folder: String {
    let path = URL(filePath: report).standardizedFileURL.path
    return (path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path)
      + "-rejudge/\(exercise)"
  }

  private var file: String { "\(folder)/rejudging.json" }
  private static let fileBytesMax = 256 << 20

  /// What the report says, and how it came about.
  package struct Basis: Sendable {
    /// The run with a teacher's word.
    package let run: GradingRun
    package let audience: String
    package let context: String?
    package let isAnonymous: Bool
  }

  /// What came of a set.
  package struct Computed: Sendable {
    package let rejudging: Rejudging
    /// The report's run with the new results, without a teacher's word.
    fileprivate let run: GradingRun
  }

  /// Reads what the report says.
  ///
  /// - Throws: `GradingError` if there is no report, or none of this exercise, or it was edited by hand.
  package func basis() throws(GradingError) -> Basis {
    let (store, last) = try ScoreOverrides.kept(in: report)
    guard last.run.exercises.contains(where: { $0.id == exercise }) else {
      throw Self.refusal(
        "there is no exercise \(quoted(exercise)) in the report",
        help: suggestion(for: exercise, in: last.run.exercises.map(\.id), listedAs: "exercises"))
    }
    return Basis(
      run: try last.run.overridden(by: store), audience: last.audience, context: last.context,
      isAnonymous: try store.naming() == .pseudonyms)
  }

  /// Computes the set, in its own folder.
  ///
  /// - Parameters:
  ///   - grader: Grades this exercise.
  ///   - students: The class.
  ///   - progress: Called after each submission.
  /// - Returns: Who changes.
  /// - Throws: `GradingError`.
  package func compute(
    with grader: Grader, _ students: [StudentInput],
    progress: @escaping @Sendable (GradingProgress) -> Void
  ) async throws -> Computed {
    let (store, last) = try ScoreOverrides.kept(in: report)
    var grader = grader
    grader.isAnonymous = try store.naming() == .pseudonyms
    try makeFolder(folder)
    let own = try ResultStore(path: ScoreOverrides.database(in: folder))
    try own.setSecret(try store.secret())
    // Who is not in the report is the next grading's.
    let known = Set(last.run.students.map(\.id))
    let names = grader.isAnonymous ? Pseudonyms(secret: try store.secret()) : nil
    let students = students.filter { known.contains(names?.pseudonym(of: $0.id) ?? $0.id) }
    let computed = try await grader.compute(students, in: own, progress: progress)
    return Computed(
      rejudging: Rejudging(
        of: exercise, before: try last.run.overridden(by: store), after: computed),
      run: last.run.replacing(exercise, from: computed))
  }

  /// Keeps a set to be looked at, in place of an earlier one.
  package func keep(_ computed: Computed) throws(GradingError) {
    do {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      try encoder.encode(computed.rejudging).write(to: URL(filePath: file), options: .atomic)
    } catch {
      throw .machine("cannot write '\(file)': \(reason(of: error))")
    }
  }

  /// Makes a set count: the report's results are replaced, and the set goes into its history.
  ///
  /// - Returns: The run with a teacher's word, to write the report anew.
  /// - Throws: `GradingError` if it is not what was looked at; nothing was changed then.
  package func apply(_ computed: Computed) throws -> GradingRun {
    guard computed.rejudging.isSame(as: try inspected()) else {
      throw Self.refusal(
        "the tests, the submissions or the report have changed since the set was looked at",
        help: "look at it again: the same command without --apply")
    }
    let (store, last) = try ScoreOverrides.kept(in: report)
    let own = try ResultStore(path: ScoreOverrides.database(in: folder))
    let data = try JSONEncoder().encode(computed.rejudging)
    try store.apply(
      computed.run, data, audience: last.audience, context: last.context,
      attempts: try own.attempts())
    try drop()
    return try computed.run.overridden(by: store)
  }

  /// The set that was looked at.
  ///
  /// - Throws: `GradingError` if there is none, or it was edited.
  @discardableResult
  package func inspected() throws(GradingError) -> Rejudging {
    guard FileManager.default.fileExists(atPath: file) else {
      throw Self.refusal(
        "nobody has looked at what would change yet",
        help: "the same command without --apply shows it")
    }
    let size = (try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int) ?? 0
    guard size <= Self.fileBytesMax, let data = FileManager.default.contents(atPath: file),
      let rejudging = try? JSONDecoder().decode(Rejudging.self, from: data)
    else {
      throw Self.refusal(
        "the set in '\(file)' was cut or edited by hand",
        help: "look at it again: the same command without --apply")
    }
    return rejudging
  }

  /// Removes the set.
  ///
  /// - Returns: Whether there was one.
  @discardableResult
  package func drop() throws(GradingError) -> Bool {
    guard FileManager.default.fileExists(atPath: folder) else { return false }
    do {
      try FileManager.default.removeItem(atPath: folder)
    } catch {
      throw .machine("cannot remove '\(folder)': \(reason(of: error))")
    }
    // The folder of all sets goes with the last one.
    rmdir(URL(filePath: folder).deletingLastPathComponent().path)
    return true
  }

  /// The sets that were applied to a report, the first first.
  ///
  /// - Throws: `GradingError`.
  package static func history(
    ofReportIn folder: String
  ) throws(GradingError) -> [(applied: String, rejudging: Rejudging)] {
    try ScoreOverrides.requireReport(in: folder)
    return try ResultStore(path: ScoreOverrides.database(in: folder)).rejudgings()
  }

  private static func refusal(_ message: String, help: String? = nil) -> GradingError {
    .input(DiagnosticList([Diagnostic(message: message, help: help)]))
  }
}
