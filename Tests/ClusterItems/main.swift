// Items that only take time, on the engine that grades on a cluster: what its tests and its benchmark run.
//
//   ClusterItems drive RUN COUNT MILLISECONDS [OPTION=VALUE ...]    the driver; prints a line for each outcome
//   ClusterItems work MILLISECONDS --run DIR --round K --chunk N    a worker
//
// An item that has a file `RUN/kill/KEY` kills its worker, and one that has `RUN/hang/KEY` hangs, once.
// `overdue=SECONDS` is how long nothing may change, and `differs=1` makes every attempt come to something
// else.

import Foundation
import Grading

struct Fault: Error, CustomStringConvertible {
  let description: String
}

/// The key of the item of a number: as long as a hash.
func key(_ number: Int) -> String {
  let digits = String(number, radix: 16)
  return String(repeating: "0", count: 64 - digits.count) + digits
}

/// Prints a line at once, whoever reads it.
func say(_ line: String) {
  FileHandle.standardOutput.write(Data((line + "\n").utf8))
}

func value(_ name: String, _ arguments: [String]) -> String? {
  arguments.first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
}

func word(after name: String, _ arguments: [String]) -> String? {
  arguments.firstIndex(of: name).flatMap {
    arguments.indices.contains($0 + 1) ? arguments[$0 + 1] : nil
  }
}

func work(_ arguments: [String]) throws {
  guard let milliseconds = arguments.first.flatMap(UInt32.init),
    let run = word(after: "--run", arguments),
    let round = word(after: "--round", arguments).flatMap(Int.init),
    let chunk = word(after: "--chunk", arguments).flatMap(Int.init)
  else { throw Fault(description: "usage: see the source") }
  let worker = try ChunkWorker(run: run, round: round, chunk: chunk)
  for item in worker.items {
    worker.begin(item)
    if FileManager.default.fileExists(atPath: "\(run)/kill/\(item.key)") {
      kill(getpid(), SIGKILL)
    }
    if unlink("\(run)/hang/\(item.key)") == 0 { sleep(600) }
    usleep(milliseconds * 1_000)
    let differs = worker.manifest.settings.contains("differs=1")
    let result = "\"\(item.key)\(differs ? " by \(getpid()) in round \(round)" : "")\""
    try worker.publish(item, Data(result.utf8), meaning: Data(result.utf8))
  }
}

/// Items that only take time have no files.
func noFiles(_ item: RunManifest.Item) -> [SourceFile] { [] }

func drive(_ arguments: [String]) async throws {
  guard arguments.count >= 3, let count = Int(arguments[1]) else {
    throw Fault(description: "usage: see the source")
  }
  let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
  var options = ClusterDriver.Options(worker: [program, "work", arguments[2]])
  options.memoryMebibytes = 100
  options.itemSeconds = Double(arguments[2]).map { $0 / 1_000 } ?? 1
  options.itemSecondsMax = value("overdue", arguments).flatMap(Double.init) ?? 60
  options.overdueSeconds = 0
  options.setupSeconds = 10
  options.patienceSeconds = value("patience", arguments).flatMap(Double.init) ?? 60
  var run = ClusterRun(path: arguments[0])
  run.log = try GradingLog.file("\(run.path).log")
  run.warn = { say("warning: \($0)") }
  let items = (0..<count).map { RunManifest.Item(key: key($0), subject: "sleep") }
  var driver = try await run.driver(
    for: items, settings: arguments.dropFirst(3).joined(separator: " "), options: options,
    files: noFiles
  ) { item, outcome in
    switch outcome {
    case .result(let payload):
      say("result \(item.key) \(String(decoding: payload, as: UTF8.self))")
    case .lost(let reason): say("lost \(item.key) \(reason)")
    }
  }
  try await driver.run()
}

let arguments = Array(CommandLine.arguments.dropFirst())
do {
  switch arguments.first {
  case "drive": try await drive(Array(arguments.dropFirst()))
  case "work": try work(Array(arguments.dropFirst()))
  default: throw Fault(description: "usage: see the source")
  }
} catch {
  FileHandle.standardError.write(Data("error: \(error)\n".utf8))
  exit(3)
}
