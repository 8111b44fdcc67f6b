import Diagnostics

extension CourseLinter {
  /// The fewest mutants that say something about a set of tests.
  private static let mutantsMin = 3

  /// The name of a second solution, which does the same in another way: what passes only one way of
  /// solving an exercise tests too much.
  package static let anotherSolution = "AnotherSolution.swift"

  /// Folders of the grader that belong to no exercise.
  private static let sharedFolders = ["attacks", "cohort"]

  /// Checks the files that students get.
  mutating func checkExerciseFiles(of course: Course) {
    for exercise in course.exercises {
      for file in [exercise.protocolFile, exercise.visibleTestsFile] {
        demand(file, of: exercise.id)
      }
      let hasStarter = demand(exercise.starterFile, of: exercise.id)
      let hasSubmission = demand(exercise.submissionFile, of: exercise.id)
      guard hasStarter, let starter = read(exercise.starterFile) else { continue }
      if !starter.text.contains("// TODO") {
        diagnostics.append(
          starter.span(line: 1, column: 1).diagnostic(
            "the starter has no \"// TODO\"",
            help: "mark with it each place where the student has something to write"))
      }
      guard hasSubmission, let submission = read(exercise.submissionFile) else { continue }
      if starter.bytes != submission.bytes {
        let place = submission.span(
          line: firstDifference(starter, submission), column: 1)
        diagnostics.append(
          place.diagnostic(
            "the file differs from the starter",
            help: "students start from both: cp \(exercise.starterFile.shown) "
              + "\(exercise.submissionFile.shown)"))
      }
    }
  }

  /// Checks the files that students never get, and reads what the mutants must come to.
  mutating func checkGrader(of course: Course) {
    guard folder.grader.isFolder else {
      diagnostics.append(
        Diagnostic(
          severity: .warning, location: SourceLocation(path: folder.grader.shown),
          message: "there is no grader: hidden tests, solutions and mutants were not checked",
          help: "name its folder with --grader DIR"))
      return
    }
    for entry in folder.grader.entries where entry.isFolder {
      let isKnown =
        course.exercise(entry.name) != nil || Self.sharedFolders.contains(entry.name)
        || folder.exercises.appending(entry.name).isFolder
      guard !isKnown else { continue }
      diagnostics.append(
        Diagnostic(
          location: SourceLocation(path: entry.shown),
          message: "there is no exercise \(quoted(entry.name))",
          help: suggestion(
            for: entry.name, in: course.exercises.map(\.id.value), listedAs: "exercises")))
    }
    for exercise in course.exercises { checkGrader(of: exercise) }
    do throws(DiagnosticList) {
      _ = try course.gradingPolicy()
    } catch {
      diagnostics.append(contentsOf: error)
    }
  }

  private mutating func checkGrader(of exercise: Exercise) {
    let place = folder.grader.appending(exercise.id.value)
    for name in ["HiddenTests.swift", "Solution.swift"] {
      demand(place.appending(name), of: exercise.id)
    }
    checkShape(of: place)
    let count = place.appending("mutants").entries.count { $0.name.hasSuffix(".swift") }
    if count < Self.mutantsMin {
      error(
        "exercise \(quoted(exercise.id.value)) has \(count) mutants, \(Self.mutantsMin) are the least",
        at: exercise.id.span,
        help: "put solutions with one mistake each into \(place.appending("mutants").shown)")
    }
    guard demand(place.appending("mutants.yaml"), of: exercise.id),
      let file = read(place.appending("mutants.yaml"))
    else { return }
    let context = ReadingContext(file: file)
    if let root = YAMLComposer.compose(in: context) {
      mutants += MutantsReader(context: context, folder: place).expectations(root)
    }
    diagnostics.append(contentsOf: context.diagnostics)
  }

  /// Checks that a second solution is another one.
  private mutating func checkShape(of place: CoursePath) {
    let files = [place.appending("Solution.swift"), place.appending(Self.anotherSolution)]
    guard files.allSatisfy(\.isFile), let solution = read(files[0]), let another = read(files[1]),
      solution.bytes == another.bytes
    else { return }
    diagnostics.append(
      another.span(line: 1, column: 1).diagnostic(
        "the second solution is the first",
        help: "write one of a different shape, or leave the file out"))
  }

  // MARK: Files

  /// Whether a file is there; reported at the exercise's id when it isn't.
  @discardableResult
  private mutating func demand(_ file: CoursePath, of id: Located<String>) -> Bool {
    if file.isFile { return true }
    error("exercise \(quoted(id.value)) has no file \(quoted(file.shown))", at: id.span)
    return false
  }

  private mutating func read(_ place: CoursePath) -> SourceFile? {
    do throws(DiagnosticList) {
      return try SourceFile(reading: place)
    } catch {
      diagnostics.append(contentsOf: error)
      return nil
    }
  }

  /// The first line in which two files differ.
  private func firstDifference(_ one: SourceFile, _ other: SourceFile) -> Int {
    let lines = min(one.lineCount, other.lineCount)
    return (1...lines).first { one.line($0) != other.line($0) } ?? other.lineCount
  }
}
