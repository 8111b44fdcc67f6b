// What the report of a very large class costs, and how large its pages get. Prints a Markdown table;
// fails if a target is missed.

import Foundation
import Reporting
import Results

let students = 10_000
let exerciseCount = 3
let testsAnExercise = 12
let secondsMax = 20.0
let pageBytesMax = 300_000

/// One result of a test; about every third fails, with all that a failure tells.
func test(_ number: Int, fails: Bool) -> TestResult {
  TestResult(
    id: "test-\(number)", name: "What `clone` shares, number \(number)",
    verdict: fails ? .fail : .pass, visibility: number < 4 ? .visible : .hidden,
    score: fails ? 0 : 1, maxScore: 1,
    message: fails ? "the new task has a memory of its own: CLONE_VM shares it" : "",
    expected: fails ? "clone(CLONE_VM|SIGCHLD) = 3" : "",
    actual: fails ? "clone(SIGCHLD) = 3" : "", replay: fails ? "0,1,1" : nil,
    timeline: fails ? (0..<40).map { "\($0 * 1_000) ns  [2] load(0x10000, 4) = \($0)" } : [],
    timelineMark: fails ? 38 : nil,
    call: fails ? CallNote(role: .last, text: "clone(SIGCHLD) = 3", thread: 2) : nil,
    sourceLine: fails
      ? SourceLine(
        file: "Submission.swift", line: 12, firstLine: 10,
        text: (10...14).map { "    let child\($0) = try await linux.clone([], child: child)" })
      : nil, section: "02-fork-is-clone#memory", suite: number < 4 ? .visible : .hidden,
    durationMilliseconds: 1.5)
}

func student(_ number: Int) -> StudentResult {
  let exercises = (0..<exerciseCount).map { exercise in
    let tests = (0..<testsAnExercise).map { test($0, fails: (number + exercise * 7 + $0) % 3 == 0) }
    return ExerciseResult(
      id: "exercise-\(exercise)", title: "Exercise \(exercise)",
      verdict: tests.allSatisfy { $0.verdict == .pass } ? .pass : .fail,
      score: tests.reduce(0) { $0 + $1.score }, maxScore: Double(testsAnExercise),
      compile: CompileResult(status: .ok), tests: tests, reason: nil, sandbox: "namespaces")
  }
  return StudentResult(id: "s\(number)", name: "Student \(number)", exercises: exercises)
}

let run = GradingRun(
  course: GradingRun.Course(id: "large", title: "A large course"), toolchain: "Swift",
  sandbox: "namespaces", date: "2026-01-01T00:00:00Z",
  exercises: (0..<exerciseCount).map {
    GradingRun.Exercise(
      id: "exercise-\($0)", title: "Exercise \($0)", maxScore: Double(testsAnExercise))
  }, students: (0..<students).map(student))

let files = FileManager.default
let folder = files.temporaryDirectory.appending(path: "threadbare-bench-\(UUID().uuidString)")
defer { try? files.removeItem(at: folder) }
let guide = CourseGuide(
  site: "https://example.org",
  sections: ["02-fork-is-clone#memory": .init(lesson: "Fork is clone", section: "Memory")])
/// The processor time that this process has used, of all its threads.
func processorSeconds() -> Double { Double(clock()) / 1e6 }

let processorAtStart = processorSeconds()
let start = ContinuousClock.now
try Report(
  run, audience: .instructor, assets: ReportAssets(css: [], js: []), guide: guide,
  replay: ReplayCommand(submissions: "class", store: "report")
).write(to: folder.path)
let seconds = (ContinuousClock.now - start) / .seconds(1)
let processor = processorSeconds() - processorAtStart

var pages = 0
var largest = 0
for name in try files.subpathsOfDirectory(atPath: folder.path) where name.hasSuffix(".html") {
  let size = try files.attributesOfItem(atPath: folder.appending(path: name).path)[.size] as? Int
  pages += 1
  largest = max(largest, size ?? .max)
}
func rounded(_ value: Double) -> Double { Double(Int(value * 10)) / 10 }
let what = "\(students) students, \(exerciseCount) exercises of \(testsAnExercise) tests"
print("| \(what) | measured | target |")
print("|---|---:|---:|")
print(
  "| the report with its \(pages) pages, all written (s) | \(rounded(seconds)) "
    + "| under \(Int(secondsMax)) |")
print("| processor time of all threads (s) | \(rounded(processor)) | - |")
print("| the largest page (bytes) | \(largest) | under \(pageBytesMax) |")
if seconds >= secondsMax || largest >= pageBytesMax {
  print("a figure misses its target")
  try? files.removeItem(at: folder)
  exit(1)
}
