import Diagnostics
import Markup

/// The command that grades one exercise of one student anew: with the same tests, the same random
/// cases and fresh workers, into another folder, so that this report stays as it is.
package struct ReplayCommand: Codable, Sendable {
  /// The folder of submissions, as whoever graded it named it.
  package let submissions: String
  private let store: String
  private let options: [String]

  /// A command as whoever wrote the report would give it.
  ///
  /// - Parameters:
  ///   - submissions: The folder of submissions.
  ///   - store: The folder that keeps the results, and with them what random cases are drawn from.
  ///   - options: Further options of the run: another course, a limit, repeats.
  package init(submissions: String, store: String, options: [String] = []) {
    self.submissions = submissions
    self.store = store
    self.options = options
  }

  /// The value of an option of the run; nil where it was not given.
  package func value(of option: String) -> String? {
    guard let place = options.firstIndex(of: option), place + 1 < options.count else { return nil }
    return options[place + 1]
  }

  /// The command for a student's exercise; nil where their names cannot be written in a shell.
  func text(student: String, exercise: String) -> String? {
    let arguments =
      ["threadbare", "grade", submissions, "--out", "replay", "--store", store] + options
      + [only(student), only(exercise)].flatMap { $0 } + ["--no-cache"]
    guard arguments.allSatisfy({ PlainText.sanitised($0) == $0 && !$0.contains("\n") }) else {
      return nil
    }
    return shellWords(arguments)
  }

  private func only(_ name: String) -> [String] {
    name.hasPrefix("-") ? ["--only=\(name)"] : ["--only", name]
  }
}
