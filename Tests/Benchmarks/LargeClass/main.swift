// A thousand submissions of one exercise, from files to report: against the plain compiler on a part of
// the same files in the same run, and again with nothing changed. Then ten thousand, for the memory of the
// driver. Prints a Markdown table; fails if a target is missed.

import Foundation

let exercise = "02-fork-is-clone"
let module = "Exercise_02_fork_is_clone"
let submissions = 1_000
let compiled = 200
let many = 10_000
let jobs = 2

struct Fault: Error, CustomStringConvertible {
  let description: String
}

/// A program that ran to its end: how long it took, and the most memory that it or a child of it held.
struct Measured {
  let seconds: Double
  let mebibytes: Double
}

func measure(_ arguments: [String], in folder: String, environment: [String: String]) throws
  -> Measured
{
  let words = (["/usr/bin/env", "-C", folder] + arguments).map { strdup($0) } + [nil]
  let all = ProcessInfo.processInfo.environment.merging(environment) { $1 }
  let variables = all.map { strdup("\($0)=\($1)") } + [nil]
  defer { for pointer in words + variables { free(pointer) } }
  var actions = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&actions)
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
  defer { posix_spawn_file_actions_destroy(&actions) }
  let start = ContinuousClock.now
  var child: pid_t = 0
  guard posix_spawn(&child, "/usr/bin/env", &actions, nil, words, variables) == 0 else {
    throw Fault(description: "\(arguments[0]) cannot be started")
  }
  var status: Int32 = 0
  var usage = rusage()
  while wait4(child, &status, 0, &usage) < 0, errno == EINTR {}
  guard status == 0 else { throw Fault(description: "\(arguments.joined(separator: " ")) failed") }
  return Measured(
    seconds: (ContinuousClock.now - start) / .seconds(1),
    mebibytes: Double(usage.ru_maxrss) / 1_024)
}

let files = FileManager.default
let root = files.currentDirectoryPath
let build = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
  .path
let work = files.temporaryDirectory.appending(path: "threadbare-class-\(UUID().uuidString)")
defer { try? files.removeItem(at: work) }
let solution = try String(
  contentsOfFile: "\(root)/grader/\(exercise)/Solution.swift", encoding: .utf8)

func write(_ number: Int, student: Int, in folder: String) throws {
  let place = work.appending(path: "\(folder)/s\(student)")
  try files.createDirectory(at: place, withIntermediateDirectories: true)
  try (solution + "\n// submission \(number)\n").write(
    to: place.appending(path: "\(exercise).swift"), atomically: false, encoding: .utf8)
}

func grade(_ folder: String) throws -> Measured {
  try measure(
    [
      "\(build)/threadbare", "grade", "\(work.path)/\(folder)", "--out", "\(work.path)/report",
      "--only", exercise, "--jobs", "\(jobs)", "--no-progress",
    ], in: root, environment: ["THREADBARE_CACHE": work.appending(path: "cache").path])
}

// The first run compiles the exercise and fills the module cache; it does not count.
try write(-1, student: 0, in: "first")
_ = try grade("first")
for number in 0..<submissions { try write(number, student: number, in: "class") }
let fresh = try grade("class")
let again = try grade("class")

let built = try files.subpathsOfDirectory(atPath: work.appending(path: "cache").path).first {
  $0.hasSuffix("/\(module).swiftmodule")
}
guard let built else { throw Fault(description: "the exercise's module is not in the cache") }
let moduleFolder = work.appending(path: "cache/\(built)").deletingLastPathComponent().path
try files.createDirectory(at: work.appending(path: "flat"), withIntermediateDirectories: true)
for number in 0..<compiled {
  try files.copyItem(
    at: work.appending(path: "class/s\(number)/\(exercise).swift"),
    to: work.appending(path: "flat/s\(number).swift"))
}
let plain = try measure(
  [
    "/bin/sh", "-c",
    "ls flat/*.swift | xargs -P \(jobs) -I{} swiftc -Onone -wmo -emit-library -parse-as-library "
      + "-module-name Submission -I \(build)/Modules -I \(moduleFolder) {} -o {}.so",
  ], in: work.path, environment: [:])

// Ten of each, so that their results are known: what is measured is the driver, not the compiler.
for number in 0..<many { try write(number % submissions, student: number, in: "many") }
let large = try grade("many")

let perMinute = Double(submissions) * 60 / fresh.seconds
let plainPerMinute = Double(compiled) * 60 / plain.seconds
let rows = [
  (
    "\(submissions) submissions of \(exercise), \(jobs) jobs: a minute, end to end",
    String(format: "%.0f", perMinute), "at least 450", perMinute >= 450
  ),
  (
    "\(compiled) of them through `swiftc -Onone -wmo -emit-library` alone, \(jobs) jobs: a minute",
    String(format: "%.0f", plainPerMinute), "-", true
  ),
  (
    "ratio", String(format: "%.2f", perMinute / plainPerMinute), "at least 1.3",
    perMinute / plainPerMinute >= 1.3
  ),
  (
    "grading them again, unchanged: times faster",
    String(format: "%.0f", fresh.seconds / again.seconds), "at least 100",
    fresh.seconds / again.seconds >= 100
  ),
  (
    "memory of the driver at \(many) submissions (MiB)", String(format: "%.0f", large.mebibytes),
    "under 300", large.mebibytes < 300
  ),
]
print("| figure | measured | target |")
print("|---|---|---|")
for (what, figure, target, _) in rows { print("| \(what) | \(figure) | \(target) |") }
guard rows.allSatisfy(\.3) else {
  FileHandle.standardError.write(Data("a target was missed\n".utf8))
  exit(1)
}
