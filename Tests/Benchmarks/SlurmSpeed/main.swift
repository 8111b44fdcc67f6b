// Two hundred items of one second on a Slurm of four nodes with two processors each, all on this machine; and
// the same command again. Prints a Markdown table; fails if a target is missed.

import Foundation

let items = 200
let slots = 8
let ideal = Double(items) / Double(slots)

struct Fault: Error, CustomStringConvertible {
  let description: String
}

let files = FileManager.default
let build = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
let work = files.temporaryDirectory.appending(path: "threadbare-slurm-\(UUID().uuidString)")

/// Runs a program to its end.
///
/// - Returns: How long it took, in seconds, and the lines that it wrote.
func measure(_ program: String, _ arguments: [String]) throws -> (seconds: Double, lines: [String])
{
  let output = work.appending(path: "output")
  _ = files.createFile(atPath: output.path, contents: nil)
  let process = Process()
  process.executableURL = URL(filePath: program)
  process.arguments = arguments
  process.environment = ProcessInfo.processInfo.environment.merging([
    "SLURM_CONF": work.appending(path: "slurm/slurm.conf").path
  ]) { $1 }
  // A file: what the cluster's daemons keep open is nobody's to wait for.
  process.standardOutput = try FileHandle(forWritingTo: output)
  let start = ContinuousClock.now
  try process.run()
  process.waitUntilExit()
  let seconds = (ContinuousClock.now - start) / .seconds(1)
  guard process.terminationStatus == 0 else { throw Fault(description: "\(program) failed") }
  let text = try String(contentsOf: output, encoding: .utf8)
  return (seconds, text.split(separator: "\n").map(String.init))
}

func cluster(_ action: String, _ arguments: [String] = []) throws {
  _ = try measure(
    "\(files.currentDirectoryPath)/Tests/ClusterTests/cluster",
    [action, work.appending(path: "slurm").path] + arguments)
}

func drive() throws -> Double {
  let (seconds, lines) = try measure(
    build.appending(path: "ClusterItems").path,
    ["drive", work.appending(path: "run").path, "\(items)", "1000"])
  guard Set(lines.filter { $0.hasPrefix("result ") }).count == items else {
    throw Fault(description: "not every item has a result")
  }
  return seconds
}

/// Brings the cluster up, and down again whatever happens.
func measured() throws -> (fresh: Double, again: Double) {
  try cluster("up", ["4"])
  defer { try? cluster("down") }
  return (try drive(), try drive())
}

try files.createDirectory(at: work, withIntermediateDirectories: true)
let figures = Result { try measured() }
try? files.removeItem(at: work)
let (fresh, again) = try figures.get()
let rows = [
  (
    "\(items) items of 1 s on \(slots) processors of 4 nodes (s); ideal \(Int(ideal))",
    String(format: "%.1f", fresh), "at most \(Int(ideal * 1.2 + 10))", fresh <= ideal * 1.2 + 10
  ),
  (
    "the same command again, all of it done (s)", String(format: "%.2f", again), "under 0.2",
    again < 0.2
  ),
]
print("| figure | measured | target |")
print("|---|---|---|")
for (what, figure, target, _) in rows { print("| \(what) | \(figure) | \(target) |") }
guard rows.allSatisfy(\.3) else {
  FileHandle.standardError.write(Data("a target was missed\n".utf8))
  exit(1)
}
