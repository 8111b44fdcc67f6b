internal import ArgumentParser
internal import Courseware
internal import Foundation
internal import Grading
internal import StudentLoop

struct PredictCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict", abstract: "Say what will happen, then run, and see why.",
    discussion: """
      First scripts of the exercise's lesson, with one answer left out of each; then your own file: for each visible \
      test, whether it will pass.
      """)

  @Argument(help: "The exercise's id.") var exercise: String
  @Option(help: "How many scripts of the lesson to ask about.") var scripts = 3
  @OptionGroup var options: CourseOptions

  func validate() throws {
    guard (0...100).contains(scripts) else {
      throw ValidationError("--scripts is a number from 0 to 100.")
    }
  }

  func run() async throws {
    let course = try options.load()
    let exercise = try course.named(exercise)
    guard askAboutScripts(of: exercise, in: course) else { return }
    let graded = GradedExercise(exercise, in: course)
    let checker = Checker(workshop: try await Workshop.prepare(.optional), jobs: 1)
    Terminal.write("\nNow your own file, \(exercise.submissionFile.shown). Will it pass?\n")
    var guesses: [String: Bool] = [:]
    for test in try await checker.outline(of: graded) {
      guard let guess = guess(test.name) else { return }
      guesses[test.id] = guess
    }
    let outcomes = try await checker.check([(graded, exercise.submissionFile.url.path)])
    let works = outcomes.map { CheckedWork(result: $0.result, printed: $0.printed) }
    Terminal.write("\n")
    for work in works {
      Terminal.show(TestPrediction(guesses, work, of: exercise.submissionFile.shown).lines)
    }
    try ProgressFile(of: course.folder).remember(works)
  }

  /// Asks about scripts of the lesson.
  ///
  /// - Returns: Whether to go on: not at the end of the input.
  private func askAboutScripts(of exercise: Exercise, in course: Course) -> Bool {
    let lesson = course.lesson(teaching: exercise)
    let questions = (lesson?.sections ?? []).flatMap(\.scripts).compactMap { ScriptPrediction($0) }
    for (index, question) in questions.suffix(scripts).enumerated() {
      Terminal.write(
        "\nscript \(index + 1) of \(min(scripts, questions.count)): \(question.name). "
          + "What stands in the place of the last ? ?\n\n")
      Terminal.show(question.shown)
      Terminal.write("\nyour answer, or empty to pass: ")
      guard let given = readLine() else { return false }
      if given == "q" { return false }
      Terminal.write("\n")
      Terminal.show(question.explanation(after: given))
    }
    return true
  }

  /// What the student thinks of a test; nil at the end of the input.
  private func guess(_ name: String) -> Bool? {
    while true {
      Terminal.write("  \(name)? y or n: ")
      guard let line = readLine() else { return nil }
      switch line.trimmingCharacters(in: .whitespaces).lowercased() {
      case "y", "yes": return true
      case "n", "no": return false
      case "q": return nil
      default: continue
      }
    }
  }
}
