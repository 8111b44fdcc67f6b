// What grading costs, against the plain compiler on the same files in the same run; and what a
// worker and a round trip to it cost. Prints a Markdown table; fails if a target is missed.

import Foundation
import Grading

struct Row {
  let what: String
  let figure: String
  let target: String
  let isMet: Bool
}

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
}

func seconds(_ arguments: [String], in folder: String, environment: [String: String]) throws
  -> Double
{
  let process = Process()
  process.executableURL = URL(filePath: arguments[0])
  process.arguments = Array(arguments.dropFirst())
  process.currentDirectoryURL = URL(filePath: folder)
  process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  process.standardOutput = FileHandle.nullDevice
  let start = ContinuousClock.now
  try process.run()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else {
    throw GradingError.machine("\(arguments.joined(separator: " ")) failed")
  }
  return (ContinuousClock.now - start) / .seconds(1)
}

func text(_ value: Double, digits: Int = 1) -> String {
  String(format: "%.\(digits)f", value)
}

let exercise = "02-fork-is-clone"
let module = "Exercise_02_fork_is_clone"
let submissions = 40
let jobs = 2
let rounds = 5

let files = FileManager.default
let root = URL(filePath: files.currentDirectoryPath)
let build = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
let work = files.temporaryDirectory.appending(path: "threadbare-bench-\(UUID().uuidString)")
defer { try? files.removeItem(at: work) }
try files.createDirectory(at: work.appending(path: "flat"), withIntermediateDirectories: true)
let solution = try String(
  contentsOf: root.appending(path: "grader/\(exercise)/Solution.swift"), encoding: .utf8)
for number in 0..<submissions {
  let student = work.appending(path: "class/s\(number)")
  try files.createDirectory(at: student, withIntermediateDirectories: true)
  let own = solution + "\n// submission \(number)\n"
  try own.write(
    to: student.appending(path: "\(exercise).swift"), atomically: false, encoding: .utf8)
  try own.write(
    to: work.appending(path: "flat/s\(number).swift"), atomically: false, encoding: .utf8)
}

let cache = work.appending(path: "cache").path
let threadbare = build.appending(path: "threadbare").path
func grade() throws -> Double {
  try seconds(
    [
      threadbare, "grade", "\(work.path)/class", "--out", "\(work.path)/report", "--only", exercise,
      "--no-cache", "--jobs", "\(jobs)", "--no-progress",
    ], in: root.path, environment: ["THREADBARE_CACHE": cache])
}
// The first run compiles the exercise and fills the module cache; it does not count.
_ = try grade()
let built = try files.subpathsOfDirectory(atPath: cache).first {
  $0.hasSuffix("/\(module).swiftmodule")
}
guard let built else { throw GradingError.machine("the exercise's module is not in the cache") }
let exerciseFolder = URL(filePath: "\(cache)/\(built)").deletingLastPathComponent().path
func compile() throws -> Double {
  let command =
    "ls flat/*.swift | xargs -P \(jobs) -I{} swiftc -Onone -wmo -emit-library -parse-as-library "
    + "-module-name Submission -I \(build.path)/Modules -I \(exerciseFolder) {} -o {}.so"
  return try seconds(["/bin/sh", "-c", command], in: work.path, environment: [:])
}
_ = try compile()
var grading: [Double] = []
var compiling: [Double] = []
for _ in 0..<rounds {
  grading.append(try grade())
  compiling.append(try compile())
}
let perMinute = { (seconds: Double) in Double(submissions) * 60 / seconds }
let ratio = median(zip(grading, compiling).map { $1 / $0 })
var rows = [
  Row(
    what: "\(exercise): submissions a minute, compiled and graded, \(jobs) jobs",
    figure: text(perMinute(median(grading)), digits: 0), target: "-", isMet: true),
  Row(
    what: "the same files through `swiftc -Onone -wmo -emit-library` alone, \(jobs) jobs",
    figure: text(perMinute(median(compiling)), digits: 0), target: "-", isMet: true),
  Row(
    what: "ratio", figure: text(ratio, digits: 2), target: "at least 1.2", isMet: ratio >= 1.2),
]

let workshop = try await Workshop.prepare(.required)
let probe = try await WorkerProbe.measure(
  workshop: workshop, exerciseFolder: root.appending(path: "exercises/\(exercise)").path,
  exercise: exercise, submission: root.appending(path: "grader/\(exercise)/Solution.swift").path)
rows += [
  Row(
    what: "worker: start of the sandbox to the first answer, median of \(probe.starts) (ms)",
    figure: text(probe.startMilliseconds, digits: 2), target: "at most 15",
    isMet: probe.startMilliseconds <= 15),
  Row(
    what: "round trip to a worker on the same processor, median of \(probe.roundTrips) (µs)",
    figure: text(probe.roundTripMicroseconds, digits: 2), target: "at most 10",
    isMet: probe.roundTripMicroseconds <= 10),
]
print("| figure | measured | target |")
print("|---|---|---|")
for row in rows { print("| \(row.what) | \(row.figure) | \(row.target) |") }
guard rows.allSatisfy(\.isMet) else {
  FileHandle.standardError.write(Data("a target was missed\n".utf8))
  exit(1)
}
