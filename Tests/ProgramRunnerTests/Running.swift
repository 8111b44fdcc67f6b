import Foundation
import KernelCore
import LinuxABI
import ProgramRunner
import TestSupport
import Testing

/// A program of Task C in a file of its own, ready to run.
func program(_ text: String, named name: String = "program") throws -> ProgramFile {
  try withTemporaryFolder { folder in
    let file = folder.file(name + ".c")
    try Data(text.utf8).write(to: file)
    return try ProgramFile(reading: file.path)
  }
}

/// What a run has shown.
struct Shown: Equatable {
  var output = ""
  var calls = ""
  var end: ProgramRun.End
}

/// Runs programs, the first of them as the first process.
func run(_ programs: [ProgramFile], _ options: ProgramOptions = ProgramOptions()) throws -> Shown {
  var output: [UInt8] = []
  var calls = ""
  let outcome = ProgramRun(programs, options).run(
    output: { bytes, _ in output += bytes }, calls: { calls += $0 })
  try outcome.kernel.checkInvariants()
  return Shown(output: String(decoding: output, as: UTF8.self), calls: calls, end: outcome.end)
}
