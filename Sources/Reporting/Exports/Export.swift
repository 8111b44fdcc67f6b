package import Diagnostics
package import Results

/// The results of a class as files of another system.
package struct Export: Sendable {
  /// One file.
  package struct File: Sendable {
    /// Its path in a folder of them.
    package let path: String
    package let bytes: [UInt8]
  }

  /// The files, in the order of the class.
  package private(set) var files: [File] = []
  /// Who cannot be told apart by the other system, and what it would refuse.
  package private(set) var warnings: [Diagnostic] = []

  /// Makes the files of a format.
  ///
  /// - Parameters:
  ///   - run: The results.
  ///   - format: What to make.
  ///   - audience: Who may read them; by default as the format is meant.
  package init(_ run: GradingRun, as format: ExportFormat, for audience: Audience? = nil) {
    let audience = audience ?? format.audience
    let edition = Edition(of: run, for: audience)
    switch format {
    case .json:
      var bytes: [UInt8] = []
      var writer = ResultsFile(
        edition.run, insight: audience.seesOtherStudents ? ItemAnalysis(of: edition.run) : nil)
      writer.write { bytes += $0 }
      files = [File(path: "results.json", bytes: bytes)]
    case .csv: files = [File(path: "gradebook.csv", bytes: GradebookCSV.bytes(of: edition.run))]
    case .junit:
      var bytes: [UInt8] = []
      JUnitReport(edition.run).write { bytes += $0 }
      files = [File(path: "junit.xml", bytes: bytes)]
    case .canvas: add(CanvasGradebook(edition.run).table, named: "canvas.csv")
    case .moodle: add(MoodleGrades(edition.run).table, named: "moodle.csv")
    case .gradescope:
      addEach(edition) {
        "\($0).json"
      } document: {
        GradescopeResults(student: $0).bytes
      }
    case .githubClassroom:
      addEach(edition) {
        "\($0).env"
      } document: {
        ClassroomResults.environment(of: $0)
      }
    case .exercism: addExercism(edition)
    }
  }

  private mutating func add(_ table: GradeTable, named name: String) {
    files = [File(path: name, bytes: table.bytes)]
    warnings = table.warnings
  }

  private mutating func addEach(
    _ edition: Edition, path: (String) -> String, document: (ExportedStudent) -> [UInt8]
  ) {
    let names = PageNames(ids: edition.run.students.lazy.map(\.id))
    for (index, student) in edition.run.students.enumerated() {
      let exported = ExportedStudent(student, withheld: edition.withheld[index])
      files.append(File(path: path(names[student.id]), bytes: document(exported)))
    }
  }

  private mutating func addExercism(_ edition: Edition) {
    let names = PageNames(ids: edition.run.students.lazy.map(\.id))
    let exercises = PageNames(ids: edition.run.exercises.lazy.map(\.id))
    for (index, student) in edition.run.students.enumerated() {
      for exercise in ExportedStudent(student, withheld: edition.withheld[index]).exercises {
        files.append(
          File(
            path: "\(names[student.id])/\(exercises[exercise.result.id])/results.json",
            bytes: ExercismResults(exercise).bytes))
      }
    }
  }

  /// Writes the files: the only one under a name, or all into a folder, which is made if it is missing.
  ///
  /// - Parameters:
  ///   - path: The file or the folder.
  ///   - isFolder: Which of them it is.
  /// - Throws: `ReportError`; each file is whole or not there.
  package func write(to path: String, isFolder: Bool) throws(ReportError) {
    guard isFolder else {
      guard let only = files.first, files.count == 1 else { return }
      return try Self.write(only.bytes, to: path)
    }
    _ = try OutputFolder(path: path)
    var made: Set<String> = []
    for file in files {
      if let slash = file.path.lastIndex(of: "/"), made.insert(String(file.path[..<slash])).inserted
      {
        _ = try OutputFolder(path: "\(path)/\(file.path[..<slash])")
      }
      try Self.write(file.bytes, to: "\(path)/\(file.path)")
    }
  }

  private static func write(_ bytes: [UInt8], to path: String) throws(ReportError) {
    var file = try AtomicFile(path: path)
    try file.append(bytes)
    try file.commit()
  }
}

extension GradingRun {
  /// The run with some students and exercises alone.
  ///
  /// - Parameter names: Ids of either kind; of a kind that is not named all stay.
  /// - Returns: That part of the run, its sums made anew.
  /// - Throws: `DiagnosticList` if there is no such student or exercise.
  package func only(_ names: [String]) throws(DiagnosticList) -> GradingRun {
    let known = (exercises: exercises.map(\.id), students: students.map(\.id))
    for name in names where !known.exercises.contains(name) && !known.students.contains(name) {
      throw DiagnosticList([
        Diagnostic(
          message: "--only \(quoted(name)) is neither a student nor an exercise of the report",
          help: suggestion(
            for: name, in: known.exercises + known.students, listedAs: "students and exercises"))
      ])
    }
    let wanted = names.filter(known.exercises.contains)
    let people = names.filter { !known.exercises.contains($0) }
    var run = self
    run.students.removeAll { !people.isEmpty && !people.contains($0.id) }
    guard !wanted.isEmpty else { return run }
    run.exercises.removeAll { !wanted.contains($0.id) }
    for index in run.students.indices {
      run.students[index].exercises.removeAll { !wanted.contains($0.id) }
      run.students[index].addUp()
    }
    return run
  }
}
