extension CourseFolder {
  /// The files of solutions that an exercise may have, under their folder.
  private static let solutionNames = ["Solution.swift", "AnotherSolution.swift"]

  /// The solutions of an exercise that are there to be shown once the student's own passes.
  ///
  /// A teacher's course has them in `grader`. A student's has none, or a folder `solutions`, if the teacher
  /// gave it along.
  ///
  /// - Parameter id: The exercise.
  /// - Returns: The files, the author's own first.
  package func solutions(of id: String) -> [CoursePath] {
    for folder in [grader.appending(id), root.appending("solutions").appending(id)] {
      let found = Self.solutionNames.map(folder.appending).filter(\.isFile)
      if !found.isEmpty { return found }
    }
    return []
  }
}
