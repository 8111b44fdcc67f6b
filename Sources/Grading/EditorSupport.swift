package import Courseware
internal import Foundation

/// Tells editors how a student's file is compiled: `compile_commands.json` in the course's folder.
///
/// sourcekit-lsp reads it, and so completes what an exercise imports and shows errors while one types. The file is
/// made by this program alone and may be removed at any time.
package struct EditorSupport {
  private struct Command: Codable, Equatable {
    let directory: String
    let file: String
    let arguments: [String]
  }

  /// The file's name, which sourcekit-lsp looks for.
  package static let fileName = "compile_commands.json"

  private let workshop: Workshop
  private let course: Course

  /// Support in a course's folder.
  package init(_ workshop: Workshop, in course: Course) {
    self.workshop = workshop
    self.course = course
  }

  /// Writes how the files of some exercises are compiled; what is there of others stays.
  ///
  /// Where the folder is not the student's, or cannot be written to, nothing is done: all else works without.
  ///
  /// - Parameter exercises: The exercises.
  /// - Throws: `GradingError` if an exercise's own code does not compile.
  package func write(_ exercises: [Exercise]) async throws {
    let root = course.folder.root
    guard course.folder.memory == root.appending(".threadbare"),
      FileManager.default.isWritableFile(atPath: root.url.path)
    else { return }
    let place = root.url.appending(path: Self.fileName)
    let old =
      (try? JSONDecoder().decode([Command].self, from: Data(contentsOf: place))) ?? []
    var commands = old
    for exercise in exercises {
      let graded = GradedExercise(exercise, in: course)
      let built = try await workshop.builder.build(graded, suites: [.visible])
      let command = self.command(for: exercise, built)
      commands.removeAll { $0.file == command.file }
      commands.append(command)
    }
    commands.sort { $0.file < $1.file }
    guard commands != old else { return }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try? encoder.encode(commands).write(to: place, options: .atomic)
  }

  private func command(for exercise: Exercise, _ built: BuiltExercise) -> Command {
    let toolchain = workshop.compiler.toolchain
    let file = exercise.submissionFile.url.path
    return Command(
      directory: exercise.folder.url.path, file: file,
      arguments: [
        "\(toolchain.root)/bin/swiftc", "-module-name", "Submission", "-swift-version", "6",
        "-parse-as-library", "-target", toolchain.target, "-I", workshop.installation.kit, "-I",
        built.folder, "-c", file,
      ])
  }
}
