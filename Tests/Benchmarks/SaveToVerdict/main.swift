// How long a student waits: from the moment at which an editor has saved a file to the verdict of its visible
// tests, in the page of `threadbare watch` on a terminal of its own. Each exercise is saved ten times with text
// that was never compiled before, by turns a solution and the starter. The verdict is there when the page has
// written its progress down, which it does before it draws.

import Foundation

let saves = 10
let medianMax = 1.0
let worstMax = 1.5
/// After so many seconds something is wrong.
let patience = 60.0

let files = FileManager.default
let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
  .deletingLastPathComponent().appending(path: "threadbare").path
let course = files.temporaryDirectory.appending(path: "threadbare-bench-\(UUID().uuidString)")

func fail(_ message: String) -> Never {
  try? files.removeItem(at: course)
  FileHandle.standardError.write(Data("\(message)\n".utf8))
  exit(1)
}

/// What the page remembers of an exercise.
struct Remembered: Decodable {
  struct Exercise: Decodable {
    let checks: Int
    let testsPassed: Int
    let testsTotal: Int

    private enum CodingKeys: String, CodingKey {
      case checks
      case testsPassed = "tests_passed"
      case testsTotal = "tests_total"
    }
  }

  let exercises: [String: Exercise]
}

let memory = course.appending(path: ".threadbare/progress.json")

func remembered(of exercise: String) -> Remembered.Exercise? {
  guard let data = files.contents(atPath: memory.path) else { return nil }
  return try? JSONDecoder().decode(Remembered.self, from: data).exercises[exercise]
}

/// Waits until an exercise was checked so often.
func wait(for checks: Int, of exercise: String) -> Remembered.Exercise {
  let start = ContinuousClock.now
  while (ContinuousClock.now - start) / .seconds(1) < patience {
    if let found = remembered(of: exercise), found.checks >= checks { return found }
    usleep(1_000)
  }
  fail("\(exercise): no verdict after \(Int(patience)) s")
}

/// The seconds from each save of an exercise to its verdict.
func measure(_ exercise: String, solution: String, starter: String) throws -> [Double] {
  let file = course.appending(path: "exercises/\(exercise)/Submission.swift")
  try starter.write(to: file, atomically: true, encoding: .utf8)
  try Data("{\"version\": 1, \"exercises\": {}, \"current\": \"\(exercise)\"}".utf8).write(
    to: memory)
  let terminal = Process()
  terminal.executableURL = URL(filePath: "/usr/bin/script")
  terminal.arguments = ["-qefc", "'\(program)' watch --no-gates", "/dev/null"]
  terminal.currentDirectoryURL = course
  terminal.environment = ProcessInfo.processInfo.environment.merging(["TERM": "xterm-256color"]) {
    $1
  }
  let keys = Pipe()
  terminal.standardInput = keys
  terminal.standardOutput = FileHandle.nullDevice
  try terminal.run()
  // The page checks what is there first; the tests are compiled with that.
  var checks = wait(for: 1, of: exercise).checks
  var times: [Double] = []
  for round in 0..<saves {
    let isRight = round % 2 == 0
    let text = "\(isRight ? solution : starter)\n// save \(round), \(UUID().uuidString)\n"
    // As editors do it: a file beside it, then renamed.
    let start = ContinuousClock.now
    try text.write(to: file, atomically: true, encoding: .utf8)
    let verdict = wait(for: checks + 1, of: exercise)
    times.append((ContinuousClock.now - start) / .seconds(1))
    checks = verdict.checks
    guard (verdict.testsPassed == verdict.testsTotal) == isRight else {
      fail("\(exercise): the verdict is not that of what was saved")
    }
    // What somebody reads before the next save.
    usleep(200_000)
  }
  keys.fileHandleForWriting.write(Data("q".utf8))
  terminal.waitUntilExit()
  return times
}

guard files.isExecutableFile(atPath: program), files.isExecutableFile(atPath: "/usr/bin/script")
else {
  fail("this needs the built program beside it, and script(1)")
}
try files.createDirectory(at: memory.deletingLastPathComponent(), withIntermediateDirectories: true)
for folder in ["lessons", "exercises"] {
  try files.copyItem(at: URL(filePath: folder), to: course.appending(path: folder))
}
let exercises = try files.contentsOfDirectory(atPath: "exercises").sorted().filter {
  files.fileExists(atPath: "grader/\($0)/Solution.swift")
}

print("| save to verdict, \(exercises.count) exercises | measured | target |")
print("|---|---:|---:|")
var all: [Double] = []
for exercise in exercises {
  let times = try measure(
    exercise,
    solution: try String(contentsOfFile: "grader/\(exercise)/Solution.swift", encoding: .utf8),
    starter: try String(contentsOfFile: "exercises/\(exercise)/Starter.swift", encoding: .utf8)
  ).sorted()
  all += times
  print(
    "| \(exercise): median of \(saves), worst (ms) | \(Int(times[saves / 2] * 1_000)), "
      + "\(Int(times[saves - 1] * 1_000)) | \(Int(medianMax * 1_000)), \(Int(worstMax * 1_000)) |")
}
all.sort()
print(
  "| all: median, worst (ms) | \(Int(all[all.count / 2] * 1_000)), \(Int(all[all.count - 1] * 1_000)) | - |"
)
try? files.removeItem(at: course)
exit(all[all.count / 2] <= medianMax && all[all.count - 1] <= worstMax ? 0 : 1)
