internal import ArgumentParser
internal import Foundation
internal import Grading

struct GradeWorkerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grade-worker", abstract: "Grade one chunk of a run on a cluster.",
    discussion: """
      This is what `grade --engine slurm` has Slurm start. It ends with 0 when the chunk is graded, \
      whatever the marks, and with 3 when this machine cannot grade.
      """)

  @Option(name: .customLong("run"), help: "The folder of the run.") var folder: String
  @Option(help: "The number of the round.") var round: Int
  @Option(help: "The number of the chunk.") var chunk: Int

  func validate() throws {
    guard round >= 0, chunk >= 0 else {
      throw ValidationError("--round and --chunk are numbers from 0.")
    }
  }

  func run() async throws {
    // Slurm keeps what a task writes; where that cannot be opened once more, nobody reads it.
    let log = (try? GradingLog.file("/dev/stderr")) ?? GradingLog.none
    try await ClusterGrading.work(run: folder, round: round, chunk: chunk, log: log)
  }
}
