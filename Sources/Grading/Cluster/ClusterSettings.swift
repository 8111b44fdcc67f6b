internal import Foundation
internal import Results

/// What workers on other machines need to know to grade as the driver would.
struct ClusterSettings: Codable, Equatable {
  /// An exercise, with the folders in which every machine finds it.
  struct Exercise: Codable, Equatable {
    let id: String
    let title: String
    let folder: String
    let graderFolder: String?
    let limits: WorkerLaunch.Limits
    let compileLimits: CompileJob.Limits

    init(_ exercise: GradedExercise) {
      id = exercise.id
      title = exercise.title
      folder = URL(filePath: exercise.folder).standardizedFileURL.path
      graderFolder = exercise.graderFolder.map { URL(filePath: $0).standardizedFileURL.path }
      limits = exercise.limits
      compileLimits = exercise.compileLimits
    }

    var graded: GradedExercise {
      var exercise = GradedExercise(
        id: id, title: title, folder: folder, graderFolder: graderFolder, limits: limits)
      exercise.compileLimits = compileLimits
      return exercise
    }
  }

  let exercises: [Exercise]
  /// The class's secret.
  let secret: String
  let repeats: Int
  /// The tier that the driver has; a machine without it must not grade.
  let tier: String
  /// What the driver would grade with, for the message of a machine that has something else.
  let sandbox: String
  let toolchain: String

  init(_ workshop: Workshop, _ exercises: [BuiltExercise], secret: String) {
    self.exercises = exercises.map { Exercise($0.exercise) }
    self.secret = secret
    repeats = workshop.repeats
    tier = workshop.sandbox.tier.rawValue
    sandbox = workshop.sandbox.name
    toolchain = workshop.toolchainVersion
  }

  /// Reads what `text` wrote.
  ///
  /// - Throws: `GradingError.machine`.
  init(text: String) throws(GradingError) {
    do {
      self = try JSONDecoder().decode(ClusterSettings.self, from: Data(text.utf8))
    } catch {
      throw .machine("the manifest is of another version of threadbare: \(error)")
    }
  }

  /// The settings as text, the same for the same settings.
  ///
  /// - Throws: `GradingError.machine`.
  func text() throws(GradingError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    } catch {
      throw .machine("cannot write the settings of the run: \(error)")
    }
  }
}
