/// What must become of a mutant: a solution with one mistake.
package struct MutantExpectation: Sendable {
  /// The exercise.
  package let exercise: String
  /// The mutant's file in the grader's folder.
  package let file: CoursePath
  /// The id of a test that must fail on it.
  package let fails: Located<String>
  /// What that test's message must contain.
  package let message: Located<String>
}
