package import Diagnostics

/// What a lint found.
package struct LintResult: Sendable {
  /// The course as far as it could be read.
  package let course: Course?
  /// What is wrong, by file and line.
  package let diagnostics: DiagnosticList
  /// What the mutants of all exercises must come to; grading them shows whether they do.
  package let mutants: [MutantExpectation]
  /// The files whose recorded outputs were written anew.
  package let rewritten: [String]
}

/// What to do about a recorded output that differs from the run.
package enum RecordedOutputs: Sendable {
  /// Report it.
  case compare
  /// Write what the run gives into the lesson's file.
  case rewrite
}

/// Runs a program of a lesson, or says what is wrong with it.
package typealias ProgramPlayer =
  (ProgramExample) throws(DiagnosticList) -> ProgramExample.Record

/// Checks all of a course that can be checked without grading: the author's tool.
package struct CourseLinter {
  let folder: CourseFolder
  var diagnostics = DiagnosticList()
  var mutants: [MutantExpectation] = []
  var rewritten: [String] = []

  private init(folder: CourseFolder) {
    self.folder = folder
  }

  /// Checks a course.
  ///
  /// - Parameters:
  ///   - folder: Where it lies.
  ///   - recordedOutputs: What to do about a recorded output that differs from the run.
  ///   - programs: Runs the programs of lessons; without it their records are not checked.
  /// - Returns: What was found.
  package static func lint(
    _ folder: CourseFolder, recordedOutputs: RecordedOutputs = .compare,
    playing programs: ProgramPlayer? = nil
  ) -> LintResult {
    var linter = CourseLinter(folder: folder)
    let loaded = Course.load(from: folder)
    linter.diagnostics.append(contentsOf: loaded.diagnostics)
    if let course = loaded.course {
      linter.checkExerciseFiles(of: course)
      linter.checkGrader(of: course)
      linter.checkLinks(of: course)
      linter.checkFlags(of: course)
      linter.checkTraces(of: course)
      linter.checkRuns(of: course, recordedOutputs: recordedOutputs, playing: programs)
    }
    return LintResult(
      course: loaded.course, diagnostics: linter.diagnostics.sorted, mutants: linter.mutants,
      rewritten: linter.rewritten)
  }

  /// Adds an error at a place.
  mutating func error(_ message: String, at span: SourceSpan, help: String? = nil) {
    diagnostics.append(span.diagnostic(message, help: help))
  }
}
