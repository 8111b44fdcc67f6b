// How fast the schedules of a submission's program are explored, through a judge and a worker in the
// sandbox. The program is of three tasks with seven calls each; its schedules are far more than are
// played. The time is that of the whole test, the start of the worker included.

import Foundation
import Grading
import Results

let schedules = 5_000
let perSecondMin = 1_000.0
let exercise = "01-seven-steps"

/// What a folder of the exercise holds.
let files = [
  "Protocol.swift": """
  import ExerciseKit
  import Wire

  public protocol Stepping: Sendable {
    init()
    func run(_ linux: SystemCalls) async throws -> Int32
  }

  struct SteppingEndpoint<Submission: Stepping>: Endpoint {
    let submission: Submission

    func program(_ number: Int, input: inout WireReader) throws -> TaskBody? {
      { linux in try await submission.run(linux) }
    }
  }

  public func endpoint(_ submission: some Stepping) -> some Endpoint {
    SteppingEndpoint(submission: submission)
  }
  """,
  "VisibleTests.swift": """
  import GraderKit

  struct VisibleTests: TestSuite {
    var tests: [GradedTest] {
      GradedTest("all", "every schedule", visibility: .visible) { test in
        try test.explore(strategy: .all, schedulesMax: \(schedules), finding: [.deadlocks]) { _ in }
      }
      GradedTest("bounded", "few preemptions", visibility: .visible) { test in
        try test.explore(
          strategy: .bounded(preemptions: 3), schedulesMax: \(schedules), finding: .all
        ) { _ in }
      }
    }
  }
  """,
  // Each thread ends with a seventh call, and so does the first task.
  "Submission.swift": """
  import ExerciseKit
  import Exercise_01_seven_steps

  struct Submission: Stepping {
    func run(_ linux: SystemCalls) async throws -> Int32 {
      for _ in 0..<2 {
        try await linux.clone([.vm, .fs, .files, .sighand, .thread]) { linux in
          for _ in 0..<6 { _ = try await linux.fetchAdd(SystemCalls.data, 1) }
          return 0
        }
      }
      for _ in 0..<4 { _ = try await linux.fetchAdd(SystemCalls.data, 1) }
      try await linux.exit(0)
    }
  }
  """,
]

let manager = FileManager.default
let work = manager.temporaryDirectory.appending(path: "threadbare-bench-\(UUID().uuidString)")
defer { try? manager.removeItem(at: work) }
let folder = work.appending(path: exercise)
try manager.createDirectory(at: folder, withIntermediateDirectories: true)
for (name, text) in files {
  try text.write(to: folder.appending(path: name), atomically: false, encoding: .utf8)
}

var limits = WorkerLaunch.Limits()
limits.processorSeconds = 60
limits.wallSeconds = 120
let graded = GradedExercise(
  id: exercise, title: exercise, folder: folder.path, graderFolder: nil, limits: limits)
let checker = Checker(workshop: try await Workshop.prepare(.required), jobs: 1)
let file = folder.appending(path: "Submission.swift").path
let outcome = try await checker.check([(graded, file)])[0]

print("| exploring a submission in the sandbox | schedules | a second | target |")
print("|---|---:|---:|---:|")
var isMet = outcome.result.tests.count == 2
for test in outcome.result.tests {
  guard test.verdict == .pass, let explored = test.exploration else {
    FileHandle.standardError.write(Data("\(test.id): \(test.verdict), \(test.message)\n".utf8))
    exit(1)
  }
  let perSecond = Double(explored.schedules) / (test.durationMilliseconds / 1_000)
  isMet = isMet && perSecond >= perSecondMin
  print(
    "| 3 tasks of 7 calls: \(test.name) | \(explored.schedules) | \(Int(perSecond))"
      + " | at least \(Int(perSecondMin)) |")
}
guard isMet else {
  FileHandle.standardError.write(Data("a target was missed\n".utf8))
  exit(1)
}
