/// What another system reads.
package enum ExportFormat: String, CaseIterable, Sendable {
  /// Gradescope's `results.json`, one a student.
  case gradescope
  /// JUnit's XML, one for the class.
  case junit
  /// A table for the import of Canvas's grade book.
  case canvas
  /// A table for Moodle's import of grades.
  case moodle
  /// The third version of what Exercism's test runners write, one a student and exercise.
  case exercism
  /// The environment of GitHub Classroom's autograding reporter, one a student.
  case githubClassroom = "github-classroom"
  /// The report's own `gradebook.csv`.
  case csv
  /// The report's own `results.json`.
  case json

  /// For whom a file of the format is, unless somebody says otherwise: what knows of hidden tests itself
  /// gets them.
  package var audience: Audience {
    switch self {
    case .gradescope, .junit, .canvas, .moodle, .csv, .json: .instructor
    // Everything in these is shown to the student.
    case .exercism, .githubClassroom: .student
    }
  }
}
